using SQLitePCL;

namespace GovStack.Standalone.Storage;

/// <summary>
/// The only connection that writes, on a thread of its own. Whatever has queued up while the last group was on its way to the disk goes out as one
/// transaction with one flush; a lone write goes at once. It also moves the log into the file: SQLite 3.50.4 must not do that from two connections.
/// </summary>
internal sealed partial class StoreWriter : IDisposable
{
    // A group this large is saved in a few milliseconds; more would only make the first of them wait.
    private const int LargestGroup = 512;

    // Moving the log waits for a quiet moment, but not longer than this many times the size at which it is due.
    private const int LogPatience = 4;

    private readonly object _gate = new();   // Monitor.Wait needs an object.
    private readonly List<StoreCommand> _queue = [];
    private readonly SqliteDatabase _database;
    private readonly StoreWrites _writes;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _savepoint;
    private readonly SqliteStatement _release;
    private readonly int _logPages;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private int _pagesInLog;
    private bool _wroteSinceIdle;
    private bool _logMayHoldPages = true;   // Also right after the start: a killed server leaves its log.
    private bool _givesUpRoom = true;   // The log, at the next quiet moment: what was deleted must not be found in it, and what made it large is over.
    private TaskCompletionSource? _idle;
    private bool _isClosing;

    /// <summary>Takes over an open, migrated connection.</summary>
    public StoreWriter(SqliteDatabase database, int logPages, ILogger logger)
    {
        _database = database;
        _logPages = logPages;
        _logger = logger;
        _writes = new StoreWrites(database);
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _savepoint = database.Prepare("SAVEPOINT command");
        _release = database.Prepare("RELEASE command");
        _thread = new Thread(Work) { IsBackground = true, Name = "store writer" };
        _thread.Start();
    }

    /// <summary>Gets how many transactions have been saved, each with one flush to the disk.</summary>
    public long Commits { get; private set; }

    /// <summary>Gets how many writes these held.</summary>
    public long Saved { get; private set; }

    /// <summary>Gets why the last write that met the disk was not saved; null where it was.</summary>
    public StorageFaultException? LastFault { get; private set; }

