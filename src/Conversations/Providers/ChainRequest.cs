using GovStack.Conversations.Agencies;
using GovStack.Conversations.Quota;
using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Providers;

/// <summary>One question for a chain of providers.</summary>
public sealed record ChainRequest
{
    /// <summary>Gets the agency, for prices, budget and texts.</summary>
    public required Agency Agency { get; init; }

    /// <summary>Gets the botlet, which with the model is what sizes are learnt by.</summary>
    public required string Botlet { get; init; }

    /// <summary>Gets the tiers to try, in order.</summary>
    public required IReadOnlyList<ChainTier> Tiers { get; init; }

    /// <summary>Gets the prompt: system first. Personal data is already masked.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the question alone, for the extractive provider.</summary>
    public required string Question { get; init; }

    /// <summary>Gets the passages in the order they are cited, from 1.</summary>
    public required IReadOnlyList<FoundPassage> Passages { get; init; }

    /// <summary>Gets the language of the answer.</summary>
    public required string Language { get; init; }

    /// <summary>Gets the longest answer, in tokens.</summary>
    public required int MaxAnswerTokens { get; init; }

    /// <summary>Gets the thinking budget in tokens; 0 for none.</summary>
    public int ThinkingTokens { get; init; }

    /// <summary>Gets the priority class.</summary>
    public required QuotaClass Class { get; init; }

    /// <summary>Gets the person, or empty for the server's own calls.</summary>
    public required string Person { get; init; }

    /// <summary>Gets the stem of the reservations: conversation, turn and attempt; each call adds its own number.</summary>
    public required string ReservationStem { get; init; }

    /// <summary>Gets when the person asked.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>Gets when the answer must be complete.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Gets whether an answer that meets its maximum is asked to go on. Off where the server itself asks for a word.</summary>
    public bool IsContinued { get; init; } = true;

    /// <summary>Gets whether the pages may be quoted where no model answers. Off in a crisis: sentences picked by their words are no advice to somebody in danger.</summary>
    public bool MayQuote { get; init; } = true;

    /// <summary>Gets whether the person was promised this answer for later. Its first call takes the place that <see cref="ProviderChain.PromiseAsync"/> kept under the same stem.</summary>
    public bool IsPromised { get; init; }

    /// <summary>Gets what ends the wait for the first grant, and nothing once that is there: the server goes, and another asks again.</summary>
    public CancellationToken Leaving { get; init; }
}

/// <summary>A place kept for an answer that will be given later; times from now until the whole answer.</summary>
/// <param name="Expected">When it will likely be there.</param>
/// <param name="Promised">When it will be there at the latest.</param>
/// <param name="IsInTrouble">Whether the provider does not answer, so that nobody knows.</param>
public sealed record ChainPlace(TimeSpan Expected, TimeSpan Promised, bool IsInTrouble = false);

/// <summary>What a chain tells while it works, in order; the last is <see cref="ChainFinished"/>, <see cref="ChainRefused"/>, <see cref="ChainFailed"/> or <see cref="ChainStopped"/>.</summary>
public abstract record ChainUpdate;

/// <summary>The call waits for quota.</summary>
public sealed record ChainQueued(int Place, TimeSpan Expected, TimeSpan Promised, string? Cause) : ChainUpdate;

/// <summary>A step was taken that the person is told of: a smaller model, a shorter answer, a fallback, a new attempt.</summary>
/// <param name="Code">One of <see cref="NoticeCodes"/>. After <see cref="NoticeCodes.NewAttempt"/> the text begins anew.</param>
public sealed record ChainStep(string Code) : ChainUpdate;

/// <summary>Text of the answer.</summary>
public sealed record ChainText(string Text) : ChainUpdate;

/// <summary>The model's thinking: for the audit, never for the person.</summary>
public sealed record ChainThinking(string Text) : ChainUpdate;

/// <summary>The answer is complete.</summary>
/// <param name="Usage">What made it, failed attempts included in the tokens and the cost.</param>
/// <param name="IsExtractive">Whether it came from the pages without a model.</param>
/// <param name="IsTruncated">Whether the model stopped at the length limit.</param>
public sealed record ChainFinished(TurnUsage Usage, bool IsExtractive, bool IsTruncated) : ChainUpdate;

/// <summary>No tier can answer before the deadline. Told in milliseconds.</summary>
/// <param name="Reason">The gate's reason, or "budget".</param>
/// <param name="RetryAfter">When the same question would be served, or null where unknown.</param>
public sealed record ChainRefused(string Reason, TimeSpan? RetryAfter) : ChainUpdate;

/// <summary>Every tier was tried and failed.</summary>
/// <param name="Code">Stable: "unavailable", "rejected", "deadline".</param>
/// <param name="RetryAfter">When a circuit or cooldown ends, or null.</param>
/// <param name="Usage">What the failed attempts used, or null.</param>
public sealed record ChainFailed(string Code, TimeSpan? RetryAfter, TurnUsage? Usage) : ChainUpdate;

/// <summary>The call was stopped by its token; what came until then has been told and is settled.</summary>
/// <param name="Usage">What it used, or null where nothing was sent.</param>
public sealed record ChainStopped(TurnUsage? Usage) : ChainUpdate;
