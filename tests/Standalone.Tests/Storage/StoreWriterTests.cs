using System.Text.Json;
using GovStack.Conversations;
using GovStack.Standalone.Storage;
using GovStack.TestKit.Stores;
using static GovStack.TestKit.Contracts.StoredSamples;

namespace GovStack.Standalone.Tests.Storage;

public sealed class StoreWriterTests : IDisposable
{
    private readonly OpenWriter _open = new();

    public void Dispose() => _open.Dispose();

    [Fact]
    public async Task WriteAsync_ManyWritersAtOnce_AreSavedWithOneFlush()
    {
        await using var host = SqliteStoreFixture.Create();
        var writer = host.Sqlite.Writer;

        await OpenWriter.WriteTogetherAsync(writer, () => Enumerable.Range(1, 100).Select(number => host.Store.AcceptAsync(Head($"c{number}", 1), Accepted(1), default)));

        Assert.Equal((2, 101), (writer.Commits, writer.Saved));
        Assert.Equal(100, (await host.Store.ListUnansweredAsync(default)).Count);
    }

    [Fact]
    public async Task WriteAsync_OneOfAGroupIsRefused_NeighboursAreSavedAndNothingOfItIs()
    {
        await using var host = SqliteStoreFixture.Create();
        await host.Store.SaveTurnAsync(Head("b", 1), Finished(1), default);
        var commits = host.Sqlite.Writer.Commits;
        Task stale = Task.CompletedTask, twice = Task.CompletedTask;

        var failures = await Record.ExceptionAsync(() => OpenWriter.WriteTogetherAsync(host.Sqlite.Writer, () =>
        [
            host.Store.AcceptAsync(Head("a", 1), Accepted(1), default),
            stale = host.Store.SaveTurnAsync(Head("b", 3), Finished(2), default),
            twice = host.Store.SaveTurnAsync(Head("b", 2) with { Language = "fr" }, Finished(1, Usage(new DateOnly(2026, 3, 2))), default),
            host.Store.AcceptAsync(Head("c", 1), Accepted(1), default),
        ]));

        Assert.NotNull(failures);
        Assert.IsType<CheckpointConflictException>(stale.Exception!.InnerException);
        Assert.IsType<ArgumentException>(twice.Exception!.InnerException);
        Assert.Equal(commits + 2, host.Sqlite.Writer.Commits);
        Assert.Equal(["a", "c"], (await host.Store.ListUnansweredAsync(default)).Order());
        Assert.Equal("es", (await host.Store.OpenAsync("b", default))!.Head.Language);
        Assert.Empty(await host.Store.ReadSpendAsync("town", DateOnly.MinValue, DateOnly.MaxValue, default));
    }

    [Fact]
    public async Task WriteAsync_NoRoomForOneOfAGroup_FailsItAloneAndWorksAgainWithRoom()
    {
        // Pages a deleted conversation has left make room for small writes, not for one of a megabyte.
        await _open.Writer.WriteAsync(Save("old", 1, 1, 200_000));
        await _open.Writer.WriteAsync(writes => Run(() => writes.Delete("old")));
        await _open.Writer.WriteAsync(_ => Run(() => _open.Database.Run("PRAGMA max_page_count=1")));   // The file may not grow any more.
        Task huge = Task.CompletedTask;

        await Record.ExceptionAsync(() => OpenWriter.WriteTogetherAsync(_open.Writer, () =>
        [
            _open.Writer.WriteAsync(Save("a", 1, 1, 10)),
            huge = _open.Writer.WriteAsync(Save("huge", 1, 1, 1_000_000)),
            _open.Writer.WriteAsync(Save("b", 1, 1, 10)),
        ]));

        var fault = Assert.IsType<StorageFaultException>(huge.Exception!.InnerException);
        Assert.Equal(StorageFaultKind.Full, fault.Kind);
        Assert.Contains("disk-full.md", fault.Message, StringComparison.Ordinal);
        Assert.Contains(_open.FilePath, fault.Message, StringComparison.Ordinal);
        Assert.Null(_open.Writer.LastFault);   // "b" came after it and was saved.
        using (var reader = new StoreReader(_open.FilePath))
        {
            Assert.NotNull(reader.Open("a"));
            Assert.NotNull(reader.Open("b"));
            Assert.Null(reader.Open("huge"));
        }

        await _open.Writer.WriteAsync(_ => Run(() => _open.Database.Run("PRAGMA max_page_count=1000000")));
        await _open.Writer.WriteAsync(Save("huge", 1, 1, 1_000_000));
        using var after = new StoreReader(_open.FilePath);
        Assert.Equal(1_000_000, after.ReadTurns("huge", 1, 1)[0].Answer.Length);
    }

    [Fact]
    public async Task LastFault_NoRoom_IsKnownUntilAWriteFits()
    {
        await _open.Writer.WriteAsync(_ => Run(() => _open.Database.Run("PRAGMA max_page_count=1")));

        await Assert.ThrowsAsync<StorageFaultException>(() => _open.Writer.WriteAsync(Save("huge", 1, 1, 1_000_000)));

        Assert.Equal(StorageFaultKind.Full, _open.Writer.LastFault?.Kind);
        await _open.Writer.WriteAsync(_ => Run(() => _open.Database.Run("PRAGMA max_page_count=1000000")));
        await _open.Writer.WriteAsync(Save("huge", 1, 1, 1_000_000));
        Assert.Null(_open.Writer.LastFault);
    }

