using System.Text.Json;
using GovStack.Conversations;

namespace GovStack.Standalone.Storage;

/// <summary>A connection that only reads, with its statements. Each method is one read of one state: whatever completed before it began is seen.</summary>
internal sealed class StoreReader : IDisposable
{
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteDatabase _database;
    private readonly string _path;
    private readonly SqliteStatement _open;
    private readonly SqliteStatement _findMessage;
    private readonly SqliteStatement _readTurns;
    private readonly SqliteStatement _readFeedback;
    private readonly SqliteStatement _listByPerson;
    private readonly SqliteStatement _listUnanswered;
    private readonly SqliteStatement _listUnchanged;
    private readonly SqliteStatement _readAudit;
    private readonly SqliteStatement _readSpend;

    /// <summary>Opens a connection of its own.</summary>
    public StoreReader(string path)
    {
        _path = path;
        _database = SqliteDatabase.OpenReadOnly(path);
        _database.Run("PRAGMA cache_size=-8192; PRAGMA cell_size_check=1");
        _open = Prepare($"""
            SELECT c.json, a.json FROM conversations c LEFT JOIN accepted a ON a.place BETWEEN {Place.First("c.key")} AND {Place.Last("c.key")}
            WHERE c.id = ?1 ORDER BY a.place
            """);
        _findMessage = Prepare($"""
            SELECT t.place, t.text_hash, 1 FROM conversations c JOIN turns t ON t.conversation = c.key AND t.message_id = ?2 WHERE c.id = ?1
            UNION ALL
            SELECT a.place, a.text_hash, 0 FROM conversations c
            JOIN accepted a ON a.place BETWEEN {Place.First("c.key")} AND {Place.Last("c.key")} AND a.message_id = ?2 WHERE c.id = ?1
            """);
        _readTurns = Prepare($"""
            SELECT t.json FROM conversations c JOIN turns t ON t.place BETWEEN {Place.First("c.key")} + ?2 AND {Place.First("c.key")} + ?3
            WHERE c.id = ?1 ORDER BY t.place
            """);
        _readFeedback = Prepare("""
            SELECT turn, is_helpful, comment, at FROM feedback WHERE conversation = (SELECT key FROM conversations WHERE id = ?1) ORDER BY turn
            """);
        _listByPerson = Prepare("SELECT json FROM conversations WHERE tenant = ?1 AND person = ?2 ORDER BY updated DESC, key DESC");
        _listUnanswered = Prepare($"""
            SELECT id FROM conversations
            JOIN (SELECT {Place.Conversation("place")} AS conversation, min(arrived) AS oldest FROM accepted GROUP BY 1) ON key = conversation
            ORDER BY oldest, key
            """);
        _listUnchanged = Prepare("""
            SELECT id FROM conversations WHERE tenant = ?1 AND updated_day <= ?2 AND updated < ?3 ORDER BY updated_day, updated LIMIT ?4
            """);
        _readAudit = Prepare("SELECT at, tenant, actor, action, subject, reason FROM audit WHERE tenant = ?1 ORDER BY at DESC, key DESC LIMIT ?2");
        _readSpend = Prepare("""
            SELECT day, botlet, model, turns, input_tokens, cached_input_tokens, output_tokens, cost FROM spend
            WHERE tenant = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day, botlet, model
            """);
    }

    public StoredConversation? Open(string conversationId)
    {
        _open.Bind(1, conversationId);
        ConversationHead? head = null;
        var unanswered = new List<AcceptedTurn>();
        while (_open.Step())
        {
            head ??= Parse<ConversationHead>(_open, 0, conversationId);
            if (!_open.IsNull(1))
                unanswered.Add(Parse<AcceptedTurn>(_open, 1, conversationId));
        }

        return head is null ? null : new StoredConversation(head, unanswered);
    }

    public KnownMessage? FindMessage(string conversationId, string messageId)
    {
        _findMessage.Bind(1, conversationId).Bind(2, messageId);
        if (!_findMessage.Step())
            return null;
        var known = new KnownMessage(Place.Number(_findMessage.GetInt64(0)), _findMessage.GetText(1), _findMessage.GetInt64(2) == 1);
        _findMessage.Reset();
        return known;
    }

    public IReadOnlyList<Turn> ReadTurns(string conversationId, int first, int last)
        => ReadAll(_readTurns.Bind(1, conversationId).Bind(2, Math.Max(first, 0)).Bind(3, Math.Min(last, Place.LargestNumber)), row => Parse<Turn>(row, 0, conversationId));

    public IReadOnlyList<Feedback> ReadFeedback(string conversationId)
        => ReadAll(_readFeedback.Bind(1, conversationId), row => new Feedback(
            (int)row.GetInt64(0), row.GetInt64(1) == 1, row.IsNull(2) ? null : row.GetText(2), Time(row.GetInt64(3))));

    public IReadOnlyList<ConversationHead> ListByPerson(string tenant, string person)
        => ReadAll(_listByPerson.Bind(1, tenant).Bind(2, person), row => Parse<ConversationHead>(row, 0, "of a list"));

    public IReadOnlyList<string> ListUnanswered() => ReadAll(_listUnanswered, row => row.GetText(0));

    public IReadOnlyList<string> ListUnchangedSince(string tenant, DateTimeOffset before, int count)
        => ReadAll(
            _listUnchanged.Bind(1, tenant).Bind(2, before.UtcTicks / TimeSpan.TicksPerDay).Bind(3, before.UtcTicks).Bind(4, count),
            row => row.GetText(0));

    public IReadOnlyList<AuditEntry> ReadAudit(string tenant, int count)
        => ReadAll(_readAudit.Bind(1, tenant).Bind(2, count), row => new AuditEntry(
            Time(row.GetInt64(0)), row.GetText(1), row.GetText(2), row.GetText(3), row.GetText(4), row.IsNull(5) ? null : row.GetText(5)));

    public IReadOnlyList<DailySpend> ReadSpend(string tenant, DateOnly first, DateOnly last)
        => ReadAll(_readSpend.Bind(1, tenant).Bind(2, first.DayNumber).Bind(3, last.DayNumber), row => new DailySpend(
            DateOnly.FromDayNumber((int)row.GetInt64(0)),
            row.GetText(1),
            row.GetText(2),
            row.GetInt64(3),
            row.GetInt64(4),
            row.GetInt64(5),
            row.GetInt64(6),
            Money.FromStored(row.GetInt64(7))));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        _database.Dispose();
    }

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static List<T> ReadAll<T>(SqliteStatement statement, Func<SqliteStatement, T> read)
    {
        var rows = new List<T>();
        while (statement.Step())
            rows.Add(read(statement));
        return rows;
    }

    private SqliteStatement Prepare(string sql)
    {
        var statement = _database.Prepare(sql);
        _statements.Add(statement);
        return statement;
    }

    private T Parse<T>(SqliteStatement row, int column, string conversationId)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(row.GetUtf8(column), ConversationJson.Options)
                ?? throw new JsonException("The text is null.");
        }
        catch (JsonException exception)
        {
            // The exception's text may quote the row: it is neither kept as the inner one nor put into the message.
            throw StorageFaultException.Damaged($"Conversation {conversationId} cannot be read (position {exception.BytePositionInLine}).", _path);
        }
    }
}
