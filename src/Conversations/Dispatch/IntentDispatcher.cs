using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Dispatch;

/// <summary>Picks the botlet for a question. Local: no tokens, no network, immutable once trained.</summary>
public sealed class IntentDispatcher
{
    private readonly Agency _agency;

    private IntentDispatcher(Agency agency) => _agency = agency;

    /// <summary>Learns from the agency's example questions and pages; under two seconds for a pack.</summary>
    public static IntentDispatcher Train(Agency agency) => new(agency);

    /// <summary>Picks the botlet or botlets of a question.</summary>
    /// <param name="question">The person's words, already cleaned and masked.</param>
    /// <param name="language">The person's language.</param>
    /// <param name="context">What the conversation was about, so that a follow-up finds its topic; null at its start.</param>
    public DispatchDecision Dispatch(string question, string language, DispatchContext? context)
        => new([new(_agency.GeneralBotlet, 0)], IsOutOfScope: false, IsFollowUp: false, IsHard: false, Margin: 0, question);
}

/// <summary>What a follow-up refers to.</summary>
/// <param name="Botlet">The botlet of the last turn.</param>
/// <param name="Question">The last question that stood on its own, as searched for.</param>
public sealed record DispatchContext(string Botlet, string Question);

/// <summary>Where a question goes.</summary>
/// <param name="Intents">The services it asks, the surest first; never empty. Several where it asks several things.</param>
/// <param name="IsOutOfScope">Whether it is not the agency's.</param>
/// <param name="IsFollowUp">Whether it needs the conversation to be understood ("and how much is it?").</param>
/// <param name="IsHard">Whether it deserves the large model: several services, conditions, long.</param>
/// <param name="Margin">How far the first intent leads the second, 0 to 1; low margins may be decided by a small model.</param>
/// <param name="SearchText">What to search the pages for: the question, with its topic added where it is a follow-up.</param>
public sealed record DispatchDecision(
    IReadOnlyList<Intent> Intents,
    bool IsOutOfScope,
    bool IsFollowUp,
    bool IsHard,
    double Margin,
    string SearchText)
{
    /// <summary>Gets the botlet that answers.</summary>
    public string Botlet => Intents[0].Botlet;
}

/// <summary>A service and how sure the dispatcher is of it, 0 to 1.</summary>
public sealed record Intent(string Botlet, double Confidence);
