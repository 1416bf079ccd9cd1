using GovStack.Conversations.Agencies;
using GovStack.Conversations.Answers;
using GovStack.Conversations.Botlets;
using GovStack.Conversations.Dispatch;
using GovStack.Conversations.Providers.Extractive;
using Microsoft.Extensions.Logging;

namespace GovStack.Conversations;

/// <summary>
/// Works through one turn: dispatch, reuse, retrieval, generation, checks. It appends what the person sees to the log and gives the turn to be saved; what may be
/// told only after the save it hands back.
/// </summary>
internal sealed partial class TurnRunner(
    string conversationId,
    WaitingTurn waiting,
    ConversationHead head,
    IReadOnlyList<Turn> branch,
    ConversationServices services,
    EventLog log,
    ILogger logger)
{
    private readonly AcceptedTurn _accepted = waiting.Accepted;
    private readonly DateTimeOffset _startedAt = services.Clock.GetUtcNow();
    private readonly List<TurnNotice> _notices = [];
    private readonly List<TurnSource> _sources = [];
    private readonly AnswerText _text = new();
    private LoadedAgency _agency = null!;   // Set first thing in RunAsync.
    private DispatchDecision? _decision;
    private string _language = "";
    private CrisisRule? _crisis;
    private TimeSpan? _firstToken;
    private CancellationToken _leaving;

    private int Number => _accepted.Number;

    private Agency Agency => _agency.Agency;

    /// <summary>Gets whether the answer depends on nothing but the question and the pages.</summary>
    private bool IsFresh => _accepted.Parent < 0 && _crisis is null && _accepted.Prior.Count == 0;

    /// <summary>Gets what a wait ends with where the server is going: as long as nothing was shown, another server may do the waiting.</summary>
    private CancellationToken Leaving => _text.Length == 0 ? _leaving : CancellationToken.None;

    /// <summary>Runs the turn.</summary>
    /// <param name="leaving">The server is going: a question that nothing was shown of, and nothing sent, leaves the line.</param>
    /// <param name="aborted">The host is closing: throws, nothing is saved.</param>
    /// <returns>What is to be saved, or null where the question has left the line to wait on another server.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="aborted"/> was signalled.</exception>
    public async Task<TurnOutcome?> RunAsync(CancellationToken leaving, CancellationToken aborted)
    {
        _leaving = leaving;
        if (services.Agencies.Find(_accepted.Caller.Tenant) is not { } agency)
            throw new InvalidOperationException($"The agency {_accepted.Caller.Tenant} is gone.");
        await _thinkingAhead;
        if (_known?.Agency != agency)
            _known = null;
        _agency = agency;
        _language = ChooseLanguage();
        _crisis = Agency.Emergency.Crises.FirstOrDefault(rule => rule.Id == _accepted.Crisis);
        using var stopOrAbort = CancellationTokenSource.CreateLinkedTokenSource(aborted, waiting.Stop.Token);
        try
        {
            if (_accepted.Attempt - _accepted.HandedOver > services.Options.Value.MaxAttempts)
                return Fail("internal", ProductTexts.Get(Agency, "failure.internal", _language), null);
            stopOrAbort.Token.ThrowIfCancellationRequested();
            return await AnswerAsync(stopOrAbort.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested && waiting.Stop.IsCancellationRequested)
        {
            return Finish(AnswerKind.Stopped, null, null);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested && leaving.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A fault of our own: the person is told, the turn is kept, the conversation goes on.
            LogFault(logger, exception, conversationId, Number);
            return Fail("internal", ProductTexts.Get(Agency, "failure.internal", _language), null);
        }
    }

    private async Task<TurnOutcome> AnswerAsync(CancellationToken cancellationToken)
    {
        if (_accepted.MaskedKinds.Count > 0)
            Notice(NoticeCodes.Masked, ProductTexts.Get(Agency, "notice.masked", _language));
        if (_crisis is not null)
            Show(_crisis.Text[_language] + "\n\n");
        await RouteAsync(cancellationToken);
        if (_decision!.SmallTalk != SmallTalkKind.None && _crisis is null)
            return AnswerSmallTalk();
        if (_decision.IsOutOfScope && _crisis is null && _accepted.Botlet is null)
            return AnswerOutOfScope();

        var definition = DefinitionOf(_decision);
        var known = _known?.Decision == _decision ? _known : null;
        if ((known is null ? FindApproved() : known.Approved) is { } approved)
            return AnswerApproved(approved);

        var plan = known?.Plan ?? await PrepareAsync(definition);
        if (_decision.Referral is not null && !_decision.IsFollowUp && _crisis is null && !ExtractiveAnswers.CanAnswer(plan.Passages))
        {
            _decision = _decision with { IsOutOfScope = true };   // Our pages do not hold it, and the agency knows whose do.
            return AnswerOutOfScope();
        }

        var key = IsFresh ? ReuseKey(definition, plan) : null;
        if (key is not null && await services.Reuse.FindAsync(key, cancellationToken) is { } stored)
            return AnswerReused(stored);
        ShowSources(plan);
        return key is null
            ? await GenerateAsync(definition, plan, cancellationToken)
            : await GenerateOnceAsync(definition, plan, key, cancellationToken);
    }

    private ApprovedAnswer? FindApproved()
        => IsFresh && !_decision!.IsFollowUp && Agency.Reuse.SemanticApproved ? services.Quick.FindApproved(Agency, _accepted.Question, _language) : null;

    private string ChooseLanguage()
    {
        // Whoever writes in Spanish on an English page is answered in Spanish.
        var known = _agency.Dispatcher.RecognizeLanguage(_accepted.Question) ?? _accepted.Language ?? head.Language;
        return known is not null && Agency.Languages.Contains(known, StringComparer.OrdinalIgnoreCase) ? known : Agency.DefaultLanguage;
    }

    private async Task<BotletPlan> PrepareAsync(BotletDefinition definition)
    {
        var history = _accepted.Prior.Count > 0
            ? new History(null, _accepted.Prior)
            : TurnHistory.Build(branch, head.Summary, services.Options.Value.HistoryTokens);
        var plan = await services.Planner.PrepareAsync(new(
            _agency,
            definition,
            _decision!,
            _accepted.Question,
            _language,
            history,
            _crisis,
            _accepted.Caller.Class,
            services.Options.Value.PassagesPerPrompt));
        return plan with
        {
            Chain = _accepted.Chain is { } chain && Agency.Chains.ContainsKey(chain) ? chain : plan.Chain,
            MaxAnswerTokens = Math.Min(plan.MaxAnswerTokens, _accepted.MaxAnswerTokens ?? int.MaxValue),
        };
    }

    private AnswerKey? ReuseKey(BotletDefinition definition, BotletPlan plan)
        => AnswerReuse.KeyOf(Agency, new(
            _accepted.Question,
            _language,
            definition.Id,
            plan.Chain,
            plan.PromptVersion,
            _accepted.MaskedKinds.Count > 0,
            _decision!.IsFollowUp || branch.Count > 0,
            definition.Class == Quota.QuotaClass.Emergency));

    private void ShowSources(BotletPlan plan)
    {
        foreach (var source in QuickAnswers.SourcesOf(plan.Passages.Select(found => found.Passage)))
            ShowSource(source);
        if (plan.Passages.Count > 0 && plan.Passages.All(found => found.Passage.Language != _language))
            Notice(NoticeCodes.OtherLanguage, ProductTexts.Get(Agency, "notice.other-language", _language));
    }

    private void ShowSource(TurnSource source)
    {
        _sources.Add(source);
        log.Append(number => new SourceEvent(
            number, Number, source.Index, source.Title, source.Heading, source.Url, source.Updated, source.Language));
    }

    private void Notice(string code, string text)
    {
        _notices.Add(new(code, text));
        log.Append(number => new NoticeEvent(number, Number, code, text));
    }

    private void Show(string text)
    {
        if (text.Length == 0)
            return;
        _firstToken ??= services.Clock.GetUtcNow() - _accepted.ArrivedAt;
        _text.Append(text);
        log.Append(number => new TokenEvent(number, Number, text));
    }

    /// <summary>Answers what asks nothing, without a model: says that it is a machine, and what can be asked.</summary>
    private TurnOutcome AnswerSmallTalk()
    {
        var services = string.Join(", ", Agency.Botlets.Select(botlet => botlet.Name[_language]));
        Show(_decision!.SmallTalk == SmallTalkKind.Thanks
            ? ProductTexts.Get(Agency, "small-talk.thanks", _language)
            : ProductTexts.Get(Agency, "small-talk.greeting", _language, Agency.Name[_language], services));
        return Finish(AnswerKind.Quick, null, [.. Agency.Botlets.SelectMany(botlet => botlet.Examples.GetValueOrDefault(_language, []).Take(1)).Take(3)]);
    }

    private TurnOutcome AnswerOutOfScope()
    {
        var text = Agency.OutOfScope.Text[_language];
        var referral = _decision!.Referral;
        if (referral is not null)
            text += $"\n\n[{referral.Name[_language]}]({referral.Url})";
        Show(text);
        return Finish(AnswerKind.OutOfScope, null, null);
    }

    private TurnOutcome AnswerApproved(ApprovedAnswer approved)
    {
        Notice(NoticeCodes.Approved, ProductTexts.Get(Agency, "notice.approved", _language, WrittenDate.Of(approved.Updated, _language)));
        foreach (var slug in approved.Sources)
        {
            if (_agency.Passages.FindPage(slug, _language) is { } page)
                ShowSource(new(_sources.Count + 1, page.Id, page.Title, page.Heading, page.Url, page.Updated, page.Language));
        }

        Show(ApprovedText.WithNumbers(approved, _sources));
        return Finish(AnswerKind.Quick, null, null);
    }

    private TurnOutcome AnswerReused(StoredAnswer stored)
    {
        Notice(NoticeCodes.Reused, ProductTexts.Get(
            Agency, "notice.reused", _language, WrittenDate.Of(TimeZoneInfo.ConvertTime(stored.AnsweredAt, Agency.TimeZone), _language)));
        foreach (var source in stored.Sources)
            ShowSource(source);
        Show(stored.Answer);
        return Finish(AnswerKind.Reused, null, stored.Suggestions);
    }

    [LoggerMessage(EventId = 1010, Level = LogLevel.Error, Message = "Conversation {ConversationId}: turn {Turn} met a fault.")]
    private static partial void LogFault(ILogger logger, Exception exception, string conversationId, int turn);
}

/// <summary>A finished turn, and what may be told once it is durable.</summary>
/// <param name="Turn">The turn to save.</param>
/// <param name="LastEvents">Usage, then done or failed.</param>
/// <param name="Summary">The extended running summary, or null where it stays.</param>
/// <param name="Older">The turns the summary was extended by.</param>
/// <param name="FirstToken">From arrival to the first word shown, or null.</param>
/// <param name="Promise">By when a ticket's answer will be there, or null where no ticket was given.</param>
internal sealed record TurnOutcome(
    Turn Turn,
    IReadOnlyList<Func<long, TurnEvent>> LastEvents,
    ConversationSummary? Summary,
    IReadOnlyList<Turn> Older,
    TimeSpan? FirstToken,
    TimeSpan? Promise);
