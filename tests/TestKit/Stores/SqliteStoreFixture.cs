using GovStack.Conversations;
using GovStack.Standalone.Storage;
using GovStack.TestKit.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace GovStack.TestKit.Stores;

/// <summary>The standalone host's store in a temporary directory that goes with it.</summary>
public sealed class SqliteStoreFixture : ICheckpointStoreFixture
{
    private readonly TimeProvider _clock;
    private readonly StorageOptions _options;
    private DataDirectory _directory;
    private SqliteCheckpointStore _store;

    private SqliteStoreFixture(StorageOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        (_directory, _store) = Open();
    }

    /// <inheritdoc/>
    public ICheckpointStore Store => _store;

    /// <summary>Gets the store with what only the standalone host has.</summary>
    internal SqliteCheckpointStore Sqlite => _store;

    /// <summary>Gets the data directory.</summary>
    internal DataDirectory Directory => _directory;

    /// <summary>Makes an empty store.</summary>
    public static SqliteStoreFixture Create(TimeProvider? clock = null)
        => new(new StorageOptions { Directory = NewPath() }, clock ?? TimeProvider.System);

    /// <inheritdoc/>
    public Task RestartAsync()
    {
        Close();
        (_directory, _store) = Open();
        return Task.CompletedTask;
    }

    /// <summary>Closes the store, keeping its files.</summary>
    public void Close()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Close();
        System.IO.Directory.Delete(_options.Directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes up a path for a directory that does not exist yet.</summary>
    internal static string NewPath() => Path.Combine(Path.GetTempPath(), $"govstack-{Guid.NewGuid():N}");

    private (DataDirectory Directory, SqliteCheckpointStore Store) Open()
    {
        var directory = DataDirectory.Open(_options.Directory);
        return (directory, SqliteCheckpointStore.Open(directory, _options, _clock, NullLogger<SqliteCheckpointStore>.Instance));
    }
}
