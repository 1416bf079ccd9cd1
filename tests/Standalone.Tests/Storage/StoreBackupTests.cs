using System.CommandLine;
using GovStack.Frontend.Identity;
using GovStack.Standalone.Storage;
using GovStack.TestKit.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using static GovStack.TestKit.Contracts.StoredSamples;

namespace GovStack.Standalone.Tests.Storage;

public sealed class StoreBackupTests : IAsyncDisposable
{
    private readonly SqliteStoreFixture _host = SqliteStoreFixture.Create();
    private readonly string _work = Directory.CreateDirectory(SqliteStoreFixture.NewPath()).FullName;

    public StoreBackupTests() => SecretIn(_host.Directory);

    private static ServerSecret SecretIn(DataDirectory directory) => ServerSecret.ReadOrCreate(DataDirectory.SecretIn(directory.Path));

    private string Backup => Path.Combine(_work, "backup");

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_work, recursive: true);
    }

    [Fact]
    public async Task Backup_WhileWriting_HoldsEverythingAcknowledgedBeforeAndIsWhole()
    {
        for (var number = 1; number <= 200; number++)
            await _host.Store.SaveTurnAsync(Head($"before{number}", 1), Finished(1), default);
        using var stop = new CancellationTokenSource();
        var writing = WriteUntilAsync(stop.Token);

        var (exitCode, output, error) = Run(BackupCommand.Create(), Backup, "--directory", _host.Directory.Path);
        await stop.CancelAsync();
        var written = await writing;

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("checked", output, StringComparison.Ordinal);
        Assert.True(written > 0);
        var restored = Path.Combine(_work, "restored");
        StoreBackup.Restore(Backup, restored, replace: false, Noon);
        using var directory = DataDirectory.Open(restored);
        using var store = Open(directory);
        for (var number = 1; number <= 200; number++)
            Assert.Single(await store.ReadTurnsAsync($"before{number}", 1, 9, default));
        // Whatever was caught on the way is whole: as many turns as the head says.
        if (await store.OpenAsync("during", default) is { } during)
            Assert.Equal(during.Head.Version, (await store.ReadTurnsAsync("during", 1, int.MaxValue, default)).Count);
        Assert.Equal(
            SecretIn(_host.Directory).Sign("person-id", "cookie"), SecretIn(directory).Sign("person-id", "cookie"));
    }

    [Fact]
    public void Backup_TargetExists_IsRefused()
    {
        Directory.CreateDirectory(Backup);

        var (exitCode, _, error) = Run(BackupCommand.Create(), Backup, "--directory", _host.Directory.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains("exists already", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Backup_NoDatabase_IsRefusedAndMakesNothing()
    {
        var (exitCode, _, error) = Run(BackupCommand.Create(), Backup, "--directory", Path.Combine(_work, "nowhere"));

        Assert.Equal(1, exitCode);
        Assert.Contains("There is no database", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_work));
    }

    [Fact]
    public async Task Restore_ServerRuns_IsRefused()
    {
        await _host.Store.SaveTurnAsync(Head("a", 1), Finished(1), default);
        StoreBackup.Make(_host.Directory.Path, Backup);

        var (exitCode, _, error) = Run(RestoreCommand.Create(TimeProvider.System), Backup, "--replace", "--directory", _host.Directory.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains("in use by another server", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_DataIsThere_NeedsReplaceAndMovesItAside()
    {
        await _host.Store.SaveTurnAsync(Head("a", 1), Finished(1), default);
        StoreBackup.Make(_host.Directory.Path, Backup);
        await _host.Store.SaveTurnAsync(Head("a", 2), Finished(2), default);
        _host.Close();

        var (refused, _, error) = Run(RestoreCommand.Create(TimeProvider.System), Backup, "--directory", _host.Directory.Path);
        var (restored, output, _) = Run(RestoreCommand.Create(TimeProvider.System), Backup, "--replace", "--directory", _host.Directory.Path);

        Assert.Equal((1, 0), (refused, restored));
        Assert.Contains("--replace", error, StringComparison.Ordinal);
        var aside = Assert.Single(Directory.GetDirectories(_host.Directory.Path, "replaced-*"));
        Assert.Contains(aside, output, StringComparison.Ordinal);
        using (var old = new StoreReader(DataDirectory.DatabaseIn(aside)))
            Assert.Equal(2, old.ReadTurns("a", 1, 9).Count);
        await _host.RestartAsync();
        Assert.Single(await _host.Store.ReadTurnsAsync("a", 1, 9, default));
    }

    [Fact]
    public async Task Restore_DamagedBackup_IsRefusedAndChangesNothing()
    {
        await _host.Store.SaveTurnAsync(Head("a", 1), Finished(1), default);
        StoreBackup.Make(_host.Directory.Path, Backup);
        var path = DataDirectory.DatabaseIn(Backup);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes.AsSpan(3 * 4_096, 200).Fill(0xEE);
        await File.WriteAllBytesAsync(path, bytes);
        var target = Path.Combine(_work, "restored");

        var (exitCode, _, error) = Run(RestoreCommand.Create(TimeProvider.System), Backup, "--directory", target);

        Assert.Equal(1, exitCode);
        Assert.Contains("damaged", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(target));
    }

    [Fact]
    public async Task Open_RestoreWasInterrupted_IsRefused()
    {
        _host.Close();
        File.Move(_host.Directory.DatabasePath, _host.Directory.DatabasePath + StoreCheck.Restoring);

        var fault = await Assert.ThrowsAsync<StorageFaultException>(_host.RestartAsync);

        Assert.Contains("interrupted", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_host.Directory.DatabasePath));
    }

    private async Task<int> WriteUntilAsync(CancellationToken stop)
    {
        var version = 0;
        while (!stop.IsCancellationRequested)
        {
            version++;
            await _host.Store.SaveTurnAsync(Head("during", version), Finished(version), default);
        }

        return version;
    }

    private static SqliteCheckpointStore Open(DataDirectory directory)
        => SqliteCheckpointStore.Open(directory, new StorageOptions(), TimeProvider.System, NullLogger<SqliteCheckpointStore>.Instance);

    private static (int ExitCode, string Output, string Error) Run(Command command, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = new RootCommand { command }.Parse([command.Name, .. arguments]).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exitCode, output.ToString(), error.ToString());
    }
}
