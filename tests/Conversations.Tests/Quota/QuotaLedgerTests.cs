using GovStack.Benchmarks.Quota.Simulation;
using GovStack.Conversations.Quota;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

public sealed class QuotaLedgerTests
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(10);

    [Fact]
    public void TryReserve_OneAxisFull_ChargesNone()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket, requests: 1_000, tokens: 10_000));
        Assert.True(ledger.TryReserve(Start, ledger.Price(8_000, 0, 1_000, 1_000), false, new Reservation()));
        var requestsBefore = ledger.Meters[0].Used(Start);

        Assert.False(ledger.TryReserve(Start, ledger.Price(2_000, 0, 1_000, 1_000), false, new Reservation()));

        Assert.Equal(requestsBefore, ledger.Meters[0].Used(Start));
        Assert.Equal(1, ledger.InFlight);
    }

    [Fact]
    public void Ledger_UnderRandomUse_KeepsItsBooks()
    {
        // Property 2: what the ring holds is what is unsettled plus what was used; never negative; repeats and latecomers change nothing.
        Seeds.Check(20, random =>
        {
            var ledger = Pools.Ledger(Pools.Settings(random.Below(2) == 0 ? ProviderEvaluator.Bucket : ProviderEvaluator.Window, tokens: 100_000, refunds: true));
            var open = new List<(Reservation Reservation, TimeSpan At, long Charged)>();
            var held = new List<(TimeSpan At, long Amount)>();
            var done = new List<Reservation>();
            var now = Start;
            var ringLength = RingLength();
            for (var i = 0; i < 2_000; i++)
            {
                now += TimeSpan.FromSeconds(random.Gap(8));
                held.RemoveAll(entry => Age(now, entry.At) >= ringLength);
                var act = random.Below(4);
                if (act < 2)
                {
                    var reservation = new Reservation();
                    var amounts = ledger.Price(random.Below(2_000), 0, 1 + random.Below(500), 100);
                    if (ledger.TryReserve(now, amounts, random.Below(10) == 0, reservation))
                    {
                        open.Add((reservation, now, (long)amounts[1]));
                        held.Add((now, (long)amounts[1]));
                    }
                }
                else if (act == 2 && open.Count > 0)
                {
                    var which = random.Below(open.Count);
                    var (reservation, at, charged) = open[which];
                    open.RemoveAt(which);
                    var used = reservation.Charged;
                    used[1] = random.Below((int)(charged * 1.5) + 1);
                    Assert.True(ledger.Settle(now, reservation, used));
                    Book(held, now, at, charged, (long)used[1], ringLength);
                    done.Add(reservation);
                }
                else if (done.Count > 0)
                {
                    var again = done[random.Below(done.Count)];
                    Assert.False(ledger.Settle(now, again, default));
                    Assert.False(ledger.Cancel(now, again));
                }

                Assert.Equal(held.Sum(entry => entry.Amount), ledger.Meters[1].RingSum(now));
                Assert.True(ledger.Meters[1].Used(now) >= 0);
                Assert.Equal(open.Count, ledger.InFlight);
            }
        });

        static long RingLength() => (605 * 1_000_000L) / 1_000_000 + 1;
        static long Age(TimeSpan now, TimeSpan at) => (now.Ticks / 1_000_000) - (at.Ticks / 1_000_000);
        static void Book(List<(TimeSpan At, long Amount)> held, TimeSpan now, TimeSpan at, long charged, long used, long ringLength)
        {
            if (used >= charged)
            {
                held.Add((now, used - charged));
                return;
            }

            var index = held.FindIndex(entry => entry.At == at && entry.Amount >= charged - used);
            if (index >= 0 && Age(now, at) < ringLength)
                held[index] = (at, held[index].Amount - (charged - used));
        }
    }

    [Fact]
    public void TryReserve_AsFastAsItGoes_NeverExceedsAWindowAnywhere()
    {
        // Property 1, seen from the grants themselves: no 60 seconds plus every uncertainty hold more than the limit.
        Seeds.Check(20, random =>
        {
            var settings = Pools.Settings(ProviderEvaluator.Window, requests: 500, tokens: 100_000, refunds: false);
            var ledger = Pools.Ledger(settings);
            var grants = new Queue<(TimeSpan At, double Tokens)>();
            var sum = 0.0;
            var now = Start;
            for (var i = 0; i < 1_500; i++)
            {
                var amounts = ledger.Price(random.Below(4_000), 0, 1 + random.Below(2_000), 100);
                now = ledger.WhenFits(now, amounts, random.Below(5) == 0);
                if (random.Below(40) == 0)
                    now += TimeSpan.FromSeconds(random.Between(0, 90));
                Assert.True(ledger.TryReserve(now, amounts, isEmergency: true, new Reservation()));
                grants.Enqueue((now, amounts[1]));
                sum += amounts[1];
                while (now - grants.Peek().At >= TimeSpan.FromSeconds(60) + settings.SendJitter + settings.SpendWithin)
                    sum -= grants.Dequeue().Tokens;
                Assert.True(sum <= 100_000, $"{sum} tokens in one window");
            }
        });
    }

    [Fact]
    public void WhenFits_RandomState_IsTheFirstTimeThatItFits()
    {
        // Property 3: the queue sleeps until exactly then, so that nothing that fits waits.
        Seeds.Check(60, random =>
        {
            var ledger = Pools.Ledger(Pools.Settings(
                random.Below(2) == 0 ? ProviderEvaluator.Bucket : ProviderEvaluator.Window,
                tokens: 60_000,
                refunds: true,
                shortWindow: random.Below(2) == 0 ? TimeSpan.FromSeconds(10) : null));
            if (random.Below(3) == 0)
                ledger.StartInDebt(Start, Start);
            var now = Start;
            for (var i = 0; i < 200; i++)
            {
                var amounts = ledger.Price(random.Below(3_000), 0, 1 + random.Below(500), 100);
                var when = ledger.WhenFits(now, amounts, false);
                if (when > now + TimeSpan.FromMilliseconds(1))
                    Assert.False(Fits(ledger, when - TimeSpan.FromMilliseconds(1), amounts), $"fits before {when}");
                now = when;
                var reservation = new Reservation();
                Assert.True(ledger.TryReserve(now, amounts, false, reservation), $"does not fit at {when}");
                if (random.Below(3) == 0)
                    ledger.Settle(now += TimeSpan.FromSeconds(random.Next()), reservation, default);
            }
        });

        static bool Fits(QuotaLedger ledger, TimeSpan now, in Amounts amounts)
        {
            var reservation = new Reservation();
            var fits = ledger.TryReserve(now, amounts, false, reservation);
            if (fits)
                ledger.Cancel(now, reservation);
            return fits;
        }
    }

    [Fact]
    public void TryReserve_RestedBucket_LetsNearlyTheWholeLimitThroughAtOnce()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket, requests: 10_000, tokens: 300_000));
        var granted = 0;
        while (ledger.TryReserve(Start, ledger.Price(700, 0, 300, 300), false, new Reservation()))
            granted++;

        // 300 less half a second of refill (the send uncertainty). An emergency waits for what one request needs to drain, 1000 of 5000 tokens a second.
        Assert.Equal(297, granted);
        var emergency = ledger.Price(700, 0, 300, 300);
        Assert.InRange(ledger.WhenFits(Start, emergency, isEmergency: true) - Start, TimeSpan.Zero, TimeSpan.FromSeconds(0.2));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public void TryReserve_BucketWhoseProviderHasTheSlowerClock_NeverHoldsMoreThanTheLimitThere(string profile)
    {
        var options = new QuotaOptions();
        options.Pools["desk"] = new PoolOptions { Profile = profile, RequestsPerMinute = 500, InputTokensPerMinute = 0, OutputTokensPerMinute = 0, TokensPerMinute = 0 };
        var settings = PoolSettings.Find("desk", options)!;
        var ledger = Pools.Ledger(settings);
        var late = settings.SendJitter + settings.SpendWithin;
        var (now, level, levelAt, most) = (Start, 0.0, Start, 0.0);
        for (var grants = 0; grants < 500 * 60 * 24; grants++)
        {
            var amounts = ledger.Price(0, 0, 0, 0);
            now = ledger.WhenFits(now, amounts, isEmergency: false);
            var reservation = new Reservation();
            Assert.True(ledger.TryReserve(now, amounts, false, reservation));
            ledger.Sent(now, reservation);

            // The first ones take no time, all others as long as they may: nothing is worse for the provider's bucket.
            var arrives = now + (grants < 200 ? TimeSpan.Zero : late);
            level = Math.Max(0, level - ((arrives - levelAt).TotalSeconds * 500 / 60 * (1 - 500e-6))) + 1;
            levelAt = arrives;
            most = Math.Max(most, level);
            ledger.Settle(now, reservation, amounts);
        }

        Assert.InRange(most, 490, 500);
    }

    [Fact]
    public void TryReserve_BucketAfterAnEmergency_KeepsRoomForTheNextTwoForTenMinutes()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket, requests: 10_000, tokens: 300_000));
        var amounts = ledger.Price(700, 0, 300, 300);
        Assert.True(ledger.TryReserve(Start, amounts, isEmergency: true, new Reservation()));

        Assert.Equal(294, Fill(Start));
        Assert.Equal((true, true, false), (Emergency(Start), Emergency(Start), Emergency(Start)));

        var later = Start + TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1);
        Assert.Equal(295, Fill(later));
        Assert.Equal(2, Fill(later + TimeSpan.FromTicks(1)));

        int Fill(TimeSpan now)
        {
            var granted = 0;
            while (ledger.TryReserve(now, amounts, isEmergency: false, new Reservation()))
                granted++;
            return granted;
        }

        bool Emergency(TimeSpan now) => ledger.TryReserve(now, amounts, isEmergency: true, new Reservation());
    }

    [Fact]
    public void StartInDebt_Window_FirstGrantComesAfterTheBurstAndOldAndNewTogetherKeepTheLimit()
    {
        Seeds.Check(40, random =>
        {
            var settings = Pools.Settings(ProviderEvaluator.Window, requests: 10_000, tokens: 300_000);
            var old = Pools.Ledger(settings);
            var grants = new List<(TimeSpan At, double Tokens)>();
            var now = Start;
            var dies = Start + TimeSpan.FromSeconds(random.Between(1, 200));
            Fill(old, ref now, dies, random, grants);
            var next = Pools.Ledger(settings);
            next.StartInDebt(dies, dies);
            now = dies;
            var first = grants.Count;
            Fill(next, ref now, dies + TimeSpan.FromSeconds(130), random, grants);

            Assert.InRange((grants[first].At - dies).TotalSeconds, 0, 3.5);
            for (var i = 0; i < grants.Count; i++)
            {
                var window = grants.Skip(i).TakeWhile(grant => grant.At - grants[i].At < TimeSpan.FromSeconds(60.5)).Sum(grant => grant.Tokens);
                Assert.True(window <= 300_000, $"{window} tokens in a window");
            }
        });

        static void Fill(QuotaLedger ledger, ref TimeSpan now, TimeSpan until, SimulationRandom random, List<(TimeSpan, double)> grants)
        {
            while (true)
            {
                var amounts = ledger.Price(1_000 + random.Below(1_500), 0, 600, 600);
                now = ledger.WhenFits(now, amounts, isEmergency: true);
                if (now >= until)
                    return;
                Assert.True(ledger.TryReserve(now, amounts, isEmergency: true, new Reservation()));
                grants.Add((now, amounts[1]));
            }
        }
    }

    [Fact]
    public void StartInDebt_WindowFilledAtOnce_GrantsNothingUntilWhatTheOneBeforeMayHaveGrantedIsForgotten()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Fixed, tokens: 60_000, bursts: true));
        ledger.StartInDebt(Start, Start);
        var amounts = ledger.Price(700, 0, 300, 300);

        var first = ledger.WhenFits(Start, amounts, isEmergency: true);

        Assert.InRange((first - Start).TotalSeconds, 60.5, 60.9);
        Assert.False(ledger.TryReserve(first - TimeSpan.FromMilliseconds(1), amounts, isEmergency: true, new Reservation()));
        Assert.True(ledger.TryReserve(first, amounts, isEmergency: true, new Reservation()));
        Assert.InRange(ledger.Meters[1].UntilDrained(first, 50_000, 1_000, isCautious: false, out _).TotalSeconds, 0, 0.01);
    }

    [Fact]
    public void Import_BooksOfTheLedgerBefore_GrantsExactlyWhenTheOldOneWouldOrALittleLater()
    {
        var settings = Pools.Settings(ProviderEvaluator.Window, tokens: 60_000);
        var old = Pools.Ledger(settings);
        var now = Start;
        var amounts = old.Price(1_700, 0, 300, 300);
        for (var i = 0; i < 25; i++)
        {
            now = old.WhenFits(now, amounts, false);
            old.TryReserve(now, amounts, false, new Reservation());
        }

        var next = Pools.Ledger(settings);
        next.Import(TimeSpan.FromSeconds(5), old.Export(now));

        var oldWait = old.WhenFits(now, amounts, false) - now;
        var nextWait = next.WhenFits(TimeSpan.FromSeconds(5), amounts, false) - TimeSpan.FromSeconds(5);
        Assert.InRange((nextWait - oldWait).TotalSeconds, 0, 0.2);
    }

    [Fact]
    public void Sent_LaterThanTheGrantAllowed_CountsFromThen()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Window));
        var reservation = new Reservation();
        ledger.TryReserve(Start, ledger.Price(700, 0, 300, 300), false, reservation);

        ledger.Sent(Start + TimeSpan.FromSeconds(20), reservation);

        Assert.Equal(1_000, ledger.Meters[1].RingSum(Start + TimeSpan.FromSeconds(79)));
        Assert.Equal(0, ledger.Meters[1].RingSum(Start + TimeSpan.FromSeconds(81.5)));
    }

    [Fact]
    public void Sent_ManyLateTogether_CostTheBucketTheDelayOnce()
    {
        // 40 requests of 1,000 tokens granted at once to a rested bucket of 60,000, sent two seconds later: the provider's full bucket could not drain for two seconds, no more.
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket));
        var amounts = ledger.Price(700, 0, 300, 300);
        var reservations = Enumerable.Range(0, 40).Select(_ => new Reservation()).ToList();
        Assert.All(reservations, reservation => Assert.True(ledger.TryReserve(Start, amounts, false, reservation)));

        var sent = Start + TimeSpan.FromSeconds(2);
        foreach (var reservation in reservations)
            ledger.Sent(sent, reservation);

        Assert.Equal(40_000, ledger.Meters[1].Used(sent), 1.0);
        Assert.Equal(35_000, ledger.Meters[1].Used(sent + TimeSpan.FromSeconds(5)), 10.0);
    }

    [Fact]
    public void Sent_LateWhileTheBucketIsBusy_CostsNothing()
    {
        // The provider's bucket drained all the while: when the late one reaches it changes nothing.
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket));
        var amounts = ledger.Price(700, 0, 300, 300);
        var prompt = Enumerable.Range(0, 40).Select(_ => new Reservation()).ToList();
        foreach (var reservation in prompt)
        {
            ledger.TryReserve(Start, amounts, false, reservation);
            ledger.Sent(Start, reservation);
        }

        var late = new Reservation();
        ledger.TryReserve(Start, amounts, false, late);
        ledger.Sent(Start + TimeSpan.FromSeconds(3), late);

        Assert.Equal(38_000, ledger.Meters[1].Used(Start + TimeSpan.FromSeconds(3)), 10.0);
    }

    [Fact]
    public void TryReserve_ClosedReservation_FreesItsSlot()
    {
        var ledger = Pools.Ledger(Pools.Settings(ProviderEvaluator.Bucket, inFlight: 1));
        var first = new Reservation();
        var amounts = ledger.Price(1, 0, 1, 1);
        Assert.True(ledger.TryReserve(Start, amounts, false, first));
        Assert.Equal(TimeSpan.MaxValue, ledger.WhenFits(Start, amounts, false));

        ledger.Lose(Start, first);

        Assert.True(ledger.TryReserve(Start, amounts, false, new Reservation()));
    }
}
