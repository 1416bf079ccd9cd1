namespace GovStack.Conversations.Providers.Wire;

/// <summary>A provider's key: given, or in a file that is read again when it has changed, so that a key can be replaced without a restart.</summary>
internal sealed class KeySource(string? key, string? file, TimeProvider clock)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private string? _read;
    private DateTime _written;
    private long _lookedAt;

    /// <summary>Gets the key, or null where none is set.</summary>
    /// <exception cref="IOException">The file cannot be read, and never could.</exception>
    public string? Read()
    {
        if (file is null)
            return key;
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (_read is not null && clock.GetElapsedTime(_lookedAt, now) < LookEvery)
                return _read;
            _lookedAt = now;
            try
            {
                var written = File.GetLastWriteTimeUtc(file);
                if (_read is null || written != _written)
                    (_read, _written) = (File.ReadAllText(file).Trim(), written);
            }
            catch (Exception fault) when (_read is not null && fault is IOException or UnauthorizedAccessException)
            {
                // Being replaced just now; the key known so far is used until the next look.
            }

            return _read;
        }
    }
}
