using System.Security.Cryptography;
using System.Text;
using GovStack.Knowledge.Packs;

namespace GovStack.Knowledge.Content;

/// <summary>
/// Tells when the files below a folder have changed: at once where the system says so, else at the next poll. On one clock, which tests move.
/// </summary>
internal sealed class PackWatch : IDisposable
{
    // A save is several events; they are taken together, and a half-written file is rarely seen.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private readonly Action _changed;
    private readonly ITimer _poll;
    private readonly ITimer _settled;
    private readonly FileSystemWatcher? _watcher;
    private int _settling;

    /// <summary>Begins to watch.</summary>
    /// <param name="folder">The folder, with all below it.</param>
    /// <param name="interval">How often to look where no event came.</param>
    /// <param name="changed">Called on a timer's thread, never by two at once from here; looks for itself what has changed.</param>
    /// <param name="clock">The clock.</param>
    public PackWatch(string folder, TimeSpan interval, Action changed, TimeProvider clock)
    {
        _changed = changed;
        _settled = clock.CreateTimer(_ => Settled(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _poll = clock.CreateTimer(_ => _changed(), null, interval, interval);
        try
        {
            _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            _watcher.Changed += (_, _) => Noticed();
            _watcher.Created += (_, _) => Noticed();
            _watcher.Deleted += (_, _) => Noticed();
            _watcher.Renamed += (_, _) => Noticed();
            _watcher.Error += (_, _) => Noticed();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or PlatformNotSupportedException)
        {
            _watcher = null;   // Out of watches, or a drive without them: the poll goes on.
        }
    }

    /// <summary>Makes a short text that differs when any file's path, size or time of writing does. Reads no file.</summary>
    public static string Fingerprint(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in PackEntries.List(folder))
        {
            var (length, written) = entry.File is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc.Ticks) : (-1, 0);
            hash.AppendData(Encoding.UTF8.GetBytes($"{entry.Path}\n{length}\n{written}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _poll.Dispose();
        _settled.Dispose();
    }

    private void Noticed()
    {
        // The first event starts the wait and later ones do not lengthen it, so that steady writing cannot put a change off for ever.
        if (Interlocked.Exchange(ref _settling, 1) != 0)
            return;
        try
        {
            _settled.Change(Settling, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The host is stopping.
        }
    }

    private void Settled()
    {
        Volatile.Write(ref _settling, 0);
        _changed();
    }
}
