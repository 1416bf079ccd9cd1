using System.Text.Json.Serialization;

namespace GovStack.Conversations;

/// <summary>One numbered event of a conversation's stream. Numbers rise and never repeat, also after a crash; there may be gaps.</summary>
/// <param name="Number">The event's number.</param>
/// <param name="Turn">The turn it belongs to.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AcceptedEvent), "accepted")]
[JsonDerivedType(typeof(RoutedEvent), "routed")]
[JsonDerivedType(typeof(QueuedEvent), "queued")]
[JsonDerivedType(typeof(SourceEvent), "source")]
[JsonDerivedType(typeof(TokenEvent), "token")]
[JsonDerivedType(typeof(NoticeEvent), "notice")]
[JsonDerivedType(typeof(UsageEvent), "usage")]
[JsonDerivedType(typeof(DoneEvent), "done")]
[JsonDerivedType(typeof(FailedEvent), "failed")]
[JsonDerivedType(typeof(RestartedEvent), "restarted")]
public abstract record TurnEvent(long Number, int Turn)
{
    /// <summary>Gets whether this is the last event of its turn.</summary>
    [JsonIgnore]
    public virtual bool IsLast => false;
}

/// <summary>The question, its message id and its arrival are durable.</summary>
public sealed record AcceptedEvent(long Number, int Turn, string MessageId) : TurnEvent(Number, Turn);

/// <summary>The dispatcher has picked.</summary>
/// <param name="Number">The event's number.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Botlet">The botlet's id.</param>
/// <param name="Name">Its name in the person's language.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Language">The language of the answer.</param>
public sealed record RoutedEvent(long Number, int Turn, string Botlet, string Name, double Confidence, string Language) : TurnEvent(Number, Turn);

/// <summary>A place in the queue. Place and waits fall; where the promise had to rise, <paramref name="Cause"/> says why.</summary>
public sealed record QueuedEvent(long Number, int Turn, int Place, double ExpectedSeconds, double PromisedSeconds, string? Cause)
    : TurnEvent(Number, Turn);

/// <summary>A page the answer may cite as [<paramref name="Index"/>].</summary>
public sealed record SourceEvent(long Number, int Turn, int Index, string Title, string Heading, string Url, DateOnly Updated, string Language)
    : TurnEvent(Number, Turn);

/// <summary>Text to append to the answer. Markdown.</summary>
public sealed record TokenEvent(long Number, int Turn, string Text) : TurnEvent(Number, Turn);

/// <summary>Something the person should know: a step of the ladder, masked personal data, an answer's date.</summary>
/// <param name="Number">The event's number.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Code">Stable, see <see cref="NoticeCodes"/>.</param>
/// <param name="Text">In the person's language.</param>
public sealed record NoticeEvent(long Number, int Turn, string Code, string Text) : TurnEvent(Number, Turn);

/// <summary>What made the answer, and what it cost.</summary>
public sealed record UsageEvent(
    long Number,
    int Turn,
    string Provider,
    string? Region,
    string? Model,
    int Tier,
    int InputTokens,
    int CachedInputTokens,
    int OutputTokens,
    decimal CostUsd,
    double WaitSeconds,
    string? Reason) : TurnEvent(Number, Turn);

/// <summary>The turn is durable and complete.</summary>
/// <param name="Number">The event's number.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Kind">What kind of answer it is.</param>
/// <param name="Answer">The whole answer after checks: replaces what the tokens built, where they differ.</param>
/// <param name="Suggestions">Up to three follow-up questions.</param>
/// <param name="AnswerBy">For a ticket: by when the answer will be there; seconds from now.</param>
public sealed record DoneEvent(
    long Number,
    int Turn,
    AnswerKind Kind,
    string Answer,
    IReadOnlyList<string> Suggestions,
    double? AnswerBy = null) : TurnEvent(Number, Turn)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsLast => true;
}

/// <summary>The turn has ended without an answer.</summary>
/// <param name="Number">The event's number.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Code">Stable: "refused", "unavailable", "store", "internal".</param>
/// <param name="Message">For the person, in their language.</param>
/// <param name="RetryAfterSeconds">A true time to try again, where one is known.</param>
public sealed record FailedEvent(long Number, int Turn, string Code, string Message, double? RetryAfterSeconds) : TurnEvent(Number, Turn)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsLast => true;
}

/// <summary>The log begins anew after a crash or because older events are gone: drop the partial text of this turn; what follows is whole.</summary>
/// <param name="Number">The event's number.</param>
/// <param name="Turn">The turn that runs again, or 0: read the history.</param>
/// <param name="Attempt">The attempt that begins, from 2.</param>
public sealed record RestartedEvent(long Number, int Turn, int Attempt) : TurnEvent(Number, Turn);

/// <summary>What kind of answer a turn ended with. Only <see cref="Model"/> counts as success in the load tests.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnswerKind>))]
public enum AnswerKind
{
    /// <summary>A model's whole answer.</summary>
    Model,

    /// <summary>From the agency's pages or approved answers, without a model.</summary>
    Quick,

    /// <summary>An earlier answer to the same question, with its date.</summary>
    Reused,

    /// <summary>The fixed text of a crisis.</summary>
    Crisis,

    /// <summary>"Not ours, here is who."</summary>
    OutOfScope,

    /// <summary>"We will answer by, keep this link."</summary>
    Ticket,

    /// <summary>No, with a true time to ask again.</summary>
    Refusal,

    /// <summary>Stopped by the person; the answer is partial.</summary>
    Stopped,

    /// <summary>Ended by a fault; see the notice.</summary>
    Failed,
}

/// <summary>The codes of <see cref="NoticeEvent"/>.</summary>
public static class NoticeCodes
{
    /// <summary>Personal data was masked.</summary>
    public const string Masked = "masked";

    /// <summary>A smaller model answers, to answer in time or within the budget.</summary>
    public const string SmallerModel = "smaller-model";

    /// <summary>The answer is kept shorter, to answer in time.</summary>
    public const string ShorterAnswer = "shorter-answer";

    /// <summary>An answer from the pages without a model.</summary>
    public const string QuickAnswer = "quick-answer";

    /// <summary>An earlier answer, with its date.</summary>
    public const string Reused = "reused";

    /// <summary>An answer people at the agency have approved, with its date.</summary>
    public const string Approved = "approved";

    /// <summary>The answer names no source although pages were found.</summary>
    public const string Uncited = "uncited";

    /// <summary>The emergency text; the answer goes on after it.</summary>
    public const string Crisis = "crisis";

    /// <summary>The first provider failed; another answers.</summary>
    public const string Fallback = "fallback";

    /// <summary>The stream broke after it had begun; a new attempt follows.</summary>
    public const string NewAttempt = "new-attempt";

    /// <summary>Nobody was reading; the question waits in the background.</summary>
    public const string Background = "background";

    /// <summary>A citation was removed because no page of that number was retrieved.</summary>
    public const string CitationRemoved = "citation-removed";

    /// <summary>The answer came in another language because no page is written in the person's.</summary>
    public const string OtherLanguage = "other-language";
}

/// <summary>A part of a conversation's stream.</summary>
/// <param name="Events">In order; may be empty when patience ran out.</param>
/// <param name="Next">The number to read from next.</param>
/// <param name="IsIdle">Whether no turn is running or waiting: nothing more comes until somebody asks.</param>
public sealed record TurnEventBatch(IReadOnlyList<TurnEvent> Events, long Next, bool IsIdle);