    /// <summary>Queues a write.</summary>
    /// <returns>Completes when the write is on the disk.</returns>
    public Task<T> WriteAsync<T>(Func<StoreWrites, T> work)
    {
        var command = new StoreCommand<T>(work);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosing, this);
            _queue.Add(command);
            Monitor.Pulse(_gate);
        }

        return command.Completion;
    }

    /// <summary>
    /// Says that some time has passed: where nothing was written since the last call, the log is moved into the file. It keeps its room on the disk, since writing
    /// over it takes a flush half as long as making it grow again; only where something was deleted, or a long reader made it grow, it gives that up.
    /// </summary>
    /// <returns>Completes when that is seen to.</returns>
    public Task IdleAsync()
    {
        lock (_gate)
        {
            if (_isClosing)
                return Task.CompletedTask;
            _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            Monitor.Pulse(_gate);
            return _idle.Task;
        }
    }

    /// <summary>Saves what is queued, empties the log and closes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosing)
                return;
            _isClosing = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Work()
    {
        var group = new List<StoreCommand>();
        while (Take(group))
        {
            if (group.Count > 0)
                SaveGroup(group);
            KeepLogSmall();
        }

        MoveLog(raw.SQLITE_CHECKPOINT_TRUNCATE);
        _idle?.SetResult();
        _writes.Dispose();
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_begin, _commit, _savepoint, _release])
            statement.Dispose();
        _database.Dispose();
    }

    private bool Take(List<StoreCommand> group)
    {
        group.Clear();
        lock (_gate)
        {
            while (_queue.Count == 0 && _idle is null && !_isClosing)
                Monitor.Wait(_gate);
            var count = Math.Min(_queue.Count, LargestGroup);
            group.AddRange(_queue[..count]);
            _queue.RemoveRange(0, count);
            return count > 0 || !_isClosing;
        }
    }

    private void SaveGroup(List<StoreCommand> group)
    {
        if (group.Count == 1 || !TrySaveTogether(group))
        {
            foreach (var command in group)
                SaveAlone(command);
        }

        foreach (var command in group)
            command.Finish();
        _pagesInLog += _database.TakePagesWritten();
        _wroteSinceIdle = true;
        _logMayHoldPages = true;
        _givesUpRoom |= _writes.TakeDeleted();
    }

    private bool TrySaveTogether(List<StoreCommand> group)
    {
        try
        {
            _begin.Run();
            foreach (var command in group)
                RunInSavepoint(command);
            _commit.Run();
            Commits++;
            Saved += group.Count;
            LastFault = null;
            return true;
        }
        catch (Exception fault)
        {
            // A full or failing disk ends the whole transaction. Each write gets its own chance: a small one may still fit, and only what fails is told so.
            RollBack();
            LogGroupFailed(fault, group.Count);
            return false;
        }
    }

    private void RunInSavepoint(StoreCommand command)
    {
        _savepoint.Run();
        try
        {
            command.Failure = null;
            command.Run(_writes);
        }
        catch (Exception exception) when (!_database.IsAutocommit)
        {
            // Refused by a rule, or its own page is damaged: undone alone, while the transaction of its neighbours stands.
            command.Failure = exception;
            _database.Run("ROLLBACK TO command");
        }

        _release.Run();
    }

    private void SaveAlone(StoreCommand command)
    {
        try
        {
            command.Failure = null;
            _begin.Run();
            command.Run(_writes);
            _commit.Run();
            Commits++;
            Saved++;
            LastFault = null;
        }
        catch (Exception exception)
        {
            command.Failure = exception;
            if (exception is StorageFaultException { Kind: StorageFaultKind.Full or StorageFaultKind.Io or StorageFaultKind.Damaged or StorageFaultKind.Unreachable } fault)
                LastFault = fault;
            RollBack();
        }
    }

    private void RollBack()
    {
        try
        {
            if (!_database.IsAutocommit)
                _database.Run("ROLLBACK");
        }
        catch (StorageFaultException fault)
        {
            LogRollbackFailed(fault);
        }
    }

    private void KeepLogSmall()
    {
        bool isQuiet;
        TaskCompletionSource? idle;
        lock (_gate)
        {
            isQuiet = _queue.Count == 0;
            (idle, _idle) = (_idle, null);
        }

        if (idle is not null && !_wroteSinceIdle && isQuiet && (_logMayHoldPages || _givesUpRoom))
            MoveLog(_givesUpRoom ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE);
        else if (_pagesInLog >= (isQuiet ? _logPages : _logPages * LogPatience))
            MoveLog(raw.SQLITE_CHECKPOINT_PASSIVE);
        if (idle is null)
            return;
        _wroteSinceIdle = false;
        idle.SetResult();
    }

    private void MoveLog(int mode)
    {
        try
        {
            _database.SetPatience(TimeSpan.Zero);   // A reader in the way is passed over; people waiting to write are not kept for it.
            var isWhole = _database.MoveLogIntoFile(mode);
            _pagesInLog = isWhole ? 0 : _pagesInLog / 2;   // Held back by a long reader, such as a backup: tried again after some more writes.
            _logMayHoldPages = !isWhole;
            _givesUpRoom = !isWhole || (_givesUpRoom && mode != raw.SQLITE_CHECKPOINT_TRUNCATE);
        }
        catch (StorageFaultException fault)
        {
            // Nothing is lost: what is saved stays in the log, which grows until the disk works again.
            _pagesInLog /= 2;
            LogMoveFailed(fault, fault.Kind);
        }
        finally
        {
            _database.SetPatience(TimeSpan.FromSeconds(5));
            _database.TakePagesWritten();
        }
    }

    [LoggerMessage(EventId = 1621, Level = LogLevel.Error, Message = "A group of {Count} writes could not be saved together; each is tried alone.")]
    private partial void LogGroupFailed(Exception fault, int count);

    [LoggerMessage(EventId = 1622, Level = LogLevel.Error, Message = "A failed transaction could not be rolled back.")]
    private partial void LogRollbackFailed(Exception fault);

    [LoggerMessage(EventId = 1623, Level = LogLevel.Error, Message = "The write-ahead log could not be moved into the database ({Kind}); it grows until it can.")]
    private partial void LogMoveFailed(Exception fault, StorageFaultKind kind);
}
