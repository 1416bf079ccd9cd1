using System.Security.Cryptography;
using System.Text;
using GovStack.Standalone.Storage;
using GovStack.TestKit.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using static GovStack.TestKit.Contracts.StoredSamples;

namespace GovStack.Standalone.Tests.Storage;

public sealed class StoreDamageTests : IDisposable
{
    private const int PageBytes = 4_096;

    private readonly string _path = SqliteStoreFixture.NewPath();
    private readonly DataDirectory _directory;

    public StoreDamageTests() => _directory = DataDirectory.Open(_path);

    public void Dispose()
    {
        _directory.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task Open_FileOfSomethingElse_IsRefusedUnchanged()
    {
        await File.WriteAllTextAsync(_directory.DatabasePath, new string('z', 10_000));

        AssertRefusedUnchanged(StorageFaultKind.Damaged, "restore");
    }

    [Fact]
    public async Task Open_FileCutShort_IsRefusedUnchanged()
    {
        await FillAsync();
        using (var file = File.OpenWrite(_directory.DatabasePath))
            file.SetLength(file.Length / 2);

        AssertRefusedUnchanged(StorageFaultKind.Damaged, "cut short");
    }

    [Fact]
    public async Task Open_DatabaseOfAnotherProgram_IsRefusedUnchanged()
    {
        using (var other = SqliteDatabase.OpenReadWrite(_directory.DatabasePath))
            other.Run("CREATE TABLE a (x); PRAGMA application_id=7; PRAGMA user_version=1");

        AssertRefusedUnchanged(StorageFaultKind.Damaged, "not one of this program");
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Open_NewerData_IsRefusedUnchanged()
    {
        await FillAsync();
        using (var database = SqliteDatabase.OpenReadWrite(_directory.DatabasePath))
            database.Run("PRAGMA user_version=99");

        AssertRefusedUnchanged(StorageFaultKind.TooNew, "data version 99");
    }

    [Fact]
    public async Task Open_DamagedPage_IsRefusedUnchanged()
    {
        await FillAsync();
        OverwritePage("marker-of-c150", 0);

        AssertRefusedUnchanged(StorageFaultKind.Damaged, "restore");
    }

    [Fact]
    public void Open_LogWithoutFile_IsRefusedUnchanged()
    {
        File.WriteAllText($"{_directory.DatabasePath}-wal", "log");

        var fault = Assert.Throws<StorageFaultException>(() => Open(TimeSpan.FromMinutes(1)));
        Assert.Equal(StorageFaultKind.Damaged, fault.Kind);
        Assert.False(File.Exists(_directory.DatabasePath));
    }

    [Fact]
    public async Task Open_NoTimeToSearch_OpensAllTheSame()
    {
        await FillAsync();
        OverwritePage("marker-of-c150", 0);

        Open(TimeSpan.Zero).Dispose();
    }

    [Fact]
    public async Task Read_DamagedPage_FailsForItsConversationsAndNoOther()
    {
        await FillAsync();
        OverwritePage("marker-of-c150", 0);
        using var store = Open(TimeSpan.Zero);

        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => store.ReadTurnsAsync("c150", 1, 9, default));

        Assert.Equal(StorageFaultKind.Damaged, fault.Kind);
        Assert.Contains("restore", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("marker", fault.Message, StringComparison.Ordinal);
        Assert.Single(await store.ReadTurnsAsync("c1", 1, 9, default));
        await store.SaveTurnAsync(Head("c1", 2), Finished(2), default);
        Assert.Equal(2, (await store.ReadTurnsAsync("c1", 1, 9, default)).Count);
    }

    [Fact]
    public async Task Write_DamagedPage_FailsAloneInItsGroup()
    {
        await FillAsync();
        OverwritePage("marker-of-c150", 0);
        using var store = Open(TimeSpan.Zero);
        var damaged = Task.CompletedTask;

        await Record.ExceptionAsync(() => OpenWriter.WriteTogetherAsync(store.Writer, () =>
        [
            store.SaveTurnAsync(Head("c1", 2), Finished(2), default),
            damaged = store.SaveTurnAsync(Head("c150", 2), Finished(2), default),
            store.SaveTurnAsync(Head("c299", 2), Finished(2), default),
        ]));

        Assert.Equal(StorageFaultKind.Damaged, Assert.IsType<StorageFaultException>(damaged.Exception!.InnerException).Kind);
        Assert.Equal(2, (await store.OpenAsync("c1", default))!.Head.Version);
        Assert.Equal(1, (await store.OpenAsync("c150", default))!.Head.Version);
        Assert.Equal(2, (await store.OpenAsync("c299", default))!.Head.Version);
    }

    [Fact]
    public async Task Read_DamagedText_FailsWithoutQuotingIt()
    {
        await FillAsync();
        OverwritePage("marker-of-c150", Encoding.UTF8.GetByteCount("marker-of-c150"), count: 8);
        using var store = Open(TimeSpan.Zero);

        var fault = await Assert.ThrowsAsync<StorageFaultException>(() => store.ReadTurnsAsync("c150", 1, 9, default));

        Assert.Equal(StorageFaultKind.Damaged, fault.Kind);
        Assert.Contains("c150", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("marker", fault.ToString(), StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        using var store = Open(TimeSpan.FromSeconds(1));
        var writes = Enumerable.Range(1, 300).Select(number => store.SaveTurnAsync(
            Head($"c{number}", 1), Finished(1) with { Answer = $"marker-of-c{number} " + new string('x', 300) }, default));
        await Task.WhenAll(writes);
    }

    // From the start of the page that holds the text, or from the text itself plus an offset.
    private void OverwritePage(string text, int offset, int? count = null)
    {
        var bytes = File.ReadAllBytes(_directory.DatabasePath);
        var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        var start = count is null ? at - (at % PageBytes) : at + offset;
        bytes.AsSpan(start, count ?? 64).Fill(0xEE);
        File.WriteAllBytes(_directory.DatabasePath, bytes);
    }

    private void AssertRefusedUnchanged(StorageFaultKind kind, string says)
    {
        var before = SHA256.HashData(File.ReadAllBytes(_directory.DatabasePath));
        var fault = Assert.Throws<StorageFaultException>(() => Open(TimeSpan.FromMinutes(1)));

        Assert.Equal(kind, fault.Kind);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.Contains(_directory.DatabasePath, fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(_directory.DatabasePath)));
    }

    private SqliteCheckpointStore Open(TimeSpan startCheck) => SqliteCheckpointStore.Open(
        _directory, new StorageOptions { StartCheck = startCheck }, TimeProvider.System, NullLogger<SqliteCheckpointStore>.Instance);
}
