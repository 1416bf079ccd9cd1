using System.Data.Common;
using GovStack.Conversations;

namespace GovStack.Grains.Storage;

/// <summary>
/// Conversations in the cluster: the small head, with the questions not answered yet, through Orleans's grain storage; finished turns as pages. Page first,
/// head second with its ETag: whoever loses a race has written an orphan page at most.
/// </summary>
/// <param name="heads">The heads.</param>
/// <param name="pages">The turns.</param>
/// <param name="database">The database.</param>
/// <param name="held">
/// The conversation whose head is kept in memory between calls: its one writer's. Null for a store that everybody shares, which reads before each write.
/// </param>
/// <param name="watch">Says whether the writer has stood still since it was made, and may not be the one writer any more.</param>
internal sealed class ClusterCheckpointStore(Heads heads, TurnPages pages, ClusterDatabase database, string? held = null, StandstillWatch? watch = null) : ICheckpointStore
{
    private readonly long _madeAt = watch?.Now ?? 0;
    private StoredHead? _held;

    /// <inheritdoc/>
    public async Task<StoredConversation?> OpenAsync(string conversationId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _held = null;
        var state = (await LoadAsync(conversationId)).State;
        return state.Head is null ? null : new(state.Head, state.Unanswered);
    }

    /// <inheritdoc/>
    public async Task AcceptAsync(ConversationHead head, AcceptedTurn accepted, CancellationToken cancellationToken)
    {
        var before = await LoadNextAsync(head, cancellationToken);
        var unanswered = before.State.Unanswered.Where(known => known.Number != accepted.Number).Append(accepted);
        await WriteAsync(head.Id, before, HeadState.Of(head, unanswered, before.State.Finished));
    }

    /// <inheritdoc/>
    public async Task SaveTurnAsync(ConversationHead head, Turn turn, CancellationToken cancellationToken)
    {
        var before = await LoadNextAsync(head, cancellationToken);
        var finished = before.State.Finished;
        var isTaken = NumberRange.Contains(finished, turn.Number)
            || (!before.State.Unanswered.Any(accepted => accepted.Number == turn.Number && accepted.MessageId == turn.MessageId)
                && await FindFinishedAsync(head.Id, finished, turn.MessageId, cancellationToken) is not null);
        if (isTaken)
            throw new ArgumentException("The conversation has a turn with this number or message id already.", nameof(turn));
        await pages.WriteAsync(head.Tenant, head.Id, turn, cancellationToken);
        var unanswered = before.State.Unanswered.Where(accepted => accepted.Number != turn.Number);
        await WriteAsync(head.Id, before, HeadState.Of(head, unanswered, NumberRange.Add(finished, turn.Number)));
    }

    /// <inheritdoc/>
    public async Task SaveHeadAsync(ConversationHead head, IReadOnlyList<int> dropAccepted, CancellationToken cancellationToken)
    {
        var before = await LoadNextAsync(head, cancellationToken);
        var unanswered = before.State.Unanswered.Where(accepted => !dropAccepted.Contains(accepted.Number));
        await WriteAsync(head.Id, before, HeadState.Of(head, unanswered, before.State.Finished));
    }

