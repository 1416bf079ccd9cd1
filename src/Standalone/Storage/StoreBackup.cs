using System.Globalization;
using GovStack.Frontend;

namespace GovStack.Standalone.Storage;

/// <summary>
/// Copies of a data directory. A backup is a directory laid out like the data directory: the database as one whole file, and the server's keys, without
/// which people lose access to their conversations. Keep it as closely as the data itself.
/// </summary>
internal static class StoreBackup
{
    private const string Unfinished = ".unfinished";

    /// <summary>
    /// Makes a backup, also while a server runs: one read of one state, by a connection that can only read, so it never meets the server's writing. It
    /// appears under its name only when it is whole, checked and on the disk.
    /// </summary>
    /// <param name="dataDirectory">The data directory.</param>
    /// <param name="target">Where to put it; must not exist yet.</param>
    /// <returns>The size of the backup's database in bytes.</returns>
    /// <exception cref="StorageFaultException">There is nothing to back up, it is damaged, the target exists or cannot be written to.</exception>
    public static long Make(string dataDirectory, string target)
    {
        var source = DataDirectory.DatabaseIn(dataDirectory);
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        if (StoreCheck.CheckHeader(source, StoreSchema.Version) == StoreState.Missing)
            throw new StorageFaultException(StorageFaultKind.Unreachable, $"There is no database in {Path.GetFullPath(dataDirectory)}.");
        if (Path.Exists(target))
            throw new StorageFaultException(StorageFaultKind.InUse, $"{target} exists already. Nothing was changed. Name a new directory.");
        return Guard(target, () =>
        {
            var unfinished = target + Unfinished;
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);   // Left by a backup that was interrupted.
            DataDirectory.CreatePrivate(unfinished);
            CopyDatabase(source, DataDirectory.DatabaseIn(unfinished));
            CopyKeys(DataDirectory.KeysIn(dataDirectory), DataDirectory.KeysIn(unfinished));
            CheckWhole(unfinished);
            Directory.Move(unfinished, target);
            return new FileInfo(DataDirectory.DatabaseIn(target)).Length;
        });
    }

    /// <summary>Puts a backup in place of a data directory's content. What was there is moved aside, never deleted.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="dataDirectory">The data directory; created where there is none.</param>
    /// <param name="replace">Whether a database that is there may be moved aside.</param>
    /// <param name="now">The time, for the name of what is moved aside.</param>
    /// <returns>The directory that holds what was there before, or null where there was nothing.</returns>
    /// <exception cref="StorageFaultException">The backup is damaged, a server runs, or a database is there and may not be replaced.</exception>
    public static string? Restore(string backup, string dataDirectory, bool replace, DateTimeOffset now)
    {
        CheckWhole(backup);
        using var directory = DataDirectory.Open(dataDirectory);
        var hasData = File.Exists(directory.DatabasePath) || File.Exists($"{directory.DatabasePath}-wal");
        if (hasData && !replace)
        {
            throw new StorageFaultException(
                StorageFaultKind.InUse,
                $"{directory.DatabasePath} exists already. Nothing was changed. With --replace it is moved aside and the backup takes its place.");
        }

        return Guard(directory.Path, () =>
        {
            // While this file lies there, no server starts on the directory: it would begin anew with an empty database.
            var incoming = directory.DatabasePath + StoreCheck.Restoring;
            CopyFile(DataDirectory.DatabaseIn(backup), incoming);
            var aside = hasData || File.Exists(DataDirectory.SecretIn(directory.Path)) ? MoveAside(directory, now) : null;
            CopyKeys(DataDirectory.KeysIn(backup), directory.KeysPath);
            File.Move(incoming, directory.DatabasePath);
            return aside;
        });
    }

    private static void CopyDatabase(string source, string target)
    {
        SecretFile.Create(target).Dispose();
        using var database = SqliteDatabase.OpenReadOnly(source);
        using var copy = database.Prepare("VACUUM INTO ?1").Bind(1, target);
        copy.Run();
        FlushToDisk(target);
    }

    private static void CopyKeys(string source, string target)
    {
        DataDirectory.CreatePrivate(target);
        foreach (var file in Directory.Exists(source) ? Directory.GetFiles(source, "*.key") : [])
            CopyFile(file, Path.Combine(target, Path.GetFileName(file)));
    }

    private static void CheckWhole(string directory)
    {
        var path = DataDirectory.DatabaseIn(directory);
        if (StoreCheck.CheckHeader(path, StoreSchema.Version) == StoreState.Missing || !File.Exists(DataDirectory.SecretIn(directory)))
            throw new StorageFaultException(StorageFaultKind.Unreachable, $"{Path.GetFullPath(directory)} is not a backup: it lacks conversations.db or keys/server.key.");
        using var database = SqliteDatabase.OpenReadOnly(path);
        StoreCheck.RefuseFindings(database.ReadTexts("PRAGMA integrity_check(3)"), path);
    }

    private static string MoveAside(DataDirectory directory, DateTimeOffset now)
    {
        var aside = Path.Combine(directory.Path, "replaced-" + now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        DataDirectory.CreatePrivate(aside);
        DataDirectory.CreatePrivate(DataDirectory.KeysIn(aside));
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"])
            MoveIfThere(directory.DatabasePath + suffix, DataDirectory.DatabaseIn(aside) + suffix);
        foreach (var key in Directory.GetFiles(directory.KeysPath, "*.key"))
            File.Move(key, Path.Combine(DataDirectory.KeysIn(aside), Path.GetFileName(key)));
        return aside;
    }

    private static void MoveIfThere(string source, string target)
    {
        if (File.Exists(source))
            File.Move(source, target);
    }

    private static void CopyFile(string source, string target)
    {
        File.Delete(target);
        using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var to = SecretFile.Create(target);
        from.CopyTo(to);
        to.Flush(flushToDisk: true);
    }

    private static void FlushToDisk(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageFaultException(StorageFaultKind.Unreachable, $"{path} could not be written: {exception.Message}", exception);
        }
    }
}
