using GovStack.Conversations.Quota;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

public sealed class LedgerLearningTests
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(10);

    [Fact]
    public void Learn_LowerLimit_CountsAtOnceAndAHigherOneOnlyWhenSaidTwice()
    {
        var (ledger, reservation) = Granted();

        ledger.Learn(Start, reservation, Tokens(limit: 30_000, remaining: null));
        Assert.Equal(30_000, ledger.Meters[1].Limit);
        Assert.Equal("limit-cut", ledger.Setback.Cause);

        ledger.Learn(Start, reservation, Tokens(limit: 90_000, remaining: null));
        Assert.Equal(30_000, ledger.Meters[1].Limit);
        ledger.Learn(Start, reservation, Tokens(limit: 90_000, remaining: null));
        Assert.Equal(90_000, ledger.Meters[1].Limit);
    }

    [Fact]
    public void Learn_AbsurdLimit_IsNotBelieved()
    {
        var (ledger, reservation) = Granted();

        ledger.Learn(Start, reservation, Tokens(limit: 100_000_000_000, remaining: null));
        ledger.Learn(Start, reservation, Tokens(limit: 100_000_000_000, remaining: null));

        Assert.Equal(60_000, ledger.Meters[1].Limit);
    }

    [Fact]
    public void Learn_ProviderCountsMoreThanWeDo_ChargesTheDifferenceOnce()
    {
        var (ledger, reservation) = Granted();

        ledger.Learn(Start, reservation, Tokens(limit: 60_000, remaining: 40_000));
        var after = ledger.Meters[1].Used(Start);
        ledger.Learn(Start, reservation, Tokens(limit: 60_000, remaining: 40_000));

        Assert.Equal(20_000, after);
        Assert.Equal(after, ledger.Meters[1].Used(Start));
    }

    [Fact]
    public void Learn_AfterARestart_FillsTheBucketAsFarAsTheProviderSays()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket));
        ledger.StartInDebt(Start, Start);
        var amounts = ledger.Price(700, 0, 300, 300);
        var now = ledger.WhenFits(Start, amounts, false);
        var reservation = new Reservation();
        Assert.True(ledger.TryReserve(now, amounts, false, reservation));
        Assert.True(ledger.Meters[1].Used(now) > 55_000);

        ledger.Learn(now + TimeSpan.FromSeconds(1), reservation, Tokens(limit: 60_000, remaining: 59_000));

        Assert.True(ledger.Meters[1].Used(now + TimeSpan.FromSeconds(1)) < 3_000);
    }

    [Fact]
    public void LimitMet_OneWave_CutsTheSafetyOnceAndPausesAsLongAsTheProviderSays()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket));
        var wave = Enumerable.Range(0, 3).Select(_ => new Reservation()).ToList();
        var amounts = ledger.Price(70, 0, 30, 30);
        foreach (var reservation in wave)
            Assert.True(ledger.TryReserve(Start, amounts, false, reservation));

        foreach (var reservation in wave)
            ledger.LimitMet(Start + TimeSpan.FromSeconds(1), reservation, default(HeaderReading) with { RetryAfter = TimeSpan.FromSeconds(7) });

        Assert.Equal(0.95, ledger.Safety, 6);
        Assert.Equal(Start + TimeSpan.FromSeconds(8), ledger.WhenFits(Start + TimeSpan.FromSeconds(1), amounts, false));
    }

    [Fact]
    public void Tick_CleanMinutes_RaiseTheSafetyAgain()
    {
        var (ledger, reservation) = Granted();
        ledger.LimitMet(Start, reservation, default(HeaderReading) with { RetryAfter = TimeSpan.FromSeconds(1) });

        ledger.Tick(Start + TimeSpan.FromMinutes(10));
        Assert.Equal(0.97, ledger.Safety, 6);
        ledger.Tick(Start + TimeSpan.FromHours(3));
        Assert.Equal(1, ledger.Safety, 6);
    }

    [Fact]
    public void LimitMet_ManyTimes_NeverGoesUnderTheFloor()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Window));
        var now = Start;
        for (var i = 0; i < 50; i++)
        {
            var reservation = new Reservation();
            var amounts = ledger.Price(70, 0, 30, 30);
            now = ledger.WhenFits(now, amounts, false);
            Assert.True(ledger.TryReserve(now, amounts, false, reservation));
            ledger.LimitMet(now, reservation, default(HeaderReading) with { RetryAfter = TimeSpan.FromSeconds(1) });
        }

        Assert.Equal(0.7, ledger.Safety, 6);
    }

    [Fact]
    public void LimitMet_SilentTwice_SwitchesThePoolOffAndTheFirstGrantAfterwardsProbes()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket));
        var amounts = ledger.Price(70, 0, 30, 30);
        var first = new Reservation();
        ledger.TryReserve(Start, amounts, false, first);
        ledger.LimitMet(Start, first, default);
        Assert.False(ledger.IsOff(Start));
        var again = ledger.WhenFits(Start, amounts, false);
        var second = new Reservation();
        Assert.True(ledger.TryReserve(again, amounts, false, second));

        ledger.LimitMet(again, second, default);

        Assert.True(ledger.IsOff(again));
        Assert.Equal(again + TimeSpan.FromMinutes(1), ledger.OffUntil);
        Assert.False(ledger.TryReserve(again + TimeSpan.FromSeconds(59), amounts, true, new Reservation()));
        Assert.True(ledger.TryReserve(again + TimeSpan.FromSeconds(61), amounts, false, new Reservation()));
    }

    [Fact]
    public void LimitMet_BucketThatCannotExplainIt_IsAWindowUntilAnHourWasClean()
    {
        var (ledger, reservation) = Granted();

        ledger.LimitMet(Start, reservation, default(HeaderReading) with { RetryAfter = TimeSpan.FromSeconds(1) });
        Assert.Equal(ProviderEvaluator.Window, ledger.Meters[1].Evaluator);
        ledger.Tick(Start + TimeSpan.FromMinutes(59));
        Assert.Equal(ProviderEvaluator.Window, ledger.Meters[1].Evaluator);
        ledger.Tick(Start + TimeSpan.FromMinutes(61));

        Assert.Equal(ProviderEvaluator.Bucket, ledger.Meters[1].Evaluator);
    }

    [Fact]
    public void Overloaded_OneWave_CutsTheCeilingOnceAndSuccessesRaiseItAgain()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket, inFlight: 10));
        var wave = Enumerable.Range(0, 10).Select(_ => new Reservation()).ToList();
        foreach (var reservation in wave)
            Assert.True(ledger.TryReserve(Start, ledger.Price(1, 0, 1, 1), false, reservation));

        foreach (var reservation in wave)
            ledger.Overloaded(Start + TimeSpan.FromSeconds(1), reservation, null);
        Assert.Equal(7, ledger.InFlightCeiling);
        for (var i = 0; i < 60; i++)
            ledger.Answered();

        Assert.Equal(10, ledger.InFlightCeiling);
    }

    [Fact]
    public void Learn_AfterARestartWhileRequestsWaitToBeSent_DoesNotGiveTheirChargeBack()
    {
        // Thirty are granted; the machine is slow, and only the last has gone out when its answer says how much the provider has left.
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket));
        ledger.StartInDebt(Start, Start - TimeSpan.FromSeconds(40));
        var amounts = ledger.Price(700, 0, 300, 300);
        Reservation last = null!;
        for (var i = 0; i < 30; i++)
            Assert.True(ledger.TryReserve(Start, amounts, false, last = new Reservation()));
        ledger.Sent(Start + TimeSpan.FromSeconds(1), last);

        ledger.Learn(Start + TimeSpan.FromSeconds(2), last, Tokens(limit: 60_000, remaining: 59_000));

        // 40 s of the debt are paid: 20,000 of it and 30,000 are used, less what two seconds drain.
        Assert.InRange(ledger.Meters[1].Used(Start + TimeSpan.FromSeconds(2)), 45_000, 51_000);
    }

    [Fact]
    public void LimitMet_ByARequestThatWasLongUnderWay_DoesNotJudgeTheProviderAnew()
    {
        var (ledger, reservation) = Granted();
        ledger.Sent(Start, reservation);

        ledger.LimitMet(Start + TimeSpan.FromSeconds(4), reservation, default(HeaderReading) with { RetryAfter = TimeSpan.FromSeconds(1) });

        Assert.Equal(1, ledger.Safety);
        Assert.Equal(ProviderEvaluator.Bucket, ledger.Meters[1].Evaluator);
        Assert.Equal(1, ledger.LimitsMet);
        Assert.True(ledger.WhenFits(Start + TimeSpan.FromSeconds(4), ledger.Price(700, 0, 300, 300), false) >= Start + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Accepted_AfterAnOutageThatLeftOneAtOnce_GrowsWithEveryAnswerThatBegins()
    {
        var ceiling = new InFlightCeiling(null);
        for (var second = 0; second < 20; second++)
            ceiling.Overloaded(TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(second), 40);
        Assert.Equal(1, ceiling.Now);
        Assert.Equal(80, ceiling.Soon);   // One alone failed as well: it was not how many.

        for (var begun = 0; begun < 30; begun++)
            ceiling.Accepted();
        Assert.Equal(31, ceiling.Now);

        for (var begun = 0; begun < 50; begun++)
            ceiling.Accepted();
        Assert.Equal(double.PositiveInfinity, ceiling.Now);
    }

    [Fact]
    public void Accepted_AfterTooManyAtOnce_GrowsUpToSevenTenthsAndFromThereSlowly()
    {
        var ceiling = new InFlightCeiling(null);
        ceiling.Overloaded(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 40);
        ceiling.Overloaded(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), 40);
        Assert.Equal(19, ceiling.Now);

        for (var begun = 0; begun < 20; begun++)
            ceiling.Accepted();
        Assert.Equal(28, ceiling.Now);

        // And where it proves too many again, from there.
        ceiling.Overloaded(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3), 28);
        for (var begun = 0; begun < 20; begun++)
            ceiling.Accepted();
        Assert.Equal(19, ceiling.Now);

        for (var answers = 0; answers < 20; answers++)
            ceiling.Succeeded();
        Assert.Equal(20, ceiling.Now);
    }

    [Fact]
    public void Headers_OfAnyShape_NeverThrowAndNeverOpenTheGate()
    {
        // Whatever the headers say, a pool grants no more than one that hears nothing, unless the same higher limit was said twice.
        string[] names =
        [
            "x-ratelimit-limit-tokens", "X-RateLimit-Remaining-Tokens", "x-ratelimit-reset-tokens", "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
            "x-ratelimit-reset-requests", "retry-after", "Retry-After-Ms", "anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-input-tokens-reset",
        ];
        string[] values = ["", "-1", "NaN", "1e999", "6m0s", "120ms", "9999999999999999999999", "∞", "0", "12", "2026-13-45T99:99:99Z", "soon", "1d2h", "..", "0x10", "5m-3s", " 7 "];
        Seeds.Check(300, random =>
        {
            var deaf = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket));
            var hears = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket));
            var now = Start;
            var deafGrants = 0;
            var grants = 0;
            for (var i = 0; i < 100; i++)
            {
                now += TimeSpan.FromSeconds(random.Gap(2));
                var amounts = deaf.Price(2_000, 0, 500, 500);
                var reservation = new Reservation();
                deafGrants += deaf.TryReserve(now, amounts, false, new Reservation()) ? 1 : 0;
                if (!hears.TryReserve(now, amounts, false, reservation))
                    continue;
                grants++;
                var headers = new Dictionary<string, string>();
                for (var k = random.Below(6); k > 0; k--)
                    headers[names[random.Below(names.Length)]] = values[random.Below(values.Length)];
                var dialect = (HeaderDialect)random.Below(5);
                hears.Learn(now, reservation, HeaderParser.Read(dialect, headers, DateTimeOffset.UnixEpoch));
                Assert.True(grants <= deafGrants + 1, "Headers opened the gate.");
            }
        });
    }

    private static (QuotaLedger Ledger, Reservation Reservation) Granted()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket));
        var reservation = new Reservation();
        Assert.True(ledger.TryReserve(Start, ledger.Price(700, 0, 300, 300), false, reservation));
        return (ledger, reservation);
    }

    private static HeaderReading Tokens(long? limit, long? remaining) => default(HeaderReading) with { Tokens = new AxisReading(limit, remaining, null) };
}
