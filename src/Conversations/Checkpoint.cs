namespace GovStack.Conversations;

/// <summary>
/// One finished turn and the checkpoint it makes: immutable. The state of a conversation at checkpoint n is the chain of turns from n along
/// <see cref="Parent"/>; forking is continuing from an earlier number. Checkpoint 0 is the empty conversation.
/// </summary>
public sealed record Turn
{
    /// <summary>Gets the number, unique and rising in the conversation.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the checkpoint it continues; 0 for the first.</summary>
    public required int Parent { get; init; }

    /// <summary>Gets the channel's message id.</summary>
    public required string MessageId { get; init; }

    /// <summary>Gets a hash of the unmasked question: the same message id with another text is refused.</summary>
    public required string TextHash { get; init; }

    /// <summary>Gets the question, personal data masked.</summary>
    public required string Question { get; init; }

    /// <summary>Gets what the pages were searched for: the question with its topic; a follow-up's context.</summary>
    public string SearchText { get; init; } = "";

    /// <summary>Gets the answer, Markdown with citations such as [1].</summary>
    public required string Answer { get; init; }

    /// <summary>Gets the kind of answer.</summary>
    public required AnswerKind Kind { get; init; }

    /// <summary>Gets the botlet that answered, or null.</summary>
    public string? Botlet { get; init; }

    /// <summary>Gets the language of the answer.</summary>
    public required string Language { get; init; }

    /// <summary>Gets when the question arrived.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Gets when the answer was complete.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }

    /// <summary>Gets the pages retrieved and shown; citations count from 1.</summary>
    public IReadOnlyList<TurnSource> Sources { get; init; } = [];

    /// <summary>Gets what the person was told beside the answer, in order.</summary>
    public IReadOnlyList<TurnNotice> Notices { get; init; } = [];

    /// <summary>Gets follow-up questions.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>Gets the call that made the answer, or null where no model did.</summary>
    public TurnUsage? Usage { get; init; }

    /// <summary>Gets how many citations were removed because nothing retrieved had that number.</summary>
    public int CitationsRemoved { get; init; }

    /// <summary>Gets how often the turn began: 1, or more after crashes.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Gets the model's thinking, kept for auditors only; null where there is none.</summary>
    public string? Thinking { get; init; }

    /// <summary>Gets why the turn failed or was refused, or null.</summary>
    public string? FailureCode { get; init; }

    /// <summary>Gets the ticket turn whose promise this answer keeps, or null.</summary>
    public int? TicketFor { get; init; }
}

/// <summary>A retrieved page as shown and cited.</summary>
public sealed record TurnSource(int Index, string PassageId, string Title, string Heading, string Url, DateOnly Updated, string Language);

/// <summary>A notice as it was shown.</summary>
public sealed record TurnNotice(string Code, string Text);

/// <summary>The provider call behind an answer.</summary>
/// <param name="Provider">The provider's name in the settings.</param>
/// <param name="Region">Its region, if any.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Tier">Its place in the chain, from 1.</param>
/// <param name="InputTokens">Prompt tokens, those of failed attempts included.</param>
/// <param name="CachedInputTokens">Of these, from the provider's cache.</param>
/// <param name="OutputTokens">Answer tokens, thinking included.</param>
/// <param name="CostUsd">US dollars by the pack's price list; 0 where the model has no price.</param>
/// <param name="Wait">Time spent waiting for quota.</param>
/// <param name="Promised">The first promise the person saw; zero where there was no wait.</param>
/// <param name="Reason">Why it was not the first tier, or null.</param>
/// <param name="Day">The day it is paid on, in the agency's time zone.</param>
public sealed record TurnUsage(
    string Provider,
    string? Region,
    string? Model,
    int Tier,
    int InputTokens,
    int CachedInputTokens,
    int OutputTokens,
    decimal CostUsd,
    TimeSpan Wait,
    TimeSpan Promised,
    string? Reason,
    DateOnly Day);

/// <summary>A question that has been accepted and not yet answered: durable before the person is told so.</summary>
public sealed record AcceptedTurn
{
    /// <summary>Gets the number its turn will have.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the checkpoint it continues; -1 for whatever is current when its turn comes.</summary>
    public required int Parent { get; init; }

    /// <summary>Gets the message id.</summary>
    public required string MessageId { get; init; }

    /// <summary>Gets a hash of the unmasked text: the same id with another text is refused.</summary>
    public required string TextHash { get; init; }

    /// <summary>Gets the question, personal data masked.</summary>
    public required string Question { get; init; }

    /// <summary>Gets the kinds of personal data that were masked.</summary>
    public IReadOnlyList<string> MaskedKinds { get; init; } = [];

    /// <summary>Gets the crisis the text speaks of, by rule id, or null.</summary>
    public string? Crisis { get; init; }

    /// <summary>Gets the language asked for, or null.</summary>
    public string? Language { get; init; }

    /// <summary>Gets the botlet asked for, or null.</summary>
    public string? Botlet { get; init; }

    /// <summary>Gets the chain asked for, or null.</summary>
    public string? Chain { get; init; }

    /// <summary>Gets the longest answer wanted, in tokens, or null.</summary>
    public int? MaxAnswerTokens { get; init; }

    /// <summary>Gets when the question arrived.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>Gets who asked.</summary>
    public required Caller Caller { get; init; }

    /// <summary>Gets the ticket turn this question was promised an answer by, or null.</summary>
    public int? TicketFor { get; init; }

    /// <summary>Gets the messages sent along, masked.</summary>
    public IReadOnlyList<PriorMessage> Prior { get; init; } = [];

    /// <summary>Gets the attempt: 1, or more after crashes.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Gets how many of the attempts before ended in line because their server was told to stop: these broke nothing.</summary>
    public int HandedOver { get; init; }
}

/// <summary>The small, replaced part of a conversation: all that opening it reads.</summary>
public sealed record ConversationHead
{
    /// <summary>Gets the conversation's id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the agency.</summary>
    public required string Tenant { get; init; }

    /// <summary>Gets the person it belongs to.</summary>
    public required string Person { get; init; }

    /// <summary>Gets the channel it began on.</summary>
    public required string Channel { get; init; }

    /// <summary>Gets the person's language.</summary>
    public string? Language { get; init; }

    /// <summary>Gets when it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when it last changed: retention counts from here.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the current checkpoint.</summary>
    public int Current { get; init; }

    /// <summary>Gets the highest turn number given.</summary>
    public int LastNumber { get; init; }

    /// <summary>Gets the event number from which a reopened log goes on, above every number ever sent.</summary>
    public long EventFloor { get; init; } = 1;

    /// <summary>Gets the running summary of older turns, or null.</summary>
    public ConversationSummary? Summary { get; init; }

    /// <summary>Gets the version: a save with another than the stored one plus one is a lost race.</summary>
    public long Version { get; init; }
}

/// <summary>What older turns said, for the model's history.</summary>
/// <param name="Text">The summary.</param>
/// <param name="UpTo">The last checkpoint it covers.</param>
public sealed record ConversationSummary(string Text, int UpTo);

/// <summary>A head with the questions still unanswered.</summary>
public sealed record StoredConversation(ConversationHead Head, IReadOnlyList<AcceptedTurn> Unanswered);
