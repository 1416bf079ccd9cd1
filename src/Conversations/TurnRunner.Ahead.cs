using GovStack.Conversations.Agencies;
using GovStack.Conversations.Botlets;
using GovStack.Conversations.Dispatch;

namespace GovStack.Conversations;

/// <content>Thinking ahead: what takes only thought is done while the disk makes the question durable.</content>
internal sealed partial class TurnRunner
{
    private Task _thinkingAhead = Task.CompletedTask;
    private Forethought? _known;

    /// <summary>Picks the service and prepares the prompt before the turn runs. Nothing is told, and nothing leaves.</summary>
    public void ThinkAhead() => _thinkingAhead = ThinkAheadAsync();

    /// <summary>Says whether what it was made for still holds: nobody forked, and no summary was saved meanwhile.</summary>
    public bool Fits(ConversationHead now, IReadOnlyList<Turn> turns)
        => now.Summary == head.Summary && now.Language == (_accepted.Language ?? head.Language) && turns.SequenceEqual(branch, ReferenceEqualityComparer.Instance);

    private async Task ThinkAheadAsync()
    {
        try
        {
            if (services.Agencies.Find(_accepted.Caller.Tenant) is not { } agency)
                return;
            _agency = agency;
            _language = ChooseLanguage();
            var decision = _decision = await services.Planner.DispatchAsync(agency, _accepted.Question, _language, Context());
            var approved = FindApproved();
            var needsNoPages = decision.IsOutOfScope || decision.SmallTalk != SmallTalkKind.None || _accepted.Botlet is not null || approved is not null;
            _known = new(agency, decision, approved, needsNoPages ? null : await PrepareAsync(DefinitionOf(decision)));
        }
        catch (Exception exception)
        {
            // Thought through again when it runs, where a fault is told to the person too.
            LogFault(logger, exception, conversationId, Number);
        }
    }

    /// <summary>What was thought out before the question was durable: of which agency's snapshot, the service, the approved answer, and the prompt where one is needed.</summary>
    private sealed record Forethought(LoadedAgency Agency, DispatchDecision Decision, ApprovedAnswer? Approved, BotletPlan? Plan);
}
