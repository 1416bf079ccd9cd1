using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Dispatch;

/// <summary>What a follow-up refers to.</summary>
/// <param name="Botlet">The botlet of the last turn.</param>
/// <param name="Question">The last question that stood on its own, as searched for.</param>
public sealed record DispatchContext(string Botlet, string Question);

/// <summary>Where a question goes.</summary>
/// <param name="Intents">The services it asks, the surest first; never empty. Several where it asks several things.</param>
/// <param name="IsOutOfScope">Whether it is not the agency's.</param>
/// <param name="IsFollowUp">Whether it needs the conversation to be understood ("and how much is it?").</param>
/// <param name="IsHard">Whether it deserves the large model: several services, conditions, long.</param>
/// <param name="Margin">How far the first intent leads the second, 0 to 1.</param>
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

    /// <summary>Gets what was asked, part by part, where several services are asked at once; empty otherwise.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Gets what kind of small talk it is, where it asks nothing.</summary>
    public SmallTalkKind SmallTalk { get; init; }

    /// <summary>Gets whom the pack names for a question with these words, to be told where it is out of scope; null for nobody.</summary>
    public Referral? Referral { get; init; }
}

/// <summary>A service and how sure the dispatcher is of it, 0 to 1.</summary>
public sealed record Intent(string Botlet, double Confidence);
