using SQLitePCL;

namespace GovStack.Standalone.Storage;

/// <summary>What went wrong with the disk or the database file.</summary>
internal enum StorageFaultKind
{
    /// <summary>No room on the disk, or a quota is reached. Works again by itself once there is room.</summary>
    Full,

    /// <summary>The disk or the file system failed to read or write.</summary>
    Io,

    /// <summary>The file is not what was written: damaged, cut short or overwritten.</summary>
    Damaged,

    /// <summary>Another program holds the database or the data directory.</summary>
    InUse,

    /// <summary>The data was written by a newer version of the program.</summary>
    TooNew,

    /// <summary>The directory or a file cannot be opened, for want of permission or of the path.</summary>
    Unreachable,

    /// <summary>A rule of the tables was broken: a number or message id that exists already.</summary>
    Constraint,

    /// <summary>A time limit ended the statement.</summary>
    Interrupted,

    /// <summary>Anything else; the message holds SQLite's own.</summary>
    Other,
}

/// <summary>
/// The disk or the database file failed. The write it names did not happen, no other write is touched, and the store goes on. The message is for staff: it
/// says what is wrong, where, and which page of the manual helps; it never holds a person's words.
/// </summary>
internal sealed class StorageFaultException : Exception
{
    public StorageFaultException(StorageFaultKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>Gets what went wrong.</summary>
    public StorageFaultKind Kind { get; }

    /// <summary>Translates what SQLite says.</summary>
    public static StorageFaultException FromSqlite(int code, int extendedCode, string text, string path)
    {
        var kind = (code & 0xff) switch
        {
            raw.SQLITE_FULL => StorageFaultKind.Full,
            raw.SQLITE_IOERR => StorageFaultKind.Io,
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => StorageFaultKind.Damaged,
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => StorageFaultKind.InUse,
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY or raw.SQLITE_AUTH => StorageFaultKind.Unreachable,
            raw.SQLITE_CONSTRAINT => StorageFaultKind.Constraint,
            raw.SQLITE_INTERRUPT => StorageFaultKind.Interrupted,
            _ => StorageFaultKind.Other,
        };
        return new(kind, $"{Explain(kind, path)} SQLite says: {text} ({extendedCode}).");
    }

    /// <summary>A row that cannot be read as what it should be.</summary>
    public static StorageFaultException Damaged(string what, string path, Exception? inner = null)
        => new(StorageFaultKind.Damaged, $"{what} {Explain(StorageFaultKind.Damaged, path)}", inner);

    private static string Explain(StorageFaultKind kind, string path) => kind switch
    {
        StorageFaultKind.Full => $"There is no room to write to {path}. Make room; writing works again by itself. See docs/operations/disk-full.md.",
        StorageFaultKind.Io => $"The disk failed while {path} was used. Check the disk and the system's log. See docs/operations/database-damaged.md.",
        StorageFaultKind.Damaged => $"{path} is damaged. Nothing was changed. Stop the server and run 'restore' with the last backup. "
            + "See docs/operations/database-damaged.md.",
        StorageFaultKind.InUse => $"Another program holds {path}.",
        StorageFaultKind.Unreachable => $"{path} cannot be opened for writing. Check that it exists and belongs to the server's account.",
        _ => $"Using {path} failed.",
    };
}
