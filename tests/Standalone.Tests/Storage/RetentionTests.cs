using System.Threading.Channels;
using GovStack.Conversations;
using GovStack.Standalone.Storage;
using GovStack.TestKit;
using GovStack.TestKit.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static GovStack.TestKit.Contracts.StoredSamples;

namespace GovStack.Standalone.Tests.Storage;

public sealed class RetentionTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new(Noon.AddDays(400));
    private readonly SqliteStoreFixture _host;

    public RetentionTests() => _host = SqliteStoreFixture.Create(_clock);

    private DateTimeOffset Now => _clock.GetUtcNow();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task DeleteExpiredAsync_MixedAges_DeletesWhatIsDueOfEachAgencyAndAudits()
    {
        await _host.Store.SaveTurnAsync(Head("old", 1, Now.AddDays(-365).AddTicks(-1)), Finished(1), default);
        await _host.Store.SaveTurnAsync(Head("young", 1, Now.AddDays(-365)), Finished(1), default);
        await _host.Store.SaveTurnAsync(Head("other-old", 1, Now.AddDays(-31), tenant: "city"), Finished(1), default);
        await _host.Store.SaveTurnAsync(Head("other-young", 1, Now.AddDays(-29), tenant: "city"), Finished(1), default);

        Assert.Equal(2, await MakeRetention(NullLogger<Retention>.Instance).DeleteExpiredAsync(default));

        Assert.Null(await _host.Store.OpenAsync("old", default));
        Assert.NotNull(await _host.Store.OpenAsync("young", default));
        Assert.Null(await _host.Store.OpenAsync("other-old", default));
        Assert.NotNull(await _host.Store.OpenAsync("other-young", default));
        Assert.Equal([new AuditEntry(Now, "town", "system", "retention", "old", null)], await _host.Store.ReadAuditAsync("town", 9, default));
        Assert.Equal([new AuditEntry(Now, "city", "system", "retention", "other-old", null)], await _host.Store.ReadAuditAsync("city", 9, default));
    }

    [Fact]
    public async Task DeleteExpiredAsync_MoreThanABatch_DeletesAll()
    {
        await Task.WhenAll(Enumerable.Range(1, 250).Select(
            number => _host.Store.SaveTurnAsync(Head($"c{number}", 1, Now.AddDays(-366).AddSeconds(number)), Finished(1), default)));

        Assert.Equal(250, await MakeRetention(NullLogger<Retention>.Instance).DeleteExpiredAsync(default));
        Assert.Equal(250, (await _host.Store.ReadAuditAsync("town", 999, default)).Count);
        Assert.Equal(0, await MakeRetention(NullLogger<Retention>.Instance).DeleteExpiredAsync(default));
    }

    [Fact]
    public async Task RetentionService_TimePasses_RunsAfterFiveMinutesAndThenDaily()
    {
        var finished = new FinishedRuns();
        using var service = new RetentionService(MakeRetention(finished), _clock, NullLogger<RetentionService>.Instance);
        await service.StartAsync(default);
        await _host.Store.SaveTurnAsync(Head("a", 1, Now.AddDays(-366)), Finished(1), default);

        _clock.Advance(RetentionService.FirstRun);
        await finished.NextAsync();
        Assert.Null(await _host.Store.OpenAsync("a", default));

        await _host.Store.SaveTurnAsync(Head("b", 1, Now.AddDays(-366)), Finished(1), default);
        _clock.Advance(RetentionService.Period);
        await finished.NextAsync();
        Assert.Null(await _host.Store.OpenAsync("b", default));
        await service.StopAsync(default);
    }

    private Retention MakeRetention(ILogger<Retention> logger) => new(_host.Store, new TestAgencies(("city", 30), ("town", 365)), _clock, logger);

    /// <summary>Tells when a run is over: its last line in the log is that of the second agency.</summary>
    private sealed class FinishedRuns : ILogger<Retention>
    {
        private readonly Channel<int> _finished = Channel.CreateUnbounded<int>();
        private int _lines;

        public async Task NextAsync() => await _finished.Reader.ReadAsync(TestContext.Current.CancellationToken);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (++_lines % 2 == 0)
                _finished.Writer.TryWrite(_lines);
        }
    }
}
