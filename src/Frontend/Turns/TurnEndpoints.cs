using GovStack.Conversations;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Limits;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GovStack.Frontend.Turns;

/// <summary>Beginning a conversation, asking in it, and stopping.</summary>
internal static class TurnEndpoints
{
    public static void MapTurns(this IEndpointRouteBuilder api, IEndpointRouteBuilder conversation)
    {
        api.MapPost("/conversations", Start)
            .WithName("StartConversation").WithTags("Conversations").WithSummary("Makes a conversation: its id and the secret that opens it.")
            .Produces<ConversationKey>(StatusCodes.Status201Created);

        conversation.MapPost("/turns", AskAsync)
            .WithName("Ask").WithTags("Conversations").WithSummary("Asks. Streams events, answers whole, or (Prefer: respond-async) says where the answer will be.")
            .Accepts<AskBody>("application/json")
            .Produces<TurnAnswer>(StatusCodes.Status200OK, "application/json", EventStream.ContentType)
            .Produces<TurnPlace>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        conversation.MapPost("/stop", StopAsync)
            .WithName("Stop").WithTags("Conversations").WithSummary("Stops the running turn or a waiting one, keeping the partial answer.")
            .Accepts<StopBody>("application/json")
            .Produces<StopResult>();
    }

    private static IResult Start(HttpContext context, ConversationKeys keys, PersonCookie cookie)
    {
        var visitor = context.Visitor();
        if (visitor.Key is null)
            cookie.FindOrCreate(context);
        var key = keys.Create(visitor.Tenant);
        return Results.Json(key, FrontendJson.Default.ConversationKey, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> AskAsync(
        string id,
        HttpContext context,
        IConversationClient conversations,
        PersonCookie cookie,
        DoorLimits limits,
        TurnReader reader)
    {
        var visitor = context.Visitor();
        var (body, problem) = await JsonBody.ReadAsync(context, FrontendJson.Default.AskBody);
        if (body is null)
            return problem!.ToResult();
        var person = visitor.Key is null ? cookie.FindOrCreate(context) : "";
        var (request, invalid) = body.Read(visitor, visitor.Caller(person, visitor.Key is null ? "web" : "api"));
        if (request is null)
            return invalid!.ToResult();
        if (await limits.AdmitAsync(context, visitor.Loaded, visitor.Key, request.Caller.Person, request.Text) is { } refused)
            return refused.ToResult();

        // Whoever leaves now still gets an answer when they come back: leaving ends the reading, never the asking.
        var ticket = await conversations.AskAsync(id, request, CancellationToken.None);
        if (ticket.Refusal is { } refusal)
            return Problem.Of(refusal).ToResult();
        if (PrefersLater(context))
            return Later(context, id, ticket);
        return AcceptsStream(context) ? new StreamedTurn(id, ticket, reader) : new WholeTurn(id, ticket, reader);
    }

    private static async Task<IResult> StopAsync(string id, HttpContext context, IConversationClient conversations)
    {
        var turn = default(int?);
        if (context.Request.ContentLength is > 0 || context.Request.HasJsonContentType())
        {
            var (body, problem) = await JsonBody.ReadAsync(context, FrontendJson.Default.StopBody);
            if (body is null)
                return problem!.ToResult();
            turn = body.Turn;
        }

        var stopped = await conversations.StopAsync(id, turn, context.RequestAborted);
        return Results.Json(new StopResult(stopped), FrontendJson.Default.StopResult);
    }

    private static bool PrefersLater(HttpContext context)
        => context.Request.Headers["Prefer"].Any(value => value?.Contains("respond-async", StringComparison.OrdinalIgnoreCase) == true);

    private static bool AcceptsStream(HttpContext context)
        => context.Request.Headers.Accept.ToString().Contains(EventStream.ContentType, StringComparison.OrdinalIgnoreCase);

    private static IResult Later(HttpContext context, string id, TurnTicket ticket)
    {
        context.Response.Headers["Preference-Applied"] = "respond-async";
        context.Response.Headers.Location = $"/api/conversations/{id}/events?from={ticket.FirstEvent}";
        return Results.Json(
            new TurnPlace(ticket.Turn, ticket.FirstEvent, ticket.IsRepeat),
            FrontendJson.Default.TurnPlace,
            statusCode: StatusCodes.Status202Accepted);
    }
}
