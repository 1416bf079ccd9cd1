using System.Buffers.Binary;

namespace GovStack.Standalone.Storage;

/// <summary>Whether there is a database.</summary>
internal enum StoreState
{
    /// <summary>None yet: a first start.</summary>
    Missing,

    /// <summary>One that begins as ours does.</summary>
    Present,
}

/// <summary>Looks for damage before anything is written: a damaged file is reported, never overwritten.</summary>
internal static class StoreCheck
{
    /// <summary>What the name of a database ends with while it is being restored.</summary>
    public const string Restoring = ".restoring";

    private const int HeaderBytes = 100;

    /// <summary>Reads the first hundred bytes, without SQLite.</summary>
    /// <param name="path">The database.</param>
    /// <param name="supportedVersion">The newest data version this program knows.</param>
    /// <returns>Whether there is a database.</returns>
    /// <exception cref="StorageFaultException">It is not a database of ours, is cut short, or was written by a newer program.</exception>
    public static StoreState CheckHeader(string path, int supportedVersion)
    {
        var file = new FileInfo(path);
        var hasLog = new FileInfo($"{path}-wal") is { Exists: true, Length: > 0 };
        if (!file.Exists && File.Exists(path + Restoring))
        {
            throw new StorageFaultException(
                StorageFaultKind.Unreachable, $"Restoring {path} was interrupted. Run 'restore' again; a new database is not begun in its place.");
        }

        if (!file.Exists || file.Length == 0)
        {
            // The first start writes the file's header before any log: a log without a file means that the file is gone.
            return hasLog
                ? throw StorageFaultException.Damaged($"{path} is {(file.Exists ? "empty" : "missing")}, yet its log is there.", path)
                : file.Exists ? StoreState.Present : StoreState.Missing;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
                throw StorageFaultException.Damaged("The file is cut short.", path);
        }

        CheckHeader(header, file.Length, hasLog, path, supportedVersion);
        return StoreState.Present;
    }

    /// <summary>Searches the file for damage for a limited time.</summary>
    /// <returns>Whether all of it was searched.</returns>
    /// <exception cref="StorageFaultException">Damage was found.</exception>
    public static bool SearchForDamage(string path, TimeSpan limit, TimeProvider clock)
    {
        if (limit == TimeSpan.Zero)
            return false;
        var start = clock.GetTimestamp();
        using var database = SqliteDatabase.OpenReadOnly(path);
        database.StopWhen(() => clock.GetElapsedTime(start) > limit);
        try
        {
            RefuseFindings(database.ReadTexts("PRAGMA quick_check(3)"), path);
            return true;
        }
        catch (StorageFaultException fault) when (fault.Kind == StorageFaultKind.Interrupted)
        {
            return false;
        }
    }

    /// <summary>Throws where a check of SQLite's found anything.</summary>
    public static void RefuseFindings(IReadOnlyList<string> findings, string path)
    {
        if (findings is not ["ok"])
            throw StorageFaultException.Damaged($"SQLite found: {string.Join("; ", findings)}.", path);
    }

    private static void CheckHeader(ReadOnlySpan<byte> header, long length, bool hasLog, string path, int supportedVersion)
    {
        if (!header.StartsWith("SQLite format 3\0"u8))
            throw StorageFaultException.Damaged("The file does not begin as a database does.", path);
        int pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        pageSize = pageSize == 1 ? 65_536 : pageSize;
        var pages = BinaryPrimitives.ReadUInt32BigEndian(header[28..]);
        var isPageCountValid = header[24..28].SequenceEqual(header[92..96]);
        if (pageSize < 512 || (isPageCountValid && !hasLog && length < pages * (long)pageSize))
            throw StorageFaultException.Damaged("The file is cut short.", path);
        var version = BinaryPrimitives.ReadInt32BigEndian(header[60..]);
        StoreSchema.RefuseNewer(version, supportedVersion, path);
        if (version > 0 && BinaryPrimitives.ReadInt32BigEndian(header[68..]) != StoreSchema.ApplicationId)
            throw StorageFaultException.Damaged("The file is a database, but not one of this program.", path);
    }
}
