using GovStack.Conversations.Quota;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

/// <summary>A server that cannot reach its pool, and a pool that does not hear of a server; and what a server gets in advance while nobody waits.</summary>
public sealed class FallbackTests
{
    private const double Rate = 990;   // Tokens a second of the test pool, of 60,000 in a window and what it keeps for jitter.

    [Fact]
    public void Heard_SharesOfAllServers_AreNeverMoreThanHalfThePace()
    {
        var pool = Pools.Pool(Pools.Settings());
        var paces = new Dictionary<string, FallbackPace>();
        for (var second = 0; second < 12; second++)
        {
            if (second < 5)
                paces[$"server-{second}"] = new();
            foreach (var (name, pace) in paces)
            {
                pool.Beat(100 + second, name, pace);
                Assert.InRange(pool.Callers.Outstanding, 0, FallbackPace.Share + 1e-9);
            }
        }

        Assert.All(paces.Values, pace => Assert.Equal(0.1, pace.Sending(TimeSpan.FromSeconds(112)).Share, 9));
    }

    [Fact]
    public void QuietServer_FromTheProofItOwes_ItsShareIsKeptBackForAsLongAsItMayLast()
    {
        var pool = Pools.Pool(Pools.Settings());
        var (gone, here) = (new FallbackPace(), new FallbackPace());
        for (var second = 90; second <= 100; second++)
        {
            pool.Beat(second, "gone", gone);
            pool.Beat(second, "here", here);
        }

        for (var second = 101; second <= 130; second++)
        {
            pool.Beat(second, "here", here);
            pool.RunUntil(second);
        }

        // A quarter of the pace from 2.5 s after the last reply it had proved to know (at 99 s) until 21 s after its last sign of life.
        Assert.InRange(pool.Ledger.Meters[1].RingSum(TimeSpan.FromSeconds(130)), 0.25 * Rate * 18.4, 0.25 * Rate * 19.6);
        Assert.Equal(1, pool.Callers.Count);
    }

    [Fact]
    public void ServerThatLeaves_NothingIsKeptBackForIt()
    {
        var pool = Pools.Pool(Pools.Settings());
        pool.Beat(100, "leaving", new());
        pool.Heard(TimeSpan.FromSeconds(101), "leaving", new(0, 0, 0, IsLeaving: true));
        pool.RunUntil(130);

        Assert.Equal(0, pool.Ledger.Meters[1].RingSum(TimeSpan.FromSeconds(130)));
        Assert.False(pool.Callers.Any);
    }

    [Fact]
    public void Expect_SharesOfAnEarlierLedger_AreKeptBackUntilTheirServersAreHeard()
    {
        var pool = Pools.Pool(Pools.Settings());
        pool.Callers.Expect(TimeSpan.FromSeconds(100), 0.5);
        var pace = new FallbackPace();
        pace.Heard(TimeSpan.Zero, new(7, 1, 0.5, [new(QuotaAxis.Tokens, Rate, 1_000)]));   // What it holds is the earlier ledger's.

        pool.RunUntil(110);
        pool.Beat(110, "returned", pace);
        pool.Beat(111, "returned", pace);
        pool.Beat(112, "returned", pace);
        var kept = pool.Ledger.Meters[1].RingSum(TimeSpan.FromSeconds(112));
        for (var second = 113; second <= 130; second++)
        {
            pool.Beat(second, "returned", pace);
            pool.RunUntil(second);
        }

        Assert.InRange(kept, 0.5 * Rate * 10, 0.5 * Rate * 12.1);
        Assert.Equal(kept, pool.Ledger.Meters[1].RingSum(TimeSpan.FromSeconds(130)));
    }

    [Fact]
    public void TrySend_OnItsOwn_BeginsLateKeepsItsShareAndEnds()
    {
        var pace = new FallbackPace();
        pace.Heard(TimeSpan.Zero, new(1, 1, 0.125, [new(QuotaAxis.Tokens, 1_000, 500)]));
        pace.Sending(TimeSpan.FromSeconds(1));
        var seconds = pace.Seconds(new ChargeRule(Pools.Settings().Profile), Pools.Ask("one", input: 200));
        var sent = new List<double>();
        for (var now = 0.0; now < 60; now += 0.01)
        {
            if (pace.TrySend(TimeSpan.FromSeconds(now), seconds))
                sent.Add(now);
        }

        // 500 tokens, half a second of the whole pace, at an eighth of it from the fourth second to the twentieth.
        Assert.Equal(0.5, seconds);
        Assert.Equal([8, 12, 16], sent.Select(at => Math.Round(at)));
    }

