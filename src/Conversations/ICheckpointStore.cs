namespace GovStack.Conversations;

/// <summary>
/// Where conversations are kept. Every write is durable when its task completes, all or nothing, and refused with
/// <see cref="CheckpointConflictException"/> where the stored head's version is not the given one less one. Saving costs the same at turn 1,000 as at turn 1.
/// </summary>
public interface ICheckpointStore
{
    /// <summary>Gets what keeps the store from saving, or soon will, in words for staff; null where nothing is known to.</summary>
    string? Trouble => null;

    /// <summary>Reads a conversation's head and unanswered questions: one read.</summary>
    /// <returns>The conversation, or null where there is none.</returns>
    Task<StoredConversation?> OpenAsync(string conversationId, CancellationToken cancellationToken);

    /// <summary>Makes an accepted question durable, replacing the head, and replacing an accepted question of the same number (a further attempt).</summary>
    Task AcceptAsync(ConversationHead head, AcceptedTurn accepted, CancellationToken cancellationToken);

    /// <summary>Appends a finished turn, removes its accepted question and replaces the head.</summary>
    Task SaveTurnAsync(ConversationHead head, Turn turn, CancellationToken cancellationToken);

    /// <summary>Replaces the head alone: a fork, a summary, a new event floor. Drops the accepted questions named.</summary>
    Task SaveHeadAsync(ConversationHead head, IReadOnlyList<int> dropAccepted, CancellationToken cancellationToken);

    /// <summary>Finds the turn or accepted question of a message id.</summary>
    Task<KnownMessage?> FindMessageAsync(string conversationId, string messageId, CancellationToken cancellationToken);

    /// <summary>Reads the finished turns with numbers from <paramref name="first"/> to <paramref name="last"/>, in order; those never made are left out.</summary>
    Task<IReadOnlyList<Turn>> ReadTurnsAsync(string conversationId, int first, int last, CancellationToken cancellationToken);

    /// <summary>Keeps what a person thought of an answer; a second opinion replaces the first.</summary>
    Task SaveFeedbackAsync(string conversationId, Feedback feedback, CancellationToken cancellationToken);

    /// <summary>Reads the feedback on a conversation's turns.</summary>
    Task<IReadOnlyList<Feedback>> ReadFeedbackAsync(string conversationId, CancellationToken cancellationToken);

    /// <summary>Deletes a conversation with everything in it.</summary>
    Task DeleteAsync(string conversationId, CancellationToken cancellationToken);

    /// <summary>Lists conversations of a person, the last changed first.</summary>
    Task<IReadOnlyList<ConversationHead>> ListByPersonAsync(string tenant, string person, CancellationToken cancellationToken);

    /// <summary>Lists conversations with unanswered questions, the oldest first: they run again at start.</summary>
    Task<IReadOnlyList<string>> ListUnansweredAsync(CancellationToken cancellationToken);

    /// <summary>Lists conversations of a tenant last changed before a time, at most <paramref name="count"/>: for retention.</summary>
    Task<IReadOnlyList<string>> ListUnchangedSinceAsync(string tenant, DateTimeOffset before, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a conversation that has not changed since a time, and adds the audit entry in the same write: a question that arrives meanwhile keeps the
    /// conversation.
    /// </summary>
    /// <returns>False where it has changed or is gone; then nothing is written.</returns>
    Task<bool> DeleteUnchangedAsync(string conversationId, DateTimeOffset before, AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Adds an entry to the audit log.</summary>
    Task AppendAuditAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Reads the audit log of a tenant, the newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(string tenant, int count, CancellationToken cancellationToken);

    /// <summary>Reads what was spent from one day to another, both included, in the tenant's own days.</summary>
    Task<IReadOnlyList<DailySpend>> ReadSpendAsync(string tenant, DateOnly first, DateOnly last, CancellationToken cancellationToken);
}

/// <summary>A message id that was seen before.</summary>
/// <param name="Turn">The turn's number.</param>
/// <param name="TextHash">The hash of its text.</param>
/// <param name="IsFinished">Whether the turn is finished.</param>
public sealed record KnownMessage(int Turn, string TextHash, bool IsFinished);

/// <summary>What a person thought of an answer.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="IsHelpful">Thumbs up or down.</param>
/// <param name="Comment">Their words, masked; at most 2,000 characters; or null.</param>
/// <param name="At">When.</param>
public sealed record Feedback(int Turn, bool IsHelpful, string? Comment, DateTimeOffset At);

/// <summary>Something a person or a member of staff did that must be traceable. Holds no words of a person.</summary>
/// <param name="At">When.</param>
/// <param name="Tenant">The agency.</param>
/// <param name="Actor">Who: a staff name, "person" or "system".</param>
/// <param name="Action">What: "export", "delete", "retention", "switch-off", …</param>
/// <param name="Subject">On what: an id.</param>
/// <param name="Reason">Why, as given by staff; or null.</param>
public sealed record AuditEntry(DateTimeOffset At, string Tenant, string Actor, string Action, string Subject, string? Reason);

/// <summary>One day's cost of one botlet on one model.</summary>
public sealed record DailySpend(
    DateOnly Day,
    string Botlet,
    string Model,
    long Turns,
    long InputTokens,
    long CachedInputTokens,
    long OutputTokens,
    decimal CostUsd);

/// <summary>Another writer has saved this conversation: close it and open it again from the store.</summary>
public sealed class CheckpointConflictException(string conversationId)
    : Exception($"Conversation {conversationId} was saved by another writer.")
{
    /// <summary>Gets the conversation.</summary>
    public string ConversationId { get; } = conversationId;
}
