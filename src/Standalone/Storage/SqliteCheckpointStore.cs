using System.Text.Json;
using GovStack.Conversations;
using GovStack.Frontend;

namespace GovStack.Standalone.Storage;

/// <summary>
/// Conversations in one SQLite file. Writes are serialized to JSON on the caller's thread and queue for the one writer; reads have connections of their own
/// and see every completed write.
/// </summary>
internal sealed partial class SqliteCheckpointStore : ICheckpointStore, IDisposable
{
    // Twice this without a write moves the log into the file, so that a quiet server leaves one whole file behind.
    private static readonly TimeSpan IdlePeriod = TimeSpan.FromSeconds(5);

    private readonly StoreWriter _writer;
    private readonly ReaderPool _readers;
    private readonly ITimer _idleTimer;

    private readonly DriveInfo _disk;
    private readonly long _leastFreeBytes;

    private SqliteCheckpointStore(StoreWriter writer, ReaderPool readers, string path, StorageOptions options, TimeProvider clock)
    {
        _disk = new DriveInfo(path);
        _leastFreeBytes = options.LeastFreeMegabytes * 1024L * 1024;
        _writer = writer;
        _readers = readers;
        _idleTimer = clock.CreateTimer(_ => _ = writer.IdleAsync(), null, IdlePeriod, IdlePeriod);
    }

    /// <summary>Gets the writer.</summary>
    public StoreWriter Writer => _writer;

    /// <inheritdoc/>
    public string? Trouble
    {
        get
        {
            if (_writer.LastFault is { } fault)
                return $"the last write failed: {fault.Kind}";
            var free = _disk.AvailableFreeSpace;
            return free < _leastFreeBytes ? $"{free / 1024 / 1024} MB free, less than Storage:LeastFreeMegabytes" : null;
        }
    }

    /// <summary>Checks and opens the database of a data directory, making or updating it as needed.</summary>
    /// <exception cref="StorageFaultException">It is damaged, too new, or cannot be used; nothing has been changed.</exception>
    public static SqliteCheckpointStore Open(DataDirectory directory, StorageOptions options, TimeProvider clock, ILogger<SqliteCheckpointStore> logger)
    {
        var path = directory.DatabasePath;
        var isNew = StoreCheck.CheckHeader(path, StoreSchema.Version) == StoreState.Missing;
        var isSearchedWhole = isNew || StoreCheck.SearchForDamage(path, options.StartCheck, clock);   // Before anything is opened for writing.
        if (isNew)
            SecretFile.Create(path).Dispose();
        var database = SqliteDatabase.OpenReadWrite(path);
        try
        {
            database.Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0");
            database.Run("PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=1; PRAGMA trusted_schema=0; PRAGMA secure_delete=1");
            var found = StoreSchema.Migrate(database, path, StoreSchema.Steps);
            LogOpened(logger, path, SqliteDatabase.LibraryVersion, found, StoreSchema.Version, isSearchedWhole);
            return new SqliteCheckpointStore(new StoreWriter(database, options.LogPages, logger), new ReaderPool(path, options.Readers), path, options, clock);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<StoredConversation?> OpenAsync(string conversationId, CancellationToken cancellationToken)
        => _readers.ReadAsync(reader => reader.Open(conversationId), cancellationToken);

    /// <inheritdoc/>
    public Task AcceptAsync(ConversationHead head, AcceptedTurn accepted, CancellationToken cancellationToken)
    {
        var (headJson, acceptedJson) = (ToJson(head), ToJson(accepted));
        return WriteAsync(writes => writes.Accept(head, headJson, accepted, acceptedJson), cancellationToken);
    }

    /// <inheritdoc/>
    public Task SaveTurnAsync(ConversationHead head, Turn turn, CancellationToken cancellationToken)
    {
        var (headJson, turnJson) = (ToJson(head), ToJson(turn));
        return WriteAsync(writes => writes.SaveTurn(head, headJson, turn, turnJson), cancellationToken);
    }

    /// <inheritdoc/>
    public Task SaveHeadAsync(ConversationHead head, IReadOnlyList<int> dropAccepted, CancellationToken cancellationToken)
    {
        var headJson = ToJson(head);
        return WriteAsync(writes => writes.SaveHead(head, headJson, dropAccepted), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<KnownMessage?> FindMessageAsync(string conversationId, string messageId, CancellationToken cancellationToken)
        => _readers.ReadAsync(reader => reader.FindMessage(conversationId, messageId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Turn>> ReadTurnsAsync(string conversationId, int first, int last, CancellationToken cancellationToken)
        => _readers.ReadAsync(reader => reader.ReadTurns(conversationId, first, last), cancellationToken);

    /// <inheritdoc/>
    public Task SaveFeedbackAsync(string conversationId, Feedback feedback, CancellationToken cancellationToken)
        => WriteAsync(writes => writes.SaveFeedback(conversationId, feedback), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Feedback>> ReadFeedbackAsync(string conversationId, CancellationToken cancellationToken)
        => _readers.ReadAsync(reader => reader.ReadFeedback(conversationId), cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string conversationId, CancellationToken cancellationToken)
        => WriteAsync(writes => writes.Delete(conversationId), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteUnchangedAsync(string conversationId, DateTimeOffset before, AuditEntry entry, CancellationToken cancellationToken)
        => WriteAsync(writes => writes.DeleteUnchanged(conversationId, before, entry), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConversationHead>> ListByPersonAsync(string tenant, string person, CancellationToken cancellationToken)
        => _readers.ReadAsync(reader => reader.ListByPerson(tenant, person), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListUnansweredAsync(CancellationToken cancellationToken)
        => _readers.ReadAsync(reader => reader.ListUnanswered(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListUnchangedSinceAsync(string tenant, DateTimeOffset before, int count, CancellationToken cancellationToken)
        => _readers.ReadAsync(reader => reader.ListUnchangedSince(tenant, before, count), cancellationToken);

    /// <inheritdoc/>
    public Task AppendAuditAsync(AuditEntry entry, CancellationToken cancellationToken)
        => WriteAsync(writes => writes.AppendAudit(entry), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(string tenant, int count, CancellationToken cancellationToken)
        => _readers.ReadAsync(reader => reader.ReadAudit(tenant, count), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DailySpend>> ReadSpendAsync(string tenant, DateOnly first, DateOnly last, CancellationToken cancellationToken)
        => _readers.ReadAsync(reader => reader.ReadSpend(tenant, first, last), cancellationToken);

    /// <summary>Saves what is queued and closes; afterwards the data is one whole file.</summary>
    public void Dispose()
    {
        _idleTimer.Dispose();
        _readers.Dispose();   // First: the log can be emptied only when nobody reads from it.
        _writer.Dispose();
    }

    private static byte[] ToJson<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, ConversationJson.Options);

    [LoggerMessage(EventId = 1620, Level = LogLevel.Information,
        Message = "Opened {Path} with SQLite {SqliteVersion}: data version {Found}, now {Version}; searched whole for damage: {IsSearchedWhole}.")]
    private static partial void LogOpened(ILogger logger, string path, string sqliteVersion, int found, int version, bool isSearchedWhole);

    private Task<bool> WriteAsync(Action<StoreWrites> work, CancellationToken cancellationToken)
        => WriteAsync(
            writes =>
            {
                work(writes);
                return true;
            },
            cancellationToken);

    // A write that has been queued is not taken back: the token is asked only before.
    private Task<T> WriteAsync<T>(Func<StoreWrites, T> work, CancellationToken cancellationToken)
        => cancellationToken.IsCancellationRequested ? Task.FromCanceled<T>(cancellationToken) : _writer.WriteAsync(work);
}
