namespace GovStack.Conversations.Quota;

/// <summary>How one provider counts: data, not code. The numbers only start things; real limits come from settings and headers.</summary>
/// <param name="Name">The profile's name, lower case.</param>
/// <param name="Evaluator">How the limit comes back.</param>
/// <param name="StartCharge">What a request is charged when it is sent.</param>
/// <param name="Refunds">Whether what was charged and not used comes back at the end.</param>
/// <param name="CachedInputIsFree">Whether prompt tokens read from the provider's cache are not counted.</param>
/// <param name="OutputWeight">How many tokens of the limit one answer token takes at the end.</param>
/// <param name="Dialect">What the provider says in its headers.</param>
/// <param name="Safety">φ, the share of the limit that is used, 0.5 to 1.</param>
/// <param name="Limits">The axes, each with the limit to start from.</param>
/// <param name="SubWindows">Shorter windows the provider enforces inside the minute.</param>
/// <param name="MaxInFlight">The ceiling of requests in flight, or null for none.</param>
public sealed record ProviderProfile(
    string Name,
    ProviderEvaluator Evaluator,
    StartCharge StartCharge,
    bool Refunds,
    bool CachedInputIsFree,
    double OutputWeight,
    HeaderDialect Dialect,
    double Safety,
    IReadOnlyList<AxisLimit> Limits,
    IReadOnlyList<SubWindow> SubWindows,
    int? MaxInFlight)
{
    /// <summary>
    /// Gets whether a rested window may be filled at once, because it is known that no window is enforced but those named. A rush is then served sooner; an emergency
    /// that finds the window full waits until it turns, beyond the two requests that are kept for such. A limit met all the same brings the even pace back for an hour.
    /// </summary>
    public bool Bursts { get; init; }
}

/// <summary>How a limit comes back.</summary>
public enum ProviderEvaluator
{
    /// <summary>Continuously; a rested pool lets the whole limit through at once.</summary>
    Bucket,

    /// <summary>By a fixed or sliding window, or unknown: no stretch of that length may hold more than the limit.</summary>
    Window,

    /// <summary>
    /// By a counter that begins anew with each window. Where the headers say when (<c>x-ratelimit-reset-*</c>), the whole limit is there again at the turn; until that is known, as
    /// <see cref="Window"/>.
    /// </summary>
    Fixed,
}

/// <summary>What the tokens axis is charged when a request is sent.</summary>
public enum StartCharge
{
    /// <summary>Prompt and maximum answer.</summary>
    InputAndMaximum,

    /// <summary>The larger of prompt and maximum answer.</summary>
    LargerOfInputAndMaximum,

    /// <summary>The prompt; answers are counted as they are produced.</summary>
    InputThenOutputAsProduced,
}

/// <summary>What is counted.</summary>
public enum QuotaAxis
{
    /// <summary>Requests.</summary>
    Requests,

    /// <summary>Prompt and answer tokens together.</summary>
    Tokens,

    /// <summary>Prompt tokens.</summary>
    InputTokens,

    /// <summary>Answer tokens.</summary>
    OutputTokens,
}

/// <summary>One limit: so much of an axis in a window.</summary>
/// <param name="Axis">What is counted.</param>
/// <param name="Amount">The limit, 1 or more.</param>
/// <param name="Window">A minute or a day.</param>
public sealed record AxisLimit(QuotaAxis Axis, long Amount, TimeSpan Window);

/// <summary>A shorter window inside the minute, holding its proportional share of the limit.</summary>
/// <param name="Axis">The axis it applies to.</param>
/// <param name="Length">1 to 30 seconds.</param>
/// <param name="Paced">Whether it is met by an even pace (some immediate requeues) instead of a ring of its own (none, at a lower rate).</param>
public sealed record SubWindow(QuotaAxis Axis, TimeSpan Length, bool Paced)
{
    /// <summary>Gets whether it begins with the fixed window it lies in, so that whoever knows the one's turn knows the other's.</summary>
    public bool Aligned { get; init; }
}

/// <summary>What a provider says about its limits in its headers.</summary>
public enum HeaderDialect
{
    /// <summary>Nothing that can be used.</summary>
    None,

    /// <summary><c>x-ratelimit-*</c> with resets like <c>6m0s</c>; <c>retry-after</c>, <c>retry-after-ms</c>.</summary>
    OpenAI,

    /// <summary><c>anthropic-ratelimit-*</c> with RFC 3339 resets; <c>retry-after</c>.</summary>
    Anthropic,

    /// <summary><c>x-ratelimit-*</c> for tokens and requests left, no resets; <c>retry-after</c>, <c>retry-after-ms</c>.</summary>
    Azure,

    /// <summary><c>retry-after</c> and <c>retry-after-ms</c> only.</summary>
    RetryAfter,
}
