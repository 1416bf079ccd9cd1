using GovStack.Standalone.Storage;
using GovStack.TestKit.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace GovStack.Standalone.Tests.Storage;

/// <summary>A writer on a new database, whose connection the test can reach, and a way to make it save a group.</summary>
internal sealed class OpenWriter : IDisposable
{
    public OpenWriter()
    {
        Directory.CreateDirectory(Folder);
        Database = SqliteDatabase.OpenReadWrite(FilePath);
        Database.Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0");
        StoreSchema.Migrate(Database, FilePath, StoreSchema.Steps);
        Writer = new StoreWriter(Database, logPages: 2_000, NullLogger.Instance);
    }

    public string Folder { get; } = SqliteStoreFixture.NewPath();

    public string FilePath => DataDirectory.DatabaseIn(Folder);

    public SqliteDatabase Database { get; }

    public StoreWriter Writer { get; }

    /// <summary>Holds the writer's thread, queues writes, and lets it go: they form one group.</summary>
    public static async Task WriteTogetherAsync(StoreWriter writer, Func<IEnumerable<Task>> queue)
    {
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = writer.WriteAsync(_ =>
        {
            entered.TrySetResult();
            gate.Wait(TestContext.Current.CancellationToken);
            return 0;
        });
        await entered.Task;
        var writes = queue().ToList();
        gate.Set();
        await held;
        await Task.WhenAll(writes);
    }

    public void Dispose()
    {
        Writer.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
