using GovStack.Conversations;
using GovStack.Frontend.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GovStack.Frontend.Turns;

/// <summary>What a person thought of an answer.</summary>
internal static class FeedbackEndpoint
{
    private const int MaxCommentLength = 2_000;

    public static void MapFeedback(this IEndpointRouteBuilder conversation)
        => conversation.MapPost("/turns/{turn:int}/feedback", RateAsync)
            .WithName("Rate").WithTags("Conversations").WithSummary("Thumbs up or down, with a comment; a second opinion replaces the first.")
            .Accepts<FeedbackBody>("application/json")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> RateAsync(string id, int turn, HttpContext context, IConversationClient conversations)
    {
        var (body, problem) = await JsonBody.ReadAsync(context, FrontendJson.Default.FeedbackBody);
        if (body is null)
            return problem!.ToResult();
        if (body.Helpful is not { } isHelpful)
            return Problem.InvalidField("helpful", "true or false.").ToResult();
        if (body.Comment is { Length: > MaxCommentLength })
            return Problem.InvalidField("comment", $"At most {MaxCommentLength} characters.").ToResult();

        var comment = string.IsNullOrWhiteSpace(body.Comment) ? null : body.Comment;   // Masked by the conversation, before it is kept.
        return await conversations.RateAsync(id, turn, isHelpful, comment, context.RequestAborted)
            ? Results.NoContent()
            : new Problem(ProblemCodes.TurnNotFound).ToResult();
    }
}
