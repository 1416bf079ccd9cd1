using GovStack.TestKit;
using Xunit;

namespace GovStack.Conversations.Tests;

public sealed class EventLogTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Read_FromANumber_GivesExactlyTheRest()
    {
        var log = Filled(5);

        var batch = log.Read(3, isIdle: false);

        Assert.Equal([3L, 4, 5], batch.Events.Select(happened => happened.Number));
        Assert.Equal(6, batch.Next);
    }

    [Fact]
    public void Read_BeyondTheEnd_GivesNothingAndTheTrueNext()
    {
        var batch = Filled(5).Read(100, isIdle: true);

        Assert.Empty(batch.Events);
        Assert.Equal(6, batch.Next);
    }

    [Fact]
    public void Read_OfNumbersThatAreGone_SaysSoInTheirPlace()
    {
        var log = new EventLog(_clock, 1);
        log.SkipTo(1_000);
        Append(log, 2);

        var batch = log.Read(7, isIdle: false);

        Assert.IsType<RestartedEvent>(batch.Events[0]);
        Assert.Equal([7L, 1_000, 1_001], batch.Events.Select(happened => happened.Number));
    }

    [Fact]
    public void Read_WhereTheLogBeginsWithARestart_SaysItOnce()
    {
        var log = new EventLog(_clock, 1);
        log.SkipTo(1_000);
        log.Append(number => new RestartedEvent(number, 3, 2));

        Assert.Equal([1_000L], log.Read(7, isIdle: false).Events.Select(happened => happened.Number));
    }

    [Fact]
    public void Append_OfManyEvents_KeepsTheLastAndNeverReusesANumber()
    {
        var log = Filled(30_000);

        var batch = log.Read(1, isIdle: false);

        Assert.IsType<RestartedEvent>(batch.Events[0]);
        Assert.Equal(30_000, batch.Events[^1].Number);
        Assert.True(batch.Events.Count < 26_000);
        Assert.Equal(30_001, batch.Next);
    }

    [Fact]
    public void Read_OfAFinishedTurn_GivesEveryTokenAgainFromAnyNumber()
    {
        var (running, finished) = (Told(end: false), Told(end: true));

        for (var from = 1L; from <= running.Next; from++)
            Assert.Equal(running.Read(from, isIdle: false).Events, finished.Read(from, isIdle: false).Events.Where(happened => !happened.IsLast));
        Assert.Equal(Enumerable.Range(1, 105).Select(number => (long)number), finished.Read(1, isIdle: true).Events.Select(happened => happened.Number));
    }

    [Fact]
    public void Append_OfALongWait_KeepsTheLatestNewsAndWhyThePromiseRose()
    {
        var log = new EventLog(_clock, 1);
        log.Append(number => new AcceptedEvent(number, 1, "m"));
        for (var place = 100; place > 0; place--)
        {
            var (now, cause) = (place, place == 50 ? "emergencies" : null);
            log.Append(number => new QueuedEvent(number, 1, now, now, now, cause));
        }

        log.Append(number => new QueuedEvent(number, 2, 7, 7, 7, null));

        Assert.Equal([1L, 52, 101, 102], log.Read(1, isIdle: false).Events.Select(happened => happened.Number));
        Assert.Equal([101L, 102], log.Read(60, isIdle: false).Events.Select(happened => happened.Number));
        Assert.Equal(4, log.Held);
    }

    [Fact]
    public void Append_OfTheLastEvent_KeepsTheTokensInARowAsOne()
    {
        Assert.Equal(104, Told(end: false).Held);
        Assert.Equal(7, Told(end: true).Held);   // Accepted, half the tokens, the notice, the other half, the other turn's, a notice, done.
    }

    [Fact]
    public void Append_OfManyFinishedTurns_KeepsTheLastEventsHoweverFewObjectsHoldThem()
    {
        var log = new EventLog(_clock, 1);
        for (var turn = 1; turn <= 300; turn++)
            Tell(log, turn, end: true);

        var kept = log.Read(1, isIdle: true).Events;

        Assert.IsType<RestartedEvent>(kept[0]);
        Assert.InRange(kept.Count, 20_000 - 105, 25_001);
        Assert.Equal(Enumerable.Range(0, kept.Count - 1).Select(index => kept[1].Number + index), kept.Skip(1).Select(happened => happened.Number));
        Assert.Equal(log.Next - 1, kept[^1].Number);
    }

    [Fact]
    public async Task WaitAsync_UntilPatienceRunsOut_ReturnsWithoutNews()
    {
        var log = Filled(1);

        var waiting = log.WaitAsync(2, TimeSpan.FromSeconds(20), CancellationToken.None);
        Assert.Equal(1, log.Waiting);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await waiting;

        Assert.Equal(0, log.Waiting);
        Assert.Equal(_clock.GetUtcNow(), log.LastRead);
    }

    [Fact]
    public async Task WaitAsync_UntilAnEventComes_ReturnsAtOnce()
    {
        var log = Filled(1);

        var waiting = log.WaitAsync(2, TimeSpan.FromSeconds(20), CancellationToken.None);
        Append(log, 1);
        await waiting;

        Assert.Equal(2, log.Read(2, isIdle: false).Events.Single().Number);
    }

    [Fact]
    public async Task WaitAsync_UntilTheLogIsClosed_ReturnsAtOnce()
    {
        var log = Filled(1);

        var waiting = log.WaitAsync(2, TimeSpan.FromSeconds(20), CancellationToken.None);
        log.Close();
        await waiting;   // The clock stands still: patience cannot have ended it.

        Assert.Equal(0, log.Waiting);
        Assert.True(log.WaitAsync(2, TimeSpan.FromSeconds(20), CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitAsync_GivenUp_WaitsNoMore()
    {
        var log = Filled(1);
        using var giveUp = new CancellationTokenSource();

        var waiting = log.WaitAsync(2, TimeSpan.FromSeconds(20), giveUp.Token);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, log.Waiting);
    }

    private EventLog Filled(int events)
    {
        var log = new EventLog(_clock, 1);
        Append(log, events);
        return log;
    }

    private static void Append(EventLog log, int events)
    {
        for (var index = 0; index < events; index++)
            log.Append(number => new TokenEvent(number, 1, "word "));
    }

    private EventLog Told(bool end)
    {
        var log = new EventLog(_clock, 1);
        Tell(log, 1, end);
        return log;
    }

    private static void Tell(EventLog log, int turn, bool end)
    {
        log.Append(number => new AcceptedEvent(number, turn, "m"));
        for (var token = 0; token < 50; token++)
            log.Append(number => new TokenEvent(number, turn, $"word {number} "));
        log.Append(number => new NoticeEvent(number, turn, "n", "Notice"));
        for (var token = 0; token < 50; token++)
            log.Append(number => new TokenEvent(number, turn, token == 7 ? "" : $"word {number} "));
        log.Append(number => new TokenEvent(number, turn + 1_000, "another turn's"));
        log.Append(number => new NoticeEvent(number, turn, "m", "Notice"));
        if (end)
            log.Append(number => new DoneEvent(number, turn, AnswerKind.Model, "answer", []));
    }
}
