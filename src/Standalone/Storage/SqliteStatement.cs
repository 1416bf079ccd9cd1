using SQLitePCL;

namespace GovStack.Standalone.Storage;

/// <summary>A compiled statement, used again and again. Parameters count from 1, columns from 0, as in SQLite.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement) : IDisposable
{
    public SqliteStatement Bind(int parameter, long value)
    {
        database.Check(raw.sqlite3_bind_int64(statement, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, string? value)
    {
        database.Check(value is null ? raw.sqlite3_bind_null(statement, parameter) : raw.sqlite3_bind_text(statement, parameter, value));
        return this;
    }

    /// <summary>Binds text that is UTF-8 already.</summary>
    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> utf8)
    {
        database.Check(raw.sqlite3_bind_text(statement, parameter, utf8));
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False after the last; the statement is then ready to run again.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
            return true;
        try
        {
            database.Check(code);
        }
        finally
        {
            Reset();
        }

        return false;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        Step();
        return database.Changes;
    }

    /// <summary>Makes it ready to run again; a statement left on a row would hold its read transaction open.</summary>
    public void Reset() => raw.sqlite3_reset(statement);   // The code it returns is that of the step before, thrown already.

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long GetInt64(int column) => raw.sqlite3_column_int64(statement, column);

    public string GetText(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>Gets text as UTF-8; valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> GetUtf8(int column) => raw.sqlite3_column_blob(statement, column);

    /// <inheritdoc/>
    public void Dispose() => raw.sqlite3_finalize(statement);
}
