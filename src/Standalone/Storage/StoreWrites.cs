using GovStack.Conversations;

namespace GovStack.Standalone.Storage;

/// <summary>What the writer can write: each method is one write, all or nothing, run on the writer's thread inside a transaction.</summary>
internal sealed class StoreWrites : IDisposable
{
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _findHead;
    private readonly SqliteStatement _insertHead;
    private readonly SqliteStatement _updateHead;
    private readonly SqliteStatement _moveHead;
    private readonly SqliteStatement _saveAccepted;
    private readonly SqliteStatement _deleteAccepted;
    private readonly SqliteStatement _insertTurn;
    private readonly SqliteStatement _addSpend;
    private readonly SqliteStatement _saveFeedback;
    private readonly SqliteStatement _appendAudit;
    private readonly SqliteStatement[] _deleteWhole;
    private bool _hasDeleted;

    /// <summary>Compiles the statements.</summary>
    public StoreWrites(SqliteDatabase database)
    {
        _database = database;
        _findHead = Prepare("SELECT key, version, updated, updated_day, tenant, person FROM conversations WHERE id = ?1");
        _insertHead = Prepare("""
            INSERT INTO conversations (id, version, updated, updated_day, tenant, person, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING key
            """);
        _updateHead = Prepare("UPDATE conversations SET version = ?2, updated = ?3, json = ?4 WHERE key = ?1");
        _moveHead = Prepare("UPDATE conversations SET updated_day = ?2, tenant = ?3, person = ?4 WHERE key = ?1");
        _saveAccepted = Prepare("REPLACE INTO accepted (place, message_id, text_hash, arrived, json) VALUES (?1, ?2, ?3, ?4, ?5)");
        _deleteAccepted = Prepare("DELETE FROM accepted WHERE place = ?1");
        _insertTurn = Prepare("INSERT INTO turns (place, conversation, message_id, text_hash, kind, answered, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        _addSpend = Prepare("""
            INSERT INTO spend (tenant, day, botlet, model, turns, input_tokens, cached_input_tokens, output_tokens, cost)
            VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8)
            ON CONFLICT DO UPDATE SET turns = turns + 1, input_tokens = input_tokens + excluded.input_tokens,
                cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
                output_tokens = output_tokens + excluded.output_tokens, cost = cost + excluded.cost
            """);
        _saveFeedback = Prepare("""
            INSERT INTO feedback (conversation, turn, is_helpful, comment, at) SELECT key, ?2, ?3, ?4, ?5 FROM conversations WHERE id = ?1
            ON CONFLICT DO UPDATE SET is_helpful = excluded.is_helpful, comment = excluded.comment, at = excluded.at
            """);
        _appendAudit = Prepare("INSERT INTO audit (at, tenant, actor, action, subject, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _deleteWhole =
        [
            Prepare($"DELETE FROM accepted WHERE place BETWEEN {Place.First("?1")} AND {Place.Last("?1")}"),
            Prepare($"DELETE FROM turns WHERE place BETWEEN {Place.First("?1")} AND {Place.Last("?1")}"),
            Prepare("DELETE FROM feedback WHERE conversation = ?1"),
            Prepare("DELETE FROM conversations WHERE key = ?1"),
        ];
    }

    /// <summary>Keeps an accepted question; a further attempt takes the place of the one before.</summary>
    public void Accept(ConversationHead head, byte[] headJson, AcceptedTurn accepted, byte[] acceptedJson)
    {
        var key = ReplaceHead(head, headJson);
        _saveAccepted.Bind(1, Place.Of(key, accepted.Number)).Bind(2, accepted.MessageId).Bind(3, accepted.TextHash)
            .Bind(4, accepted.ArrivedAt.UtcTicks).Bind(5, acceptedJson).Run();
    }

    /// <summary>Keeps a finished turn, in place of its accepted question, and what it cost.</summary>
    public void SaveTurn(ConversationHead head, byte[] headJson, Turn turn, byte[] turnJson)
    {
        var key = ReplaceHead(head, headJson);
        var place = Place.Of(key, turn.Number);
        _deleteAccepted.Bind(1, place).Run();
        _insertTurn.Bind(1, place).Bind(2, key).Bind(3, turn.MessageId).Bind(4, turn.TextHash).Bind(5, turn.Kind.ToString())
            .Bind(6, turn.AnsweredAt.UtcTicks).Bind(7, turnJson);
        RunUnique(_insertTurn, nameof(turn));
        if (turn.Usage is { } usage)
        {
            _addSpend.Bind(1, head.Tenant).Bind(2, usage.Day.DayNumber).Bind(3, turn.Botlet ?? "").Bind(4, usage.Model ?? usage.Provider)
                .Bind(5, usage.InputTokens).Bind(6, usage.CachedInputTokens).Bind(7, usage.OutputTokens).Bind(8, Money.ToStored(usage.CostUsd)).Run();
        }
    }

    /// <summary>Replaces the head, dropping accepted questions.</summary>
    public void SaveHead(ConversationHead head, byte[] headJson, IReadOnlyList<int> dropAccepted)
    {
        var key = ReplaceHead(head, headJson);
        foreach (var number in dropAccepted)
            _deleteAccepted.Bind(1, Place.Of(key, number)).Run();
    }

    /// <summary>Keeps an opinion; nothing where the conversation is gone.</summary>
    public void SaveFeedback(string conversationId, Feedback feedback)
        => _saveFeedback.Bind(1, conversationId).Bind(2, feedback.Turn).Bind(3, feedback.IsHelpful ? 1 : 0).Bind(4, feedback.Comment)
            .Bind(5, feedback.At.UtcTicks).Run();

    /// <summary>Adds to the audit log.</summary>
    public void AppendAudit(AuditEntry entry)
        => _appendAudit.Bind(1, entry.At.UtcTicks).Bind(2, entry.Tenant).Bind(3, entry.Actor).Bind(4, entry.Action).Bind(5, entry.Subject)
            .Bind(6, entry.Reason).Run();

    /// <summary>Deletes a conversation with everything in it; nothing where there is none.</summary>
    public void Delete(string conversationId)
    {
        if (Find(conversationId) is { } found)
            DeleteWhole(found.Key);
    }

    /// <summary>Deletes a conversation that has not changed since a time, and writes down that it did.</summary>
    /// <returns>False where it has changed or is gone; then nothing is written.</returns>
    public bool DeleteUnchanged(string conversationId, DateTimeOffset before, AuditEntry entry)
    {
        if (Find(conversationId) is not { } found || found.Updated >= before.UtcTicks)
            return false;
        DeleteWhole(found.Key);
        AppendAudit(entry);
        return true;
    }

    /// <summary>Says whether a conversation was deleted since the last call.</summary>
    public bool TakeDeleted()
    {
        var hasDeleted = _hasDeleted;
        _hasDeleted = false;
        return hasDeleted;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
    }

    private SqliteStatement Prepare(string sql)
    {
        var statement = _database.Prepare(sql);
        _statements.Add(statement);
        return statement;
    }

    private long ReplaceHead(ConversationHead head, byte[] json)
    {
        var day = head.UpdatedAt.UtcTicks / TimeSpan.TicksPerDay;
        var found = Find(head.Id);
        if ((found?.Version ?? 0) != head.Version - 1)
            throw new CheckpointConflictException(head.Id);
        if (found is not { } stored)
        {
            _insertHead.Bind(1, head.Id).Bind(2, head.Version).Bind(3, head.UpdatedAt.UtcTicks).Bind(4, day).Bind(5, head.Tenant).Bind(6, head.Person)
                .Bind(7, json).Step();
            var key = _insertHead.GetInt64(0);
            _insertHead.Step();
            return key;
        }

        _updateHead.Bind(1, stored.Key).Bind(2, head.Version).Bind(3, head.UpdatedAt.UtcTicks).Bind(4, json).Run();
        if (stored.Day != day || stored.Tenant != head.Tenant || stored.Person != head.Person)
            _moveHead.Bind(1, stored.Key).Bind(2, day).Bind(3, head.Tenant).Bind(4, head.Person).Run();
        return stored.Key;
    }

    private static void RunUnique(SqliteStatement insert, string parameter)
    {
        try
        {
            insert.Run();
        }
        catch (StorageFaultException fault) when (fault.Kind == StorageFaultKind.Constraint)
        {
            throw new ArgumentException("The conversation has a turn with this number or message id already.", parameter, fault);
        }
    }

    private StoredHead? Find(string conversationId)
    {
        _findHead.Bind(1, conversationId);
        if (!_findHead.Step())
            return null;
        var found = new StoredHead(
            _findHead.GetInt64(0), _findHead.GetInt64(1), _findHead.GetInt64(2), _findHead.GetInt64(3), _findHead.GetText(4), _findHead.GetText(5));
        _findHead.Reset();
        return found;
    }

    private void DeleteWhole(long key)
    {
        _hasDeleted = true;
        foreach (var delete in _deleteWhole)
            delete.Bind(1, key).Run();
    }

    private readonly record struct StoredHead(long Key, long Version, long Updated, long Day, string Tenant, string Person);
}
