namespace GovStack.Conversations.Quota;

/// <summary>
/// Quota and priority for every provider call: nothing is sent without a grant. One implementation per host: in process, or one grain per pool.
/// Every call is idempotent by reservation (and epoch, once granted): a repeat changes nothing and answers what the first did.
/// </summary>
public interface IProviderGate
{
    /// <summary>Asks for a grant, or says how long the wait is. Returns at once; never waits in the queue itself.</summary>
    ValueTask<GateAnswer> AcquireAsync(GrantRequest request, CancellationToken cancellationToken);

    /// <summary>Waits until the ticket is granted, refused, or its wait has changed, at most <paramref name="patience"/>.</summary>
    /// <param name="reservation">The reservation named in the request.</param>
    /// <param name="pool">The pool it was asked of.</param>
    /// <param name="patience">How long to wait for news, 0 to 20 seconds.</param>
    /// <param name="cancellationToken">Ends the waiting, not the ticket: cancel that with <see cref="CancelAsync"/>.</param>
    ValueTask<GateAnswer> WaitAsync(string pool, string reservation, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Says that the request has gone out, so that its charge counts from now.</summary>
    ValueTask SentAsync(Grant grant, CancellationToken cancellationToken);

    /// <summary>
    /// Says that an answer has begun, and passes on the response's headers, long before it has ended: after an outage every one lets another call go, and a ledger that
    /// has just started learns what is left. Never needed, always safe; the same headers may come again with the settlement.
    /// </summary>
    ValueTask ReportAsync(Grant grant, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Says what the call really used and what the provider's headers said. Frees the slot in flight.</summary>
    ValueTask SettleAsync(Grant grant, Settlement settlement, CancellationToken cancellationToken);

    /// <summary>Gives up a ticket or an unsent grant; the charge returns whole.</summary>
    ValueTask CancelAsync(string pool, string reservation, CancellationToken cancellationToken);

    /// <summary>What each pool holds, uses and promises now, for the page of the operators, metrics and tests.</summary>
    ValueTask<IReadOnlyList<PoolStatus>> StatusAsync(CancellationToken cancellationToken);
}

/// <summary>Whose turn it is, in falling order of right: 16 : 8 : 1.</summary>
public enum QuotaClass
{
    /// <summary>Danger to life; head of line while under 30 % of any minute.</summary>
    Emergency,

    /// <summary>A person is waiting.</summary>
    Interactive,

    /// <summary>Nobody is waiting now: summaries, links, batch, probes.</summary>
    Background,
}

/// <summary>One request for provider quota.</summary>
/// <param name="Pool">The pool: account, region and model family.</param>
/// <param name="Reservation">Idempotency key, unique per provider call: conversation, turn, attempt and tier.</param>
/// <param name="Class">The priority class.</param>
/// <param name="Tenant">Who shares fairly inside the class.</param>
/// <param name="Person">Who is asking: bounds emergency grants per person. Empty for the server's own calls.</param>
/// <param name="InputTokens">The calibrated estimate of the prompt, 0 or more.</param>
/// <param name="CachedInputTokens">Of these, what a provider's prompt cache is expected to hold.</param>
/// <param name="MaxOutputTokens">The most the answer may be, 1 or more; the ledger may right-size it, see <see cref="Grant.MaxOutputTokens"/>.</param>
/// <param name="ArrivedAt">When the person first asked: keeps the place after a crash or a retry.</param>
/// <param name="Deadline">When an answer must have begun to be worth giving; the ledger refuses early what cannot make it.</param>
/// <param name="ServiceTime">The time from sending to the last token that 98 in a hundred calls keep to.</param>
/// <param name="Purpose">What learns from its sizes: the botlet and model, or "summary", "dispatch", "probe".</param>
/// <param name="IsRetry">Whether this repeats a call that was granted and failed: counts against the retry budget.</param>
public sealed record GrantRequest(
    string Pool,
    string Reservation,
    QuotaClass Class,
    string Tenant,
    string Person,
    int InputTokens,
    int CachedInputTokens,
    int MaxOutputTokens,
    DateTimeOffset ArrivedAt,
    DateTimeOffset Deadline,
    TimeSpan ServiceTime,
    string Purpose,
    bool IsRetry = false)
{
    /// <summary>
    /// Gets whether the person was told a time for it and is gone: it comes behind everybody who waits now, then shares with those who come later as its
    /// class does, and only its own deadline bounds its wait.
    /// </summary>
    public bool IsPromised { get; init; }

    /// <summary>Gets the time that half of such calls take, or null where it is not known apart from <see cref="ServiceTime"/>.</summary>
    public TimeSpan? UsualServiceTime { get; init; }

    /// <summary>Gets the script the prompt is in, as <see cref="PromptTokens.Estimate"/> told, so that its ratio can be learnt.</summary>
    public PromptScript Script { get; init; }
}

/// <summary>The gate's answer: a <see cref="Grant"/>, a <see cref="Wait"/> or a <see cref="Refusal"/>.</summary>
public abstract record GateAnswer;

/// <summary>Leave to send one request.</summary>
/// <param name="Pool">The pool that granted.</param>
/// <param name="Reservation">The request's idempotency key.</param>
/// <param name="Epoch">The ledger's epoch: a grant of an old epoch settles into nothing.</param>
/// <param name="MaxOutputTokens">What to send as the maximum; right-sized where the provider charges it up front.</param>
/// <param name="SpendWithin">How long from now the request may still be sent; after that, cancel and ask again.</param>
/// <param name="Waited">How long the ticket waited.</param>
/// <param name="Promised">What was promised first, for calibration and the record; zero when granted at once.</param>
public sealed record Grant(
    string Pool,
    string Reservation,
    long Epoch,
    int MaxOutputTokens,
    TimeSpan SpendWithin,
    TimeSpan Waited,
    TimeSpan Promised) : GateAnswer;

/// <summary>A place in the queue.</summary>
/// <param name="Pool">The pool asked.</param>
/// <param name="Reservation">The request's idempotency key.</param>
/// <param name="Place">How many are served before this one, plus one.</param>
/// <param name="Expected">The likely wait from now.</param>
/// <param name="Promised">The wait from now that is kept at least 95 times in 100; it never rises without <paramref name="Cause"/>.</param>
/// <param name="Cause">Why the promise rose: "limit-cut", "provider-down", "overtaken" (by more urgent questions); otherwise null.</param>
public sealed record Wait(string Pool, string Reservation, int Place, TimeSpan Expected, TimeSpan Promised, string? Cause = null) : GateAnswer;

/// <summary>No: and when it is worth asking again.</summary>
/// <param name="Pool">The pool asked.</param>
/// <param name="Reservation">The request's idempotency key.</param>
/// <param name="Reason">"deadline", "queue-full", "too-large", "pool-off", "retry-budget", "no-lease", "unknown-pool", "cancelled".</param>
/// <param name="RetryAfter">A true time after which the same request would be served, or null where none is known.</param>
public sealed record Refusal(string Pool, string Reservation, string Reason, TimeSpan? RetryAfter) : GateAnswer;

/// <summary>What a call used.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="InputTokens">Prompt tokens by the provider's count, or null where it said none.</param>
/// <param name="CachedInputTokens">Of these, read from the provider's cache.</param>
/// <param name="OutputTokens">Answer tokens, thinking included, or null where unknown.</param>
/// <param name="PromptBytes">UTF-8 bytes of the prompt, so that the bytes-to-tokens ratio can be learnt; 0 where unknown.</param>
/// <param name="Headers">The provider's own header lines, names in any case; parsed by the pool's dialect.</param>
public sealed record Settlement(
    CallOutcome Outcome,
    int? InputTokens,
    int? CachedInputTokens,
    int? OutputTokens,
    int PromptBytes,
    IReadOnlyDictionary<string, string> Headers);

/// <summary>How a provider call ended, as far as the quota is concerned.</summary>
public enum CallOutcome
{
    /// <summary>A whole answer, or one stopped by the person.</summary>
    Answered,

    /// <summary>429: the provider's limit was met. A quota signal, never a circuit failure.</summary>
    RateLimited,

    /// <summary>503 or 529: the provider is overloaded.</summary>
    Overloaded,

    /// <summary>A 5xx, a broken or silent stream.</summary>
    Failed,

    /// <summary>400, 401, 403, 404 or a content refusal: sent and judged, with no answer.</summary>
    Rejected,

    /// <summary>Never reached the provider.</summary>
    NotSent,
}

/// <summary>A pool's state now.</summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="Epoch">The ledger's epoch.</param>
/// <param name="Axes">What each axis allows and holds.</param>
/// <param name="Queues">What waits, by class.</param>
/// <param name="SafetyFactor">φ, 0.7 to 1.</param>
/// <param name="InFlight">Calls granted and not settled.</param>
/// <param name="IsOff">Whether the pool grants nothing until <paramref name="OffUntil"/>.</param>
/// <param name="OffUntil">When it grants again, where known.</param>
public sealed record PoolStatus(
    string Pool,
    long Epoch,
    IReadOnlyList<AxisStatus> Axes,
    IReadOnlyList<QueueStatus> Queues,
    double SafetyFactor,
    int InFlight,
    bool IsOff,
    DateTimeOffset? OffUntil);

/// <summary>One axis of a pool: what the provider allows in a window and what is charged in it.</summary>
public sealed record AxisStatus(string Axis, double Limit, TimeSpan Window, double Charged, double Available);

/// <summary>One class's queue: how many wait, their tokens, and the wait a newcomer would be told.</summary>
public sealed record QueueStatus(QuotaClass Class, int Waiting, long Tokens, TimeSpan Expected, TimeSpan Promised);
