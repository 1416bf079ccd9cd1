using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;
using GovStack.Conversations.Providers;
using GovStack.Conversations.Quota;

namespace GovStack.Conversations;

/// <content>Dispatch: the local classifier, and a small model where it is not sure.</content>
internal sealed partial class TurnRunner
{
    // A small model that is not there at once is not worth the wait: the local decision stands.
    private static readonly TimeSpan DispatchPatience = TimeSpan.FromSeconds(5);

    private TurnUsage? _dispatchUsage;

    private async Task RouteAsync(CancellationToken cancellationToken)
    {
        var decision = _crisis is not null
            ? _agency.Dispatcher.Dispatch(_accepted.Question, _language, Context())   // On the spot: the service is known, and nothing is waited for.
            : _known?.Decision ?? await services.Planner.DispatchAsync(_agency, _accepted.Question, _language, Context());
        if (_accepted.Botlet is { } asked && Agency.FindBotlet(asked) is not null)
            decision = decision with { Intents = [new(asked, 1), .. decision.Intents.Where(intent => intent.Botlet != asked)], IsOutOfScope = false };
        else if (_crisis is not null && Agency.Botlets.FirstOrDefault(botlet => botlet.Class == QuotaClass.Emergency) is { } emergency)
            decision = decision with { Intents = [new(emergency.Id, 1), .. decision.Intents.Where(intent => intent.Botlet != emergency.Id)], IsOutOfScope = false };
        else if (Agency.Dispatch is { } rules && IsUnsure(decision, rules))
            decision = await AskSmallModelAsync(rules, decision, cancellationToken);

        _decision = decision;
        if (decision.IsOutOfScope)
            return;
        var definition = Agency.FindBotlet(decision.Botlet);
        log.Append(number => new RoutedEvent(
            number, Number, decision.Botlet, definition?.Name[_language] ?? decision.Botlet, Math.Round(decision.Intents[0].Confidence, 3), _language));
    }

    private DispatchContext? Context()
        => branch.LastOrDefault(turn => turn.Botlet is not null && turn.SearchText.Length > 0) is { } last ? new(last.Botlet!, last.SearchText) : null;

    private BotletDefinition DefinitionOf(DispatchDecision decision) => Agency.FindBotlet(decision.Botlet) ?? Agency.FindBotlet(Agency.GeneralBotlet)!;

    // Where an emergency may be meant nobody waits for a second opinion; what was asked for by several services at once is not in doubt.
    private bool IsUnsure(DispatchDecision decision, DispatchRules rules)
        => decision is { IsOutOfScope: false, Intents.Count: 1 } && decision.Intents[0].Confidence < rules.BelowConfidence
           && Agency.FindBotlet(decision.Botlet)?.Class != QuotaClass.Emergency;

    private async Task<DispatchDecision> AskSmallModelAsync(DispatchRules rules, DispatchDecision local, CancellationToken cancellationToken)
    {
        var whole = await services.Chain.CompleteAsync(DispatchRequest(rules, services.Clock.GetUtcNow()), cancellationToken);
        if (whole is not { } said)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return local;
        }

        _dispatchUsage = said.End.Usage;
        return SmallModelDispatch.Decide(Agency, local, said.Text);
    }

    private ChainRequest DispatchRequest(DispatchRules rules, DateTimeOffset now) => new()
    {
        Agency = Agency,
        Botlet = "dispatch",
        Tiers = Agency.Chains[rules.Chain],
        Messages = SmallModelDispatch.Ask(Agency, _accepted.Question),
        Question = _accepted.Question,
        Passages = [],
        Language = _language,
        MaxAnswerTokens = SmallModelDispatch.MaxAnswerTokens,
        Class = _accepted.Caller.Class,
        Person = _accepted.Caller.Person,
        ReservationStem = $"{conversationId}/{Number}/{_accepted.Attempt}/dispatch",
        ArrivedAt = now,   // Behind those who wait: in a rush the answer is no, at once, and the local dispatcher decides.
        Deadline = now + DispatchPatience,
    };

    /// <summary>Adds what the dispatch cost to what the answer cost; where no model answered, it is all there is.</summary>
    private TurnUsage? WithDispatch(TurnUsage? usage)
        => _dispatchUsage is not { } dispatch ? usage
            : usage is null ? dispatch with { Reason = "dispatch" }
            : usage with
            {
                InputTokens = usage.InputTokens + dispatch.InputTokens,
                CachedInputTokens = usage.CachedInputTokens + dispatch.CachedInputTokens,
                OutputTokens = usage.OutputTokens + dispatch.OutputTokens,
                CostUsd = usage.CostUsd + dispatch.CostUsd,
            };
}