    /// <inheritdoc/>
    public async Task<KnownMessage?> FindMessageAsync(string conversationId, string messageId, CancellationToken cancellationToken)
    {
        var state = (await LoadAsync(conversationId)).State;
        if (state.Unanswered.FirstOrDefault(accepted => accepted.MessageId == messageId) is { } waiting)
            return new(waiting.Number, waiting.TextHash, false);
        return await FindFinishedAsync(conversationId, state.Finished, messageId, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Turn>> ReadTurnsAsync(string conversationId, int first, int last, CancellationToken cancellationToken)
    {
        var finished = (await LoadAsync(conversationId)).State.Finished;
        if (!finished.Any(range => range.First <= last && range.Last >= first))
            return [];
        var read = await pages.ReadAsync(conversationId, first, last, cancellationToken);
        return [.. read.Where(turn => NumberRange.Contains(finished, turn.Number))];
    }

    /// <inheritdoc/>
    public async Task SaveFeedbackAsync(string conversationId, Feedback feedback, CancellationToken cancellationToken)
    {
        if ((await LoadAsync(conversationId)).State.Head is null)
            return;
        await database.ExecuteAsync(
            """
            INSERT INTO govstack_feedback (conversation, turn, is_helpful, comment, at) VALUES (@conversation, @turn, @helpful, @comment, @at)
            ON CONFLICT (conversation, turn) DO UPDATE SET is_helpful = excluded.is_helpful, comment = excluded.comment, at = excluded.at
            """,
            sql => sql.Text("conversation", conversationId).Number("turn", feedback.Turn).Number("helpful", feedback.IsHelpful ? 1 : 0)
                .Text("comment", feedback.Comment).Number("at", feedback.At.UtcTicks),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Feedback>> ReadFeedbackAsync(string conversationId, CancellationToken cancellationToken)
        => await database.ReadAsync(
            "SELECT turn, is_helpful, comment, at FROM govstack_feedback WHERE conversation = @conversation ORDER BY turn",
            sql => sql.Text("conversation", conversationId),
            row => new Feedback(row.GetInt32(0), row.GetInt32(1) == 1, row.IsDBNull(2) ? null : row.GetString(2), Time(row.GetInt64(3))),
            cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteAsync(string conversationId, CancellationToken cancellationToken)
    {
        while (true)
        {
            _held = null;
            var read = await LoadAsync(conversationId);
            if (read.ETag is null || await DeleteAsync(conversationId, read.ETag, null, cancellationToken))
                return;   // Else it has changed in between: what came in is deleted too.
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteUnchangedAsync(string conversationId, DateTimeOffset before, AuditEntry entry, CancellationToken cancellationToken)
    {
        var read = await heads.ReadAsync(conversationId);
        return read.State.Head is { } head && head.UpdatedAt < before && await DeleteAsync(conversationId, read.ETag, entry, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConversationHead>> ListByPersonAsync(string tenant, string person, CancellationToken cancellationToken)
        => [.. (await heads.ListByPersonAsync(tenant, person, cancellationToken)).Select(state => state.Head!)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListUnansweredAsync(CancellationToken cancellationToken) => await heads.ListUnansweredAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListUnchangedSinceAsync(string tenant, DateTimeOffset before, int count, CancellationToken cancellationToken)
        => await heads.ListUnchangedSinceAsync(tenant, before, count, cancellationToken);

    /// <inheritdoc/>
    public async Task AppendAuditAsync(AuditEntry entry, CancellationToken cancellationToken)
        => await database.ExecuteAsync(AuditLog.Append, sql => AuditLog.Bind(sql, entry), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(string tenant, int count, CancellationToken cancellationToken)
        => await database.ReadAsync(AuditLog.Read, sql => sql.Text("tenant", tenant).Number("count", count), AuditLog.Parse, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DailySpend>> ReadSpendAsync(string tenant, DateOnly first, DateOnly last, CancellationToken cancellationToken)
        => await database.ReadAsync(
            """
            SELECT day, botlet, model, CAST(SUM(turns) AS BIGINT), CAST(SUM(input_tokens) AS BIGINT), CAST(SUM(cached_input_tokens) AS BIGINT),
                CAST(SUM(output_tokens) AS BIGINT), CAST(SUM(cost) AS BIGINT)
            FROM govstack_spend WHERE tenant = @tenant AND day BETWEEN @first AND @last GROUP BY day, botlet, model ORDER BY day, botlet, model
            """,
            sql => sql.Text("tenant", tenant).Number("first", first.DayNumber).Number("last", last.DayNumber),
            row => new DailySpend(
                DateOnly.FromDayNumber(row.GetInt32(0)), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
                row.GetInt64(6), Money.FromStored(row.GetInt64(7))),
            cancellationToken);

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private async Task<StoredHead> LoadAsync(string conversationId)
    {
        if (conversationId != held)
            return await heads.ReadAsync(conversationId);
        return _held ??= await heads.ReadAsync(conversationId);
    }

    private async Task<StoredHead> LoadNextAsync(ConversationHead head, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (watch?.HasStoodStillSince(_madeAt) == true)
            throw new CheckpointConflictException(head.Id);
        var before = await LoadAsync(head.Id);
        return (before.State.Head?.Version ?? 0) == head.Version - 1 ? before : throw new CheckpointConflictException(head.Id);
    }

    private async Task WriteAsync(string conversationId, StoredHead before, HeadState state)
    {
        _held = null;   // A write that fails may have arrived: the next call reads.
        var written = await heads.WriteAsync(conversationId, before, state);
        if (conversationId == held)
            _held = written;
    }

    private async Task<KnownMessage?> FindFinishedAsync(string conversationId, IReadOnlyList<NumberRange> finished, string messageId, CancellationToken cancellationToken)
    {
        if (finished.Count == 0)
            return null;
        var found = await pages.FindAsync(conversationId, messageId, cancellationToken);
        return found.Where(page => NumberRange.Contains(finished, page.Number)).Select(page => new KnownMessage(page.Number, page.TextHash, true)).FirstOrDefault();
    }

    private Task<bool> DeleteAsync(string conversationId, string? etag, AuditEntry? entry, CancellationToken cancellationToken)
        => database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (!await Heads.DeleteAsync(connection, transaction, conversationId, etag, cancellationToken))
                    return false;
                await TurnPages.DeleteAsync(connection, transaction, conversationId, cancellationToken);
                if (entry is not null)
                    await ClusterDatabase.ExecuteAsync(connection, transaction, AuditLog.Append, sql => AuditLog.Bind(sql, entry), cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>The audit log's statements.</summary>
    private static class AuditLog
    {
        public const string Append = "INSERT INTO govstack_audit (at, tenant, actor, action, subject, reason) VALUES (@at, @tenant, @actor, @action, @subject, @reason)";

        public const string Read = "SELECT at, tenant, actor, action, subject, reason FROM govstack_audit WHERE tenant = @tenant ORDER BY at DESC, key DESC LIMIT @count";

        public static void Bind(SqlParameters sql, AuditEntry entry)
            => sql.Number("at", entry.At.UtcTicks).Text("tenant", entry.Tenant).Text("actor", entry.Actor).Text("action", entry.Action)
                .Text("subject", entry.Subject).Text("reason", entry.Reason);

        public static AuditEntry Parse(DbDataReader row)
            => new(Time(row.GetInt64(0)), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5));
    }
}
