using GovStack.Conversations.Agencies;
using GovStack.Conversations.Answers;
using GovStack.Conversations.Providers;
using GovStack.Conversations.Safety;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Conversations;

/// <summary>What every conversation of a server shares.</summary>
/// <param name="Agencies">The agencies.</param>
/// <param name="Planner">Picks the service and prepares the question.</param>
/// <param name="Chain">The providers.</param>
/// <param name="Reuse">When an earlier answer may be given again.</param>
/// <param name="Flights">One flight per identical question.</param>
/// <param name="Quick">Answers without a model.</param>
/// <param name="Clock">The time.</param>
/// <param name="Options">How conversations behave.</param>
/// <param name="Logger">Takes ids, counts and durations only.</param>
/// <param name="OtherConversations">The front door, to read the stream of a question that leads a flight; resolved late, since the front door hosts the conversations.</param>
public sealed record ConversationServices(
    IAgencyDirectory Agencies,
    ITurnPlanner Planner,
    ProviderChain Chain,
    AnswerReuse Reuse,
    ISingleFlight Flights,
    QuickAnswers Quick,
    TimeProvider Clock,
    IOptions<ConversationOptions> Options,
    ILogger<Conversation> Logger,
    Lazy<IConversationClient> OtherConversations)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>Gets how many questions are on their way to the disk.</summary>
    internal Arrivals Arrivals { get; } = new();

    /// <summary>Says no because the question could not be saved: try again soon.</summary>
    public TurnTicket RefuseUnavailable(TurnRequest request) => RefuseUnavailable(Agencies, request);

    /// <summary>The same where the conversations themselves are on other servers.</summary>
    public static TurnTicket RefuseUnavailable(IAgencyDirectory agencies, TurnRequest request)
    {
        if (agencies.Find(request.Caller.Tenant) is not { } loaded)
            return TurnTicket.Refused("unavailable", "Not saved.", Soon);
        var agency = loaded.Agency;
        var message = ProductTexts.Get(agency, "refusal.unavailable", request.Language);
        if (FindCrisis(agencies, request) is { } crisis)   // Whatever else is away, whom to call is told.
            message = $"{crisis.Rule.Text[request.Language ?? crisis.Language]}\n\n{message}";
        return TurnTicket.Refused("unavailable", message, Soon);
    }

    /// <summary>Finds the crisis a question speaks of, for a front door that cannot reach the conversation; null where it speaks of none.</summary>
    public static CrisisMatch? FindCrisis(IAgencyDirectory agencies, TurnRequest request)
        => agencies.Find(request.Caller.Tenant) is { } loaded ? loaded.Crises.FindMatch(InputGuard.Inspect(request.Text, loaded.Agency).Clean) : null;
}

/// <summary>
/// Counts the questions that are on their way to the disk. One that comes alone is thought through meanwhile; where many come at once the processors are busy, and
/// thinking about one would only keep the others from being saved together with it.
/// </summary>
internal sealed class Arrivals
{
    private int _count;

    /// <summary>Counts one more.</summary>
    /// <returns>Whether it is the only one.</returns>
    public bool Enter() => Interlocked.Increment(ref _count) == 1;

    /// <summary>Counts one less.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
