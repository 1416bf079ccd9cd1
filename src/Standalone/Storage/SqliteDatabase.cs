using SQLitePCL;

namespace GovStack.Standalone.Storage;

/// <summary>
/// One open connection to a database file. Used by one thread at a time. SQLite's own calls without a layer between: the JSON goes in and out as UTF-8
/// without a copy, and a statement costs what SQLite takes for it (decision 0030).
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly string _path;

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(sqlite3 handle, string path)
    {
        _handle = handle;
        _path = path;
    }

    /// <summary>Gets the version of the SQLite library in use.</summary>
    public static string LibraryVersion => raw.sqlite3_libversion().utf8_to_string();

    /// <summary>Gets whether no transaction is open; SQLite ends one by itself after some faults.</summary>
    public bool IsAutocommit => raw.sqlite3_get_autocommit(_handle) != 0;

    /// <summary>Gets how many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Opens a file for reading and writing, creating it where there is none.</summary>
    public static SqliteDatabase OpenReadWrite(string path)
        => Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX);

    /// <summary>Opens an existing file for reading only: such a connection never writes and never moves the log into the file.</summary>
    public static SqliteDatabase OpenReadOnly(string path)
    {
        var database = Open(path, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX);
        database.Run("PRAGMA wal_autocheckpoint=0; PRAGMA trusted_schema=0");
        return database;
    }

    /// <summary>Runs statements that return nothing of interest.</summary>
    public void Run(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Compiles a statement that will be used again and again.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return new SqliteStatement(this, statement);
    }

    /// <summary>Reads one number, or 0 where the statement returns no row.</summary>
    public long ReadInt64(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.GetInt64(0) : 0;
    }

    /// <summary>Reads the first column of every row.</summary>
    public IReadOnlyList<string> ReadTexts(string sql)
    {
        using var statement = Prepare(sql);
        var texts = new List<string>();
        while (statement.Step())
            texts.Add(statement.GetText(0));
        return texts;
    }

    /// <summary>Waits at most this long where another program holds a lock.</summary>
    public void SetPatience(TimeSpan patience) => Check(raw.sqlite3_busy_timeout(_handle, (int)patience.TotalMilliseconds));

    /// <summary>Ends a running statement with <see cref="StorageFaultKind.Interrupted"/> as soon as the question is answered yes.</summary>
    public void StopWhen(Func<bool> isTimeUp) => raw.sqlite3_progress_handler(_handle, 1_000, _ => isTimeUp() ? 1 : 0, null);

    /// <summary>Moves the log into the file.</summary>
    /// <param name="mode">SQLite's mode: passive or truncate.</param>
    /// <returns>Whether all of it was moved; a reader on an older state keeps the rest in the log.</returns>
    public bool MoveLogIntoFile(int mode)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, null, mode, out var inLog, out var moved);
        if (code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
            return false;
        Check(code);
        return inLog == moved;
    }

    /// <summary>Counts the pages written since the last call.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(_handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Throws the typed exception of a result code that is not a success.</summary>
    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw StorageFaultException.FromSqlite(code, raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string(), _path);
    }

    /// <inheritdoc/>
    public void Dispose() => raw.sqlite3_close_v2(_handle);

    private static SqliteDatabase Open(string path, int flags)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (code != raw.SQLITE_OK)
        {
            var extended = raw.sqlite3_extended_errcode(handle);
            handle.Dispose();
            throw StorageFaultException.FromSqlite(code, extended, raw.sqlite3_errstr(code).utf8_to_string(), path);
        }

        var database = new SqliteDatabase(handle, path);
        raw.sqlite3_extended_result_codes(handle, 0);
        database.SetPatience(TimeSpan.FromSeconds(5));
        return database;
    }
}
