using GovStack.Conversations.Agencies;
using GovStack.Conversations.Providers;

namespace GovStack.Conversations;

/// <content>The lower steps of the ladder: quick answer, ticket, refusal. The upper ones (smaller model, shorter answer) are the chain's.</content>
internal sealed partial class TurnRunner
{
    // Half of the question's telling words: below that a quotation is more often beside the point than not.
    private const double QuotableCoverage = 0.5;

    private int _citationsRemoved;

    private async Task<TurnOutcome> StepDownAsync(ChainRequest request, TimeSpan? retryAfter, TurnUsage? spent, CancellationToken cancellationToken)
    {
        if (_crisis is not null)
            return Finish(AnswerKind.Crisis, spent, null);   // The fixed text stands; it is what counts.
        if (_text.Length > 0)
            return Fail("unavailable", ProductTexts.Get(Agency, "failure.broken-off", _language), retryAfter, spent);
        if (await QuoteAsync(request, cancellationToken))
            return Finish(AnswerKind.Quick, spent, null);
        if (retryAfter is { } wait && wait <= services.Options.Value.TicketHorizon && _accepted.TicketFor is null)
            return GiveTicket(wait, spent);
        var message = retryAfter is null
            ? ProductTexts.Get(Agency, "failure.unavailable", _language, Contact())
            : ProductTexts.Get(Agency, "refusal.retry", _language, InWords(retryAfter.Value), Contact());
        return Fail(retryAfter is null ? "unavailable" : "refused", message, retryAfter, spent);
    }

    private TurnOutcome GiveTicket(TimeSpan wait, TurnUsage? spent)
    {
        var by = TimeZoneInfo.ConvertTime(services.Clock.GetUtcNow() + wait, Agency.TimeZone);
        Show(ProductTexts.Get(Agency, "ticket.text", _language, by.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)));
        return Finish(AnswerKind.Ticket, spent, null, wait);
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
        if (request.Passages.Count == 0 || request.Passages.Max(found => found.Coverage) < QuotableCoverage)
            return false;
        Notice(NoticeCodes.QuickAnswer, ProductTexts.Get(Agency, "notice.quick-answer", _language));
        var citations = new CitationFilter(_sources.Count);
        var quote = request with { Tiers = [new ChainTier(ProviderNames.Extractive, null, null)], ReservationStem = request.ReservationStem + "/quote" };
        var end = await RunChainAsync(quote, citations, cancellationToken);
        Show(citations.Finish());
        return end is ChainFinished;
    }
}
