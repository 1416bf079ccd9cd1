using System.Globalization;

namespace GovStack.Standalone.Storage;

/// <summary>
/// The directory that holds everything a server must keep, held by one server at a time. Only the server's account may enter it: it holds what people asked.
/// The lock is the operating system's, so it ends with the process, however that ends.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream heldLock)
    {
        Path = path;
        _lock = heldLock;
    }

    /// <summary>Gets the full path.</summary>
    public string Path { get; }

    /// <summary>Gets where the database is.</summary>
    public string DatabasePath => DatabaseIn(Path);

    /// <summary>Gets where secret keys are.</summary>
    public string KeysPath => KeysIn(Path);

    /// <summary>Creates the directory where there is none and takes it for this process.</summary>
    /// <exception cref="StorageFaultException">Another server holds it, or it cannot be written to.</exception>
    public static DataDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            CreatePrivate(full);
            CreatePrivate(KeysIn(full));
            var held = TakeLock(full);
            File.WriteAllText(PidFileIn(full), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataDirectory(full, held);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageFaultException(
                StorageFaultKind.Unreachable,
                $"The data directory {full} cannot be used: {exception.Message} Check the setting Storage:Directory and who owns the directory.",
                exception);
        }
    }

    /// <summary>Gets where the database of a data directory, or of a backup, is.</summary>
    public static string DatabaseIn(string directory) => System.IO.Path.Combine(directory, "conversations.db");

    /// <summary>Gets where the keys of a data directory, or of a backup, are.</summary>
    public static string KeysIn(string directory) => System.IO.Path.Combine(directory, "keys");

    /// <summary>Gets where the server's secret of a data directory, or of a backup, is: whoever loses it loses the tie between people and their conversations.</summary>
    public static string SecretIn(string directory) => System.IO.Path.Combine(KeysIn(directory), "server.key");

    /// <summary>Creates a directory only its owner may enter; one that exists is closed to others where that is allowed.</summary>
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);   // The profile's or service's own access list applies.
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly);
        if ((File.GetUnixFileMode(path) & ~OwnerOnly) == 0)
            return;
        try
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
        catch (UnauthorizedAccessException)
        {
            // A mounted volume that belongs to another account but lets our group write: whoever mounted it decides who may enter.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(PidFileIn(Path));
        _lock.Dispose();
    }

    private static string PidFileIn(string directory) => System.IO.Path.Combine(directory, "server.pid");

    private static FileStream TakeLock(string directory)
    {
        var path = System.IO.Path.Combine(directory, "lock");
        try
        {
            // FileShare.None is flock on Linux. The file stays when the lock ends: deleting it could take it from under a server that has just opened it.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new StorageFaultException(
                StorageFaultKind.InUse,
                $"The data directory {directory} is in use by another server{ReadPid(directory)}. Stop that one first, or set Storage:Directory to another directory.",
                exception);
        }
    }

    private static string ReadPid(string directory)
    {
        try
        {
            return $" (process {int.Parse(File.ReadAllText(PidFileIn(directory)), CultureInfo.InvariantCulture)})";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return "";   // It is just starting or ending.
        }
    }
}
