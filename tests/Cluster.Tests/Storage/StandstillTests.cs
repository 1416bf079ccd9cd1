using GovStack.Conversations;
using GovStack.Grains.Storage;
using GovStack.TestKit;
using Xunit;
using static GovStack.TestKit.Contracts.StoredSamples;

namespace GovStack.Cluster.Tests.Storage;

/// <summary>A server that stood still cannot know whether its conversations are still its own: it saves nothing of what it was doing.</summary>
public sealed class StandstillTests
{
    [Fact]
    public void HasStoodStillSince_OnlyWhatWasLongAndLater_Counts()
    {
        var clock = new StoppableClock();
        using var watch = new StandstillWatch(clock);
        var before = watch.Now;
        clock.Run(TimeSpan.FromSeconds(30));
        clock.StandStill(TimeSpan.FromSeconds(4));
        Assert.False(watch.HasStoodStillSince(before));

        clock.StandStill(TimeSpan.FromSeconds(6));

        Assert.True(watch.HasStoodStillSince(before));   // Before any timer has run again.
        clock.Run(TimeSpan.FromSeconds(1));
        Assert.True(watch.HasStoodStillSince(before));
        Assert.False(watch.HasStoodStillSince(watch.Now));
    }

    [Fact]
    public async Task SaveTurnAsync_AfterAStandstill_SavesNothing()
    {
        await using var fixture = (ClusterStoreFixture)await ClusterStoreFixture.CreateSqliteAsync();
        var clock = new StoppableClock();
        using var watch = new StandstillWatch(clock);
        var store = fixture.StoreOf("a", watch);
        await store.AcceptAsync(Head("a", 1), Accepted(1), default);

        clock.StandStill(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<CheckpointConflictException>(() => store.SaveTurnAsync(Head("a", 2), Finished(1), default));

        Assert.Single((await fixture.Store.OpenAsync("a", default))!.Unanswered);
        await fixture.StoreOf("a", watch).SaveTurnAsync(Head("a", 2), Finished(1), default);   // Whoever opens it anew goes on.
    }

    /// <summary>A clock whose timers run only where the process does.</summary>
    private sealed class StoppableClock : TimeProvider
    {
        private readonly ManualClock _clock = new(Noon);
        private long _lost;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Run(TimeSpan time) => _clock.Advance(time);

        public void StandStill(TimeSpan time) => _lost += time.Ticks;

        public override long GetTimestamp() => _clock.GetUtcNow().UtcTicks + _lost;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _clock.CreateTimer(callback, state, dueTime, period);
    }
}
