using GovStack.Conversations.Quota;

namespace GovStack.Conversations;

/// <summary>One question of a person, as it arrives by any channel.</summary>
/// <param name="Text">The person's words, unchanged.</param>
public sealed record TurnRequest(string Text)
{
    /// <summary>Gets the idempotency key: the same one again attaches to the first answer. Null makes a new one.</summary>
    public string? MessageId { get; init; }

    /// <summary>Gets the two-letter language the person chose, or null to recognise it or keep the conversation's.</summary>
    public string? Language { get; init; }

    /// <summary>Gets the checkpoint this question continues, or null for the current one. An earlier one begins a branch: an edit or a regenerated answer.</summary>
    public int? After { get; init; }

    /// <summary>Gets what happens while another turn of the conversation runs.</summary>
    public BusyPolicy WhenBusy { get; init; }

    /// <summary>Gets the botlet the caller asks for, or null to let the dispatcher pick.</summary>
    public string? Botlet { get; init; }

    /// <summary>Gets the provider chain the caller asks for, or null for the botlet's.</summary>
    public string? Chain { get; init; }

    /// <summary>Gets the longest answer wanted, in tokens, or null for the botlet's.</summary>
    public int? MaxAnswerTokens { get; init; }

    /// <summary>Gets who asks and how.</summary>
    public required Caller Caller { get; init; }

    /// <summary>Gets earlier messages that the caller sends along instead of our own history (OpenAI-compatible calls), oldest first.</summary>
    public IReadOnlyList<PriorMessage> Prior { get; init; } = [];
}

/// <summary>Who asks, by which channel.</summary>
/// <param name="Tenant">The agency's id.</param>
/// <param name="Person">The person id (an HMAC, never the cookie itself) or the API key's id.</param>
/// <param name="Channel">"web", "api", "openai", "messenger", …</param>
/// <param name="Class">The class this caller's questions have unless they are emergencies.</param>
public sealed record Caller(string Tenant, string Person, string Channel, QuotaClass Class = QuotaClass.Interactive);

/// <summary>A message sent along by an OpenAI-compatible client. Its text is the person's, whatever role the client gave it.</summary>
public sealed record PriorMessage(bool IsAnswer, string Text);

/// <summary>What a second question does while one is running.</summary>
public enum BusyPolicy
{
    /// <summary>Waits its turn, in order.</summary>
    Queue,

    /// <summary>Stops the running turn, drops those waiting, and comes next.</summary>
    Replace,

    /// <summary>Is refused with "busy".</summary>
    Refuse,
}

/// <summary>What became of a question when it arrived.</summary>
/// <param name="Turn">The turn's number: also the number of the checkpoint it will make. 0 where refused.</param>
/// <param name="FirstEvent">The number of its first event: read from here. 0 where refused.</param>
/// <param name="IsRepeat">Whether this message id was known: the events are those of the first.</param>
/// <param name="Refusal">Why it was not accepted, or null.</param>
/// <param name="Finished">The whole turn, where a repeated message id names one that is finished: its events may be gone.</param>
public sealed record TurnTicket(int Turn, long FirstEvent, bool IsRepeat = false, TurnRefusal? Refusal = null, Turn? Finished = null)
{
    /// <summary>Makes a ticket that says no.</summary>
    public static TurnTicket Refused(string code, string message, TimeSpan? retryAfter = null) => new(0, 0, false, new(code, message, retryAfter));
}

/// <summary>Why a question was not accepted.</summary>
/// <param name="Code">Stable: "too-long", "empty", "message-id-reused", "busy", "too-many-waiting", "checkpoint-not-found", "unavailable".</param>
/// <param name="Message">For the person, in their language.</param>
/// <param name="RetryAfter">When to try again, where that helps.</param>
public sealed record TurnRefusal(string Code, string Message, TimeSpan? RetryAfter);