    [Fact]
    public async Task WriteAsync_AGroupEndsItsTransaction_EveryWriteIsTriedAlone()
    {
        // As SQLite does by itself on some faults of the disk: the transaction is gone under the group's feet.
        var failed = false;
        var breaks = () => _open.Writer.WriteAsync(_ => Run(() =>
        {
            if (failed)
                return;
            failed = true;
            _open.Database.Run("ROLLBACK");
            throw new StorageFaultException(StorageFaultKind.Io, "The disk failed.");
        }));

        await OpenWriter.WriteTogetherAsync(_open.Writer, () =>
        [
            _open.Writer.WriteAsync(Save("a", 1, 1, 10)),
            breaks(),
            _open.Writer.WriteAsync(Save("b", 1, 1, 10)),
        ]);

        using var reader = new StoreReader(_open.FilePath);
        Assert.Single(reader.ReadTurns("a", 1, 9));
        Assert.Single(reader.ReadTurns("b", 1, 9));
        Assert.Equal(4, _open.Writer.Commits);
    }

    [Fact]
    public async Task IdleAsync_NothingWrittenSinceTheLastTime_FileIsWholeAndTheLogKeepsItsRoom()
    {
        await QuietAsync();   // The first time after a start gives up the room of a log that a killed server may have left.
        await _open.Writer.WriteAsync(Save("a", 1, 1, 10));
        var log = new FileInfo($"{_open.FilePath}-wal");
        var length = log.Length;
        Assert.NotEqual(0, length);
        Assert.Equal(0, TurnsWithoutTheLog());

        await _open.Writer.IdleAsync();   // Something was written since the last time.
        Assert.Equal(0, TurnsWithoutTheLog());
        await _open.Writer.IdleAsync();

        Assert.Equal(1, TurnsWithoutTheLog());
        log.Refresh();
        Assert.Equal(length, log.Length);
    }

    [Fact]
    public async Task IdleAsync_SomethingWasDeleted_LogIsEmptied()
    {
        await QuietAsync();
        await _open.Writer.WriteAsync(Save("a", 1, 1, 10));
        await _open.Writer.WriteAsync(writes => Run(() => writes.Delete("a")));

        await QuietAsync();

        Assert.Equal(0, new FileInfo($"{_open.FilePath}-wal").Length);
    }

    [Fact]
    public async Task IdleAsync_AfterALongReader_LogIsEmptied()
    {
        await QuietAsync();
        await _open.Writer.WriteAsync(Save("a", 1, 1, 10));
        using (var reader = SqliteDatabase.OpenReadOnly(_open.FilePath))
        {
            reader.Run("BEGIN");
            Assert.Equal(1, reader.ReadInt64("SELECT count(*) FROM turns"));
            await _open.Writer.WriteAsync(Save("b", 1, 1, 10));
            await QuietAsync();
            Assert.NotEqual(0, new FileInfo($"{_open.FilePath}-wal").Length);   // The reader still needs it.
        }

        await QuietAsync();

        Assert.Equal(0, new FileInfo($"{_open.FilePath}-wal").Length);
    }

    [Fact]
    public async Task Dispose_MovesTheLogIntoTheFile()
    {
        await _open.Writer.WriteAsync(Save("a", 1, 1, 10));

        _open.Writer.Dispose();

        Assert.False(File.Exists($"{_open.FilePath}-wal"));
        Assert.Equal(1, TurnsWithoutTheLog());
    }

    [Fact]
    public async Task WriteAsync_LogIsLarge_IsMovedIntoTheFileAndUsedAgain()
    {
        for (var version = 1; version <= 100; version++)
            await _open.Writer.WriteAsync(Save("a", version, version, 300_000));

        // 100 × 75 pages were written; the log is moved whenever it holds 2,000, so it never holds many more than twice that.
        Assert.InRange(new FileInfo($"{_open.FilePath}-wal").Length, 1, 2 * 2_000 * 4_120L);
        using var reader = new StoreReader(_open.FilePath);
        Assert.Equal(100, reader.ReadTurns("a", 1, 100).Count);
    }

    [Fact]
    public async Task WriteAsync_AfterDispose_IsRefused()
    {
        _open.Writer.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => _open.Writer.WriteAsync(_ => 0));
    }

    [Fact]
    public async Task Dispose_WritesAreQueued_SavesThem()
    {
        var writes = Enumerable.Range(1, 50).Select(number => _open.Writer.WriteAsync(Save($"c{number}", 1, 1, 10))).ToList();
        _open.Writer.Dispose();

        await Task.WhenAll(writes);
        using var database = SqliteDatabase.OpenReadOnly(_open.FilePath);
        Assert.Equal(50, database.ReadInt64("SELECT count(*) FROM turns"));
    }

    private async Task QuietAsync()
    {
        await _open.Writer.IdleAsync();
        await _open.Writer.IdleAsync();
    }

    private long TurnsWithoutTheLog()
    {
        var copy = Path.Combine(_open.Folder, $"{Guid.NewGuid():N}.db");
        File.Copy(_open.FilePath, copy);
        using var database = SqliteDatabase.OpenReadOnly(copy);
        return database.ReadInt64("SELECT count(*) FROM turns");
    }

    private static Func<StoreWrites, int> Save(string id, int version, int number, int answerLength)
    {
        var (head, turn) = (Head(id, version), Finished(number) with { Answer = new string('x', answerLength) });
        return writes => Run(() => writes.SaveTurn(
            head,
            JsonSerializer.SerializeToUtf8Bytes(head, ConversationJson.Options),
            turn,
            JsonSerializer.SerializeToUtf8Bytes(turn, ConversationJson.Options)));
    }

    private static int Run(Action action)
    {
        action();
        return 0;
    }
}
