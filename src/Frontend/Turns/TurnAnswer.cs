using GovStack.Conversations;

namespace GovStack.Frontend.Turns;

/// <summary>Where a question's answer will be: read the events from <paramref name="FirstEvent"/>.</summary>
internal sealed record TurnPlace(int Turn, long FirstEvent, bool IsRepeat);

/// <summary>A page the answer cites.</summary>
internal sealed record ShownSource(int Index, string Title, string Heading, string Url, DateOnly Updated, string Language)
{
    public static ShownSource Of(TurnSource source) => new(source.Index, source.Title, source.Heading, source.Url, source.Updated, source.Language);
}

/// <summary>What made the answer.</summary>
internal sealed record ShownUsage(
    string Provider,
    string? Region,
    string? Model,
    int Tier,
    int InputTokens,
    int CachedInputTokens,
    int OutputTokens,
    decimal CostUsd,
    double WaitSeconds,
    string? Reason)
{
    public static ShownUsage Of(UsageEvent usage) => new(
        usage.Provider,
        usage.Region,
        usage.Model,
        usage.Tier,
        usage.InputTokens,
        usage.CachedInputTokens,
        usage.OutputTokens,
        usage.CostUsd,
        usage.WaitSeconds,
        usage.Reason);

    public static ShownUsage Of(TurnUsage usage) => new(
        usage.Provider,
        usage.Region,
        usage.Model,
        usage.Tier,
        usage.InputTokens,
        usage.CachedInputTokens,
        usage.OutputTokens,
        usage.CostUsd,
        usage.Wait.TotalSeconds,
        usage.Reason);
}

/// <summary>A whole answer, for callers that do not stream.</summary>
internal sealed record TurnAnswer
{
    /// <summary>Gets the turn, which is also the checkpoint it made.</summary>
    public required int Turn { get; init; }

    /// <summary>Gets the kind of answer.</summary>
    public required AnswerKind Kind { get; init; }

    /// <summary>Gets the answer, Markdown with citations such as [1].</summary>
    public required string Answer { get; init; }

    /// <summary>Gets the botlet that answered.</summary>
    public string? Botlet { get; init; }

    /// <summary>Gets the language of the answer.</summary>
    public string? Language { get; init; }

    /// <summary>Gets the pages retrieved.</summary>
    public IReadOnlyList<ShownSource> Sources { get; init; } = [];

    /// <summary>Gets what the person must know beside the answer.</summary>
    public IReadOnlyList<TurnNotice> Notices { get; init; } = [];

    /// <summary>Gets follow-up questions.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>Gets what made the answer, or null where no model did.</summary>
    public ShownUsage? Usage { get; init; }

    /// <summary>Gets, for a ticket, in how many seconds the answer will be there.</summary>
    public double? AnswerBySeconds { get; init; }

    /// <summary>Makes the answer of a turn that is saved.</summary>
    public static TurnAnswer Of(Turn turn) => new()
    {
        Turn = turn.Number,
        Kind = turn.Kind,
        Answer = turn.Answer,
        Botlet = turn.Botlet,
        Language = turn.Language,
        Sources = [.. turn.Sources.Select(ShownSource.Of)],
        Notices = turn.Notices,
        Suggestions = turn.Suggestions,
        Usage = turn.Usage is null ? null : ShownUsage.Of(turn.Usage),
    };
}
