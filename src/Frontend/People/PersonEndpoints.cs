using GovStack.Conversations;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Turns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GovStack.Frontend.People;

/// <summary>A person's own data: list, export, delete. One conversation by its secret, all of them by the cookie.</summary>
internal static class PersonEndpoints
{
    private const int TitleLength = 80;

    public static void MapPeople(this IEndpointRouteBuilder api, IEndpointRouteBuilder conversation)
    {
        conversation.MapGet("/export", ExportConversationAsync)
            .WithName("ExportConversation").WithTags("My data").WithSummary("All that is kept of the conversation.")
            .Produces<ConversationExport>().ProducesProblem(StatusCodes.Status404NotFound);
        conversation.MapDelete("", DeleteConversationAsync)
            .WithName("DeleteConversation").WithTags("My data").WithSummary("Stops what runs and deletes the conversation whole.")
            .Produces(StatusCodes.Status204NoContent);
        api.MapGet("/me/conversations", ListAsync)
            .WithName("ListMyConversations").WithTags("My data").WithSummary("The conversations of this browser's cookie, each with its secret.")
            .Produces<PersonConversations>();
        api.MapGet("/me/export", ExportAllAsync)
            .WithName("ExportMyData").WithTags("My data").WithSummary("All that is kept of this browser's person.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json");
        api.MapDelete("/me", DeleteAllAsync)
            .WithName("DeleteMyData").WithTags("My data").WithSummary("Deletes every conversation of this browser's person, and the cookie.")
            .Produces<PersonDeletion>();
    }

    private static async Task<IResult> ExportConversationAsync(string id, HttpContext context, PersonArchive archive)
    {
        var tenant = context.Visitor().Tenant;
        if (await archive.CollectAsync(id, context.RequestAborted) is not { } export)
            return new Problem(ProblemCodes.ConversationNotFound).ToResult();
        await archive.AuditAsync(tenant, "person", "export", id, null, context.RequestAborted);
        OfferAsFile(context, $"conversation-{id}.json");
        return Results.Json(export, ApiJson.Options);
    }

    private static async Task<IResult> DeleteConversationAsync(string id, HttpContext context, PersonArchive archive)
    {
        await archive.DeleteAsync(context.Visitor().Tenant, id, "person", null, context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> ListAsync(HttpContext context, ICheckpointStore store, ConversationKeys keys, ConversationDoor door)
    {
        var visitor = context.Visitor();
        if (visitor.Person is null)
            return Results.Json(new PersonConversations([]), ApiJson.Options);
        var heads = await store.ListByPersonAsync(visitor.Tenant, visitor.Person, context.RequestAborted);
        var shown = new List<PersonConversation>();
        foreach (var head in heads.Where(head => door.IsShown(visitor.Agency, head)))
        {
            var title = await TitleOfAsync(head, store, context.RequestAborted);
            shown.Add(new(head.Id, keys.SecretOf(visitor.Tenant, head.Id), title, head.CreatedAt, head.UpdatedAt));
        }

        return Results.Json(new PersonConversations(shown), ApiJson.Options);
    }

    private static async Task<string> TitleOfAsync(ConversationHead head, ICheckpointStore store, CancellationToken cancellationToken)
    {
        var turns = await store.ReadTurnsAsync(head.Id, 1, 1, cancellationToken);
        var question = turns is [var first] ? first.Question.ReplaceLineEndings(" ") : "";
        return question.Length <= TitleLength ? question : question[..TitleLength].TrimEnd() + "…";
    }

    private static async Task ExportAllAsync(HttpContext context, PersonData data)
    {
        var visitor = context.Visitor();
        OfferAsFile(context, "my-conversations.json");
        context.Response.ContentType = "application/json";

        // Without a cookie there is nobody; the export of nobody is as well formed, and empty.
        await data.ExportAsync(visitor.Tenant, visitor.Person ?? "", "person", null, context.Response.Body, context.RequestAborted);
    }

    private static async Task<IResult> DeleteAllAsync(HttpContext context, PersonData data)
    {
        var visitor = context.Visitor();
        var count = visitor.Person is { } person ? await data.DeleteAsync(visitor.Tenant, person, "person", null, context.RequestAborted) : 0;
        PersonCookie.Clear(context);
        return Results.Json(new PersonDeletion(count), FrontendJson.Default.PersonDeletion);
    }

    private static void OfferAsFile(HttpContext context, string name)
        => context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
}
