using GovStack.Conversations;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GovStack.Frontend.Turns;

/// <summary>Reading a conversation: as a whole, a branch of it, its checkpoints; and going back to one.</summary>
internal static class HistoryEndpoints
{
    private const int PageSize = 200;
    private const int ShownTurnCount = 50;

    public static void MapHistory(this IEndpointRouteBuilder conversation)
    {
        conversation.MapGet("", ViewAsync)
            .WithName("GetConversation").WithTags("History").WithSummary("The conversation with its latest turns and where its stream goes on.")
            .Produces<ShownConversation>().ProducesProblem(StatusCodes.Status404NotFound);
        conversation.MapGet("/turns", ReadTurnsAsync)
            .WithName("GetTurns").WithTags("History").WithSummary("The turns that lead to a checkpoint, oldest first; the last 50 or count.")
            .Produces<ShownTurns>().ProducesProblem(StatusCodes.Status404NotFound);
        conversation.MapGet("/checkpoints", ListCheckpointsAsync)
            .WithName("GetCheckpoints").WithTags("History").WithSummary("The checkpoints of every branch, 200 from the number given.")
            .Produces<ShownCheckpoints>().ProducesProblem(StatusCodes.Status404NotFound);
        conversation.MapGet("/checkpoints/{number:int}", ReadCheckpointAsync)
            .WithName("GetCheckpoint").WithTags("History").WithSummary("One checkpoint: the turn that made it.")
            .Produces<ShownTurn>().ProducesProblem(StatusCodes.Status404NotFound);
        conversation.MapPost("/fork", ForkAsync)
            .WithName("Fork").WithTags("History").WithSummary("Makes an earlier checkpoint the current one; 0 is the empty conversation.")
            .Accepts<ForkBody>("application/json")
            .Produces<ForkResult>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ViewAsync(string id, HttpContext context, IConversationClient conversations, ConversationDoor door)
    {
        var view = await conversations.ViewAsync(id, context.RequestAborted);
        if (view is null || !door.IsShown(context.Visitor().Agency, view.Head))
            return new Problem(ProblemCodes.ConversationNotFound).ToResult();
        var turns = await conversations.ReadBranchAsync(id, null, ShownTurnCount, context.RequestAborted);
        return Results.Json(ShownConversation.Of(view, turns ?? []), ApiJson.Options);
    }

    private static async Task<IResult> ReadTurnsAsync(
        string id,
        HttpContext context,
        IConversationClient conversations,
        ConversationDoor door,
        string? checkpoint,
        string? count)
    {
        if (!QueryNumber.TryRead(checkpoint, 0, int.MaxValue, out var from))
            return Problem.InvalidField("checkpoint", "A checkpoint's number, 0 or more.").ToResult();
        if (!QueryNumber.TryRead(count, 1, PageSize, out var most))
            return Problem.InvalidField("count", $"1 to {PageSize}.").ToResult();
        if (await door.FindShownAsync(context.Visitor().Agency, id, context.RequestAborted) is null)
            return new Problem(ProblemCodes.ConversationNotFound).ToResult();
        var turns = await conversations.ReadBranchAsync(id, from, most ?? ShownTurnCount, context.RequestAborted);
        return turns is null
            ? new Problem(ProblemCodes.CheckpointNotFound).ToResult()
            : Results.Json(new ShownTurns([.. turns.Select(ShownTurn.Of)]), ApiJson.Options);
    }

    private static async Task<IResult> ListCheckpointsAsync(string id, HttpContext context, ICheckpointStore store, ConversationDoor door, string? first)
    {
        if (!QueryNumber.TryRead(first, 1, int.MaxValue - PageSize, out var from))
            return Problem.InvalidField("first", "A checkpoint's number, 1 or more.").ToResult();
        if (await door.FindShownAsync(context.Visitor().Agency, id, context.RequestAborted) is not { } head)
            return new Problem(ProblemCodes.ConversationNotFound).ToResult();
        var start = from ?? 1;
        var turns = await store.ReadTurnsAsync(id, start, start + PageSize - 1, context.RequestAborted);
        return Results.Json(new ShownCheckpoints(head.Current, [.. turns.Select(ShownCheckpoint.Of)]), ApiJson.Options);
    }

    private static async Task<IResult> ReadCheckpointAsync(string id, int number, HttpContext context, ICheckpointStore store, ConversationDoor door)
    {
        if (await door.FindShownAsync(context.Visitor().Agency, id, context.RequestAborted) is null)
            return new Problem(ProblemCodes.ConversationNotFound).ToResult();
        var turns = await store.ReadTurnsAsync(id, number, number, context.RequestAborted);
        return turns is [var turn]
            ? Results.Json(ShownTurn.Of(turn), ApiJson.Options)
            : new Problem(ProblemCodes.CheckpointNotFound).ToResult();
    }

    private static async Task<IResult> ForkAsync(string id, HttpContext context, IConversationClient conversations)
    {
        var (body, problem) = await JsonBody.ReadAsync(context, FrontendJson.Default.ForkBody);
        if (body is null)
            return problem!.ToResult();
        if (body.Checkpoint is not >= 0)
            return Problem.InvalidField("checkpoint", "A checkpoint's number, 0 or more.").ToResult();
        return await conversations.ForkAsync(id, body.Checkpoint.Value, context.RequestAborted)
            ? Results.Json(new ForkResult(body.Checkpoint.Value), FrontendJson.Default.ForkResult)
            : new Problem(ProblemCodes.CheckpointNotFound).ToResult();
    }
}
