using GovStack.Conversations.Agencies;
using GovStack.Conversations.Providers;
using GovStack.Conversations.Quota;

namespace GovStack.Conversations;

/// <content>The lower steps of the ladder: quick answer, ticket, refusal. The upper ones (smaller model, shorter answer) are the chain's.</content>
internal sealed partial class TurnRunner
{
    // A provider that is down is asked again this often for the sake of those who hold tickets, at the least.
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(5);

    // A ticket names its time in whole minutes, rounded up.
    private static readonly TimeSpan WholeMinute = TimeSpan.FromSeconds(59);

    private int _citationsRemoved;

    private TimeSpan AnswerDeadline => Agency.Ladder.AnswerDeadline ?? services.Options.Value.AnswerDeadline;

    private TimeSpan TicketHorizon => Agency.Ladder.TicketHorizon ?? services.Options.Value.TicketHorizon;

    private async Task<TurnOutcome> StepDownAsync(ChainRequest request, ChainUpdate end, CancellationToken cancellationToken)
    {
        var (retryAfter, spent) = end is ChainFailed failed ? (failed.RetryAfter, failed.Usage) : ((end as ChainRefused)?.RetryAfter, null);
        if (_crisis is not null)
            return FinishWithFixedText(spent);
        if (_text.Length > 0)
            return Fail("unavailable", ProductTexts.Get(Agency, "failure.broken-off", _language), retryAfter, spent);
        if (await QuoteAsync(request, cancellationToken))
            return Finish(AnswerKind.Quick, spent, null);
        if (Agency.Ladder.Ticket && _accepted.TicketFor is null && await KeepPlaceAsync(request, end, cancellationToken) is { } place)
            return GiveTicket(place, spent);
        var message = retryAfter is null
            ? ProductTexts.Get(Agency, "failure.unavailable", _language, Contact())
            : ProductTexts.Get(Agency, "refusal.retry", _language, InWords(retryAfter.Value), Contact());
        return Fail(retryAfter is null ? "unavailable" : "refused", message, retryAfter, spent);
    }

    /// <summary>No model is there to add anything: the fixed text stands, which is what counts, and where to read on.</summary>
    private TurnOutcome FinishWithFixedText(TurnUsage? spent)
    {
        if (!_text.ToString().EndsWith("\n\n", StringComparison.Ordinal))
            Show("\n\n");   // A model had begun.
        if (_sources.Count > 0)
            Show(ProductTexts.Get(Agency, "extractive.more", _language, string.Join(", ", _sources.Select(source => $"[{source.Title}]({source.Url})"))) + "\n\n");
        Show(ProductTexts.Get(Agency, "crisis.go-on", _language));
        return Finish(AnswerKind.Crisis, spent, null);
    }

    /// <summary>A place for the same question, answered later: the promise is that of the place itself. Where the provider does not answer nobody knows, and the horizon is the promise.</summary>
    private async Task<ChainPlace?> KeepPlaceAsync(ChainRequest request, ChainUpdate end, CancellationToken cancellationToken)
    {
        if (end is ChainRefused { Reason: "too-large" or "budget" or "unknown-pool" } or ChainFailed { Code: "rejected" })
            return null;   // Waiting helps none of these.
        var now = services.Clock.GetUtcNow();
        var later = request with
        {
            Class = QuotaClass.Background,
            IsPromised = true,
            ArrivedAt = now,
            Deadline = now + TicketHorizon,
            ReservationStem = TicketStem(Number),
        };
        var place = await services.Chain.PromiseAsync(later, cancellationToken);
        if (end is not ChainFailed failed)
            return place is { IsInTrouble: true } ? place with { Promised = TicketHorizon } : place;

        // Whoever could not answer just now may not be able to for a while: all that can be kept is that it will be tried until the horizon.
        var soon = failed.RetryAfter ?? LeastPause;
        return place is null && failed.RetryAfter is null ? null : new ChainPlace(place is { } kept && kept.Expected > soon ? kept.Expected : soon, TicketHorizon, IsInTrouble: true);
    }

    private string TicketStem(int ticket) => $"{conversationId}/{ticket}/ticket";

