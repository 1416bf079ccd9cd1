using GovStack.Standalone.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace GovStack.Benchmarks.Store;

/// <summary>A store in a directory that is deleted afterwards.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly string _path;
    private DataDirectory _directory;

    public TemporaryStore(string parent)
    {
        _path = Path.Combine(parent, $"govstack-benchmark-{Guid.NewGuid():N}");
        _directory = DataDirectory.Open(_path);
        Store = OpenStore();
    }

    public SqliteCheckpointStore Store { get; private set; }

    /// <summary>Gets the bytes of the database and its log.</summary>
    public long Bytes => new DirectoryInfo(_path).GetFiles("conversations.db*").Sum(file => file.Length);

    /// <summary>Closes and opens it again, as a server that starts.</summary>
    public void Reopen()
    {
        Store.Dispose();
        _directory.Dispose();
        _directory = DataDirectory.Open(_path);
        Store = OpenStore();
    }

    public void Dispose()
    {
        Store.Dispose();
        _directory.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    private SqliteCheckpointStore OpenStore()
        => SqliteCheckpointStore.Open(_directory, new StorageOptions(), TimeProvider.System, NullLogger<SqliteCheckpointStore>.Instance);
}
