using System.Collections.Concurrent;

namespace GovStack.Standalone.Storage;

/// <summary>The connections that read. A read takes microseconds from memory, so it runs on the caller's thread; only when all are busy does a caller wait.</summary>
internal sealed class ReaderPool(string path, int size) : IDisposable
{
    private readonly ConcurrentStack<StoreReader> _idle = new();   // The last one used has the warmest pages.
    private readonly SemaphoreSlim _free = new(size);
    private bool _isClosed;

    /// <summary>Reads with a connection of its own.</summary>
    public async Task<T> ReadAsync<T>(Func<StoreReader, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (!_idle.TryPop(out var reader))
                reader = new StoreReader(path);
            T result;
            try
            {
                result = read(reader);
            }
            catch
            {
                reader.Dispose();   // It may be in the middle of a row, or hold a damaged page in its memory.
                throw;
            }

            _idle.Push(reader);
            return result;
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the reads under way and closes the connections.</summary>
    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        for (var taken = 0; taken < size; taken++)
            _free.Wait();
        while (_idle.TryPop(out var reader))
            reader.Dispose();
        _free.Release(size);   // A caller who comes too late is told so and does not wait for ever.
    }
}
