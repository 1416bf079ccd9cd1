using System.Runtime.CompilerServices;
using GovStack.Conversations;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Limits;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Streaming;
using GovStack.Frontend.Turns;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace GovStack.Frontend.Live;

/// <summary>
/// The same conversation over a WebSocket. Any server takes any call: nothing is kept here between calls, and every call shows the conversation's secret. What
/// cannot be done is told as a <see cref="HubException"/> whose message is a code of <see cref="ProblemCodes"/>.
/// </summary>
internal sealed class ChatHub(
    IConversationClient conversations,
    ConversationKeys keys,
    ConversationDoor door,
    PersonCookie cookie,
    DoorLimits limits,
    TurnReader reader) : Hub
{
    /// <summary>Makes a conversation.</summary>
    public ConversationKey Start() => keys.Create(Visitor.Tenant);

    /// <summary>Asks. Returns once the question is durable, or refused; the answer is read with <see cref="ReadFrom"/>.</summary>
    public async Task<HubPlace> Ask(HubAsk ask)
    {
        var visitor = Visitor;
        Enter(visitor, ask.Id, ask.Secret);
        var person = visitor.Key is null ? cookie.Find(Http) ?? throw Fault(ProblemCodes.CookieMissing) : "";
        var (request, invalid) = ask.Question.Read(visitor, visitor.Caller(person, "web"));
        if (request is null)
            return HubPlace.Refused(Word(invalid!));
        if (await limits.AdmitAsync(Http, visitor.Loaded, visitor.Key, request.Caller.Person, request.Text) is { } refused)
            return HubPlace.Refused(Word(refused));
        var ticket = await conversations.AskAsync(ask.Id!, request, CancellationToken.None);
        return ticket.Refusal is { } refusal
            ? HubPlace.Refused(Word(Problem.Of(refusal)))
            : new(ticket.Turn, ticket.FirstEvent, ticket.IsRepeat, null);
    }

    /// <summary>Streams events from a number on until nothing runs.</summary>
    public async IAsyncEnumerable<TurnEvent> ReadFrom(string id, string secret, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Enter(Visitor, id, secret);
        var start = Math.Max(TurnReader.FirstEvent, from);
        if (await reader.IsFutureAsync(id, start, cancellationToken))
            throw Fault(ProblemCodes.EventInFuture);
        await foreach (var batch in reader.ReadAsync(id, start, follow: false, cancellationToken))
        {
            foreach (var turnEvent in batch.Events)
                yield return turnEvent;
        }
    }

    /// <summary>Stops a turn, or the running one for null.</summary>
    /// <returns>False where nothing was to stop.</returns>
    public Task<bool> Stop(string id, string secret, int? turn)
    {
        Enter(Visitor, id, secret);
        return conversations.StopAsync(id, turn, CancellationToken.None);
    }

    private HttpContext Http => Context.GetHttpContext()!;

    private Visitor Visitor => Http.Visitor();

    private static HubException Fault(string code) => new(code);

    private void Enter(Visitor visitor, string? id, string? secret)
    {
        if (door.Check(visitor.Tenant, id ?? "", secret) is { } problem)
            throw Fault(problem.Code);
    }

    private ProblemBody Word(Problem problem)
    {
        var visitor = Visitor;
        return ProblemWriter.Describe(problem, visitor.Agency, visitor.Language);
    }
}

/// <summary>A question over the hub.</summary>
/// <param name="Id">The conversation.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Question">The question.</param>
internal sealed record HubAsk(string? Id, string? Secret, AskBody Question);

/// <summary>Where the answer will be, or why there will be none.</summary>
internal sealed record HubPlace(int Turn, long FirstEvent, bool IsRepeat, ProblemBody? Refusal)
{
    public static HubPlace Refused(ProblemBody refusal) => new(0, 0, false, refusal);
}