    [Fact]
    public void TrySend_AfterAnAnswerOrA429_IsNotOnItsOwn()
    {
        var pace = new FallbackPace();
        pace.Heard(TimeSpan.Zero, new(1, 1, 0.5, [new(QuotaAxis.Requests, 10, 1)]));
        pace.Sending(TimeSpan.FromSeconds(1));
        Assert.True(pace.TrySend(TimeSpan.FromSeconds(6), 0.1));

        pace.LimitMet();
        Assert.False(pace.TrySend(TimeSpan.FromSeconds(7), 0.1));

        pace.Heard(TimeSpan.FromSeconds(7), new(1, 2, 0.5, [new(QuotaAxis.Requests, 10, 1)]));
        Assert.False(pace.TrySend(TimeSpan.FromSeconds(8), 0.1));
    }

    [Fact]
    public async Task WaitAsync_OnItsOwn_ServesEmergenciesFirstAndLetsTheOthersAskAgain()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 11, 23, 15, 0, 0, TimeSpan.Zero));
        using var line = new FallbackLine(Pools.Settings(), clock);
        var never = new TaskCompletionSource().Task;
        line.Sending();
        line.Heard(TimeSpan.Zero, new(1, 1, 0.5, [new(QuotaAxis.Requests, 1, 1)]));
        line.Sending();
        Assert.Null(await line.WaitAsync(Pools.Ask("early"), never, CancellationToken.None));

        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(line.HasBegun());
        Assert.True(line.Alone.IsCompleted);
        var first = line.WaitAsync(Pools.Ask("first"), never, CancellationToken.None);
        var urgent = line.WaitAsync(Pools.Ask("urgent", QuotaClass.Emergency), never, CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(2));

        var grant = await urgent;
        Assert.Equal((0, "urgent"), (grant!.Epoch, grant.Reservation));
        Assert.False(first.IsCompleted);

        line.Heard(TimeSpan.FromSeconds(5), new(2, 9, 0.5, [new(QuotaAxis.Requests, 1, 1)]));
        Assert.Null(await first);
        Assert.False(line.Alone.IsCompleted);
    }

    [Fact]
    public void GiveCredit_IdlePool_GivesUpToThreeChargedGrantsAndNoneWhileSomebodyWaits()
    {
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket, tokens: 600_000));

        var (sized, credit) = pool.GiveCredit(TimeSpan.FromSeconds(100), "a", Pools.Ask("ask"));

        Assert.Equal(["ask/credit1", "ask/credit2", "ask/credit3"], credit.Select(grant => grant.Reservation));
        Assert.Equal(875, sized.InputTokens);
        Assert.Equal(3 * 1_175, pool.Ledger.Meters[1].RingSum(TimeSpan.FromSeconds(100)));
        for (var number = 0; pool.Waiting == 0; number++)
            pool.Acquire(100, Pools.Ask($"crowd/{number}"));
        Assert.Empty(pool.GiveCredit(TimeSpan.FromSeconds(100), "a", Pools.Ask("more")).Grants);
    }

    [Fact]
    public void GiveCredit_LittleHeadroomOrARequestWithRulesOfItsOwn_None()
    {
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket, requests: 20));

        Assert.Single(pool.GiveCredit(TimeSpan.FromSeconds(100), "a", Pools.Ask("few")).Grants);   // More than one would be over a twentieth of 20 requests.
        Assert.Empty(pool.GiveCredit(TimeSpan.FromSeconds(100), "a", Pools.Ask("urgent", QuotaClass.Emergency)).Grants);
        for (var number = 0; number < 16; number++)
            pool.Acquire(100, Pools.Ask($"used/{number}"));
        Assert.Empty(pool.GiveCredit(TimeSpan.FromSeconds(100), "a", Pools.Ask("full")).Grants);
    }

    [Fact]
    public void CreditPurse_OnlyWhatIsAlikeAndNoLargerAndInTime_TakesACredit()
    {
        var purse = new CreditPurse();
        var grant = new Grant("desk", "ask/credit1", 3, 250, TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.Zero);
        purse.Keep(TimeSpan.FromSeconds(10), Pools.Ask("ask", input: 875), [grant]);
        var now = TimeSpan.FromSeconds(10.1);

        Assert.Null(purse.TryTake(now, Pools.Ask("larger", input: 876)));
        Assert.Null(purse.TryTake(now, Pools.Ask("another's", tenant: "city")));
        Assert.Null(purse.TryTake(now, Pools.Ask("retry") with { IsRetry = true }));
        Assert.Null(purse.TryTake(TimeSpan.FromSeconds(10.25), Pools.Ask("late")));
        Assert.Equal(100, purse.TryTake(now, Pools.Ask("fits", maximum: 100))!.MaxOutputTokens);
        Assert.Null(purse.TryTake(now, Pools.Ask("second")));
        Assert.Empty(purse.TakeExpired(TimeSpan.FromSeconds(11)));
    }
}