    private TurnOutcome GiveTicket(ChainPlace place, TurnUsage? spent)
    {
        Show(ProductTexts.Get(Agency, place.IsInTrouble ? "ticket.in-trouble" : "ticket.text", _language, At(place.Promised + WholeMinute), At(place.Expected + WholeMinute)));
        return Finish(AnswerKind.Ticket, spent, null, place.Promised);

        string At(TimeSpan wait) => TimeZoneInfo.ConvertTime(services.Clock.GetUtcNow() + wait, Agency.TimeZone).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Answers a question whose asker holds a ticket: tries again as long as the horizon lasts, whatever stands in the way.</summary>
    private async Task<TurnOutcome> KeepPromiseAsync(ChainRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var citations = new CitationFilter(_sources.Count);
            var end = await RunChainAsync(request, citations, cancellationToken);
            if (end is not (ChainRefused or ChainFailed))
                return End(end, citations, cancellationToken);
            Settle(citations);
            var retryAfter = (end as ChainRefused)?.RetryAfter ?? (end as ChainFailed)?.RetryAfter ?? TimeSpan.Zero;
            var pause = retryAfter > LeastPause ? retryAfter : LeastPause;
            if (_text.Length > 0 || end is ChainFailed { Code: "rejected" } || services.Clock.GetUtcNow() + pause >= request.Deadline)
                return await StepDownAsync(request, end, cancellationToken);
            using (var stopOrLeaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Leaving))
                await Task.Delay(pause, services.Clock, stopOrLeaving.Token);
            request = request with { ReservationStem = $"{conversationId}/{Number}/{_accepted.Attempt}/again{attempt}" };
        }
    }

    private string Contact()
    {
        var contact = Agency.Contact;
        return string.Join(", ", new[] { contact.Name[_language], contact.Phone, contact.Url?[_language] }.Where(part => !string.IsNullOrEmpty(part)));
    }

    private string InWords(TimeSpan wait)
        => wait < TimeSpan.FromMinutes(2)
            ? ProductTexts.Get(Agency, "time.seconds", _language, (int)Math.Ceiling(wait.TotalSeconds))
            : ProductTexts.Get(Agency, "time.minutes", _language, (int)Math.Ceiling(wait.TotalMinutes));

    private TurnOutcome Fail(string code, string message, TimeSpan? retryAfter, TurnUsage? spent = null)
    {
        var turn = MakeTurn(code == "refused" ? AnswerKind.Refusal : AnswerKind.Failed, spent, [], code);
        if (turn.Answer.Length == 0)
            turn = turn with { Answer = message };
        return new(
            turn,
            [number => new FailedEvent(number, Number, code, message, retryAfter?.TotalSeconds)],
            null,
            [],
            _firstToken,
            null);
    }

    private TurnOutcome Finish(AnswerKind kind, TurnUsage? usage, IReadOnlyList<string>? suggestions, TimeSpan? promise = null)
    {
        if (_crisis is not null && (kind is AnswerKind.Model or AnswerKind.Quick))
            kind = AnswerKind.Crisis;
        usage = WithDispatch(usage);
        var turn = MakeTurn(kind, usage, suggestions ?? Suggest(kind), null);
        var last = new List<Func<long, TurnEvent>>(2);
        if (usage is not null)
        {
            last.Add(number => new UsageEvent(
                number, Number, usage.Provider, usage.Region, usage.Model, usage.Tier, usage.InputTokens, usage.CachedInputTokens,
                usage.OutputTokens, usage.CostUsd, Math.Round(usage.Wait.TotalSeconds, 3), usage.Reason));
        }

        last.Add(number => new DoneEvent(number, Number, kind, turn.Answer, turn.Suggestions, promise?.TotalSeconds));
        var (summary, older) = TurnHistory.Extend([.. branch, turn], head.Summary, services.Options.Value.HistoryTokens);
        return new(turn, last, summary, older, _firstToken, promise);
    }

    private Turn MakeTurn(AnswerKind kind, TurnUsage? usage, IReadOnlyList<string> suggestions, string? failure) => new()
    {
        Number = Number,
        Parent = _accepted.TicketFor ?? (_accepted.Parent >= 0 ? _accepted.Parent : branch.Count > 0 ? branch[^1].Number : 0),
        MessageId = _accepted.MessageId,
        TextHash = _accepted.TextHash,
        Question = _accepted.Question,
        SearchText = _decision?.SearchText ?? "",
        Answer = _text.ToString().TrimEnd(),
        Kind = kind,
        Botlet = _decision is { IsOutOfScope: false } ? _decision.Botlet : null,
        Language = _language,
        AskedAt = _accepted.ArrivedAt,
        AnsweredAt = services.Clock.GetUtcNow(),
        Sources = _sources,
        Notices = _notices,
        Suggestions = suggestions,
        Usage = usage,
        CitationsRemoved = _citationsRemoved,
        Attempt = _accepted.Attempt,
        Thinking = _thinking.Length == 0 ? null : _thinking.ToString(),
        FailureCode = failure,
        TicketFor = _accepted.TicketFor,
    };

    private IReadOnlyList<string> Suggest(AnswerKind kind)
    {
        if (kind is not (AnswerKind.Model or AnswerKind.Quick) || _sources.Count == 0)
            return [];
        var asked = branch.Select(turn => turn.Question).Append(_accepted.Question).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. _sources
            .Select(source => _agency.Passages.FindPage(SlugOf(source.PassageId), _language))
            .OfType<Passage>()
            .SelectMany(page => page.Suggests)
            .Where(question => !asked.Contains(question))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(3)];
    }

    // "en/passport-renew#2" is passage 2 of the page passport-renew.
    private static string SlugOf(string passageId)
    {
        var start = passageId.IndexOf('/', StringComparison.Ordinal) + 1;
        var end = passageId.LastIndexOf('#');
        return end > start ? passageId[start..end] : passageId[start..];
    }

    private DateOnly Today() => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(services.Clock.GetUtcNow(), Agency.TimeZone).DateTime);

    /// <summary>Answers from the pages without a model, where they speak of what was asked.</summary>
    private async Task<bool> QuoteAsync(ChainRequest request, CancellationToken cancellationToken)
    {
        if (!Agency.Ladder.QuickAnswer || request.Passages.Count == 0 || request.Passages.Max(found => found.Coverage) < Agency.Ladder.QuotableCoverage)
            return false;
        Notice(NoticeCodes.QuickAnswer, ProductTexts.Get(Agency, "notice.quick-answer", _language));
        var citations = new CitationFilter(_sources.Count);
        var quote = request with { Tiers = [new ChainTier(ProviderNames.Extractive, null, null)], ReservationStem = request.ReservationStem + "/quote" };
        var end = await RunChainAsync(quote, citations, cancellationToken);
        Show(citations.Finish());
        return end is ChainFinished;
    }
}
