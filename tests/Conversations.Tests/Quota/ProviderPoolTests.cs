using GovStack.Conversations.Quota;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

public sealed class ProviderPoolTests
{
    [Fact]
    public void Acquire_SameReservationAgain_AnswersWhatTheFirstDid()
    {
        var pool = Pools.Pool(Pools.Settings());
        var first = pool.Acquire(100, Pools.Ask("a"));

        var again = pool.Acquire(101, Pools.Ask("a"));

        Assert.Same(first, again);
        Assert.Equal(1, pool.Ledger.InFlight);
    }

    [Fact]
    public void Settle_TwiceOrFromAnOldEpoch_ChangesNothing()
    {
        var pool = Pools.Pool(Pools.Settings(refunds: true));
        pool.Acquire(100, Pools.Ask("a"));
        pool.Settle(TimeSpan.FromSeconds(101), "a", epoch: 7, Pools.Answered(output: 0), default);
        Assert.Equal(1_000, pool.Ledger.Meters[1].RingSum(TimeSpan.FromSeconds(101)));

        pool.Settle(TimeSpan.FromSeconds(102), "a", epoch: 1, Pools.Answered(output: 50), default);
        pool.Settle(TimeSpan.FromSeconds(103), "a", epoch: 1, Pools.Answered(output: 0), default);
        pool.Cancel(TimeSpan.FromSeconds(104), "a");

        Assert.Equal(750, pool.Ledger.Meters[1].RingSum(TimeSpan.FromSeconds(104)));
        Assert.Equal(0, pool.Ledger.InFlight);
    }

    [Fact]
    public void Cancel_UnsentGrant_ReturnsTheChargeWholeButASentOneKeepsIt()
    {
        var pool = Pools.Pool(Pools.Settings());
        pool.Acquire(100, Pools.Ask("a"));
        pool.Cancel(TimeSpan.FromSeconds(100.1), "a");
        Assert.Equal(0, pool.Ledger.Meters[1].RingSum(TimeSpan.FromSeconds(101)));

        pool.Acquire(110, Pools.Ask("b"));
        pool.Sent(TimeSpan.FromSeconds(110.1), "b", 1);
        pool.Cancel(TimeSpan.FromSeconds(110.2), "b");

        Assert.Equal(1_000, pool.Ledger.Meters[1].RingSum(TimeSpan.FromSeconds(111)));
    }

    [Fact]
    public void Acquire_LargerThanTheLimit_IsRefusedForGood()
    {
        var ticket = Pools.Pool(Pools.Settings(tokens: 5_000)).Acquire(100, Pools.Ask("a", input: 5_000));

        Assert.Equal("too-large", ticket.Refusal!.Reason);
        Assert.Null(ticket.Refusal.RetryAfter);
    }

    [Fact]
    public void Acquire_AskedBeforeThoseWhoWait_IsToldTheWaitOfItsOwnPlace()
    {
        // What goes on where it stopped, or comes back after a 429, was asked first: at the end of the line its deadline would have refused it.
        var pool = Pools.Pool(Pools.Settings());
        pool.Fill(100, 60);

        var again = pool.Acquire(110, Pools.Ask("again"), askedAgo: 20, deadline: 20);

        Assert.Null(again.Refusal);
        Assert.Equal(1, again.Place);
        Assert.InRange((again.FirstPromised).TotalSeconds, 0, 5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.7)]
    [InlineData(1.5)]
    public void Acquire_Promised_IsGivenInTheTimeToldAndDelaysNobodyWhoWaited(double laterLoad)
    {
        // A crowd, of whom the last get tickets, and then more people with a deadline, up to more than the pool can serve.
        Seeds.Check(6, random =>
        {
            var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket, queueCap: TimeSpan.FromSeconds(120)));
            var alone = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket, queueCap: TimeSpan.FromSeconds(120)));
            var all = pool.Fill(100, 150);
            var crowd = all.Where(ticket => ticket.Grant is null).ToList();
            foreach (var ticket in all.Except(crowd))
                pool.Sent(TimeSpan.FromSeconds(100), ticket.Request.Reservation, 1);
            alone.Fill(100, 150);
            var promised = Enumerable.Range(0, 60)
                .Select(i => pool.Acquire(100, Pools.Ask($"p{i}", QuotaClass.Background) with { IsPromised = true }, deadline: 3_600)).ToList();

            var grantedAt = new Dictionary<string, double>();
            var open = new Queue<(double At, string Reservation)>();
            var number = 0;
            for (var now = 100.0; now < 1_500; now += 0.5)
            {
                // A second of the pool is one request of a thousand tokens.
                if (now < 700 && random.Next() < 0.5 * laterLoad)
                    pool.Acquire(now, Pools.Ask($"n{number++}"), deadline: 100);
                pool.RunUntil(now, (at, ticket) =>
                {
                    grantedAt[ticket.Request.Reservation] = at;
                    pool.Sent(TimeSpan.FromSeconds(at), ticket.Request.Reservation, 1);
                    open.Enqueue((at + 3, ticket.Request.Reservation));
                });
                while (open.TryPeek(out var due) && due.At <= now)
                {
                    open.Dequeue();
                    pool.Settle(TimeSpan.FromSeconds(now), due.Reservation, 1, Pools.Answered(), default);
                }
            }

            var withoutTickets = alone.RunUntil(1_500).ToDictionary(news => news.Ticket.Request.Reservation, news => news.At);
            Assert.All(crowd, ticket => Assert.InRange(grantedAt[ticket.Request.Reservation] - withoutTickets[ticket.Request.Reservation], -1, 1));
            Assert.All(promised, ticket => Assert.Null(ticket.Refusal));
            var late = promised.Count(ticket => grantedAt.GetValueOrDefault(ticket.Request.Reservation, 1e9) - 100 > ticket.FirstPromised.TotalSeconds + 0.01);
            Assert.InRange(late, 0, 2);
        });
    }

    [Fact]
    public void Queue_Drained_GrantsEverybodyOnceInOrderAndNeverPolls()
    {
        var pool = Pools.Pool(Pools.Settings());
        var tickets = pool.Fill(100, 60);

        var granted = pool.RunUntil(300);

        Assert.Equal(tickets.Where(ticket => ticket.Grant!.Waited > TimeSpan.Zero).Select(ticket => ticket.Request.Reservation), granted.Select(news => news.Ticket.Request.Reservation));
        for (var i = 1; i < granted.Count; i++)
            Assert.InRange(granted[i].At - granted[i - 1].At, 1.0, 1.02);   // 1,000 tokens at 60,000 in 60.6 s.
    }

    [Fact]
    public void Wait_WhileItLasts_NeverRisesWithoutACause()
    {
        // Property 6, second half: whatever comes in between.
        Seeds.Check(8, random =>
        {
            var pool = Pools.Pool(Pools.Settings(random.Below(2) == 0 ? ProviderEvaluator.Bucket : ProviderEvaluator.Window, tokens: 60_000));
            var shown = new Dictionary<string, (double At, double Promised, double Expected)>();
            var number = 0;
            var open = new Queue<(double At, string Reservation)>();
            for (var now = 100.0; now < 300; now += 0.25)
            {
                if (random.Below(4) == 0)
                {
                    var request = Pools.Ask($"r{number++}", (QuotaClass)Math.Min(2, random.Below(8)), input: random.Below(4_000), tenant: $"t{random.Below(3)}");
                    pool.Acquire(now, request);
                }

                pool.RunUntil(now, (at, ticket) => open.Enqueue((at + 4, ticket.Request.Reservation)));
                while (open.TryPeek(out var due) && due.At <= now)
                {
                    open.Dequeue();
                    pool.Settle(TimeSpan.FromSeconds(now), due.Reservation, 1, random.Below(40) == 0 ? Pools.Ended(CallOutcome.RateLimited) : Pools.Answered(), default);
                }

                for (var i = 0; i < number; i++)
                {
                    if (pool.Find($"r{i}") is not { State: TicketState.Waiting } ticket || pool.Answer(TimeSpan.FromSeconds(now), ticket) is not Wait wait)
                        continue;
                    if (shown.TryGetValue(wait.Reservation, out var before) && wait.Promised.TotalSeconds > before.Promised - (now - before.At) + 1e-6 && wait.Promised > TimeSpan.Zero)
                        Assert.NotNull(wait.Cause);
                    Assert.True(wait.Expected <= wait.Promised);
                    shown[wait.Reservation] = (now, wait.Promised.TotalSeconds, wait.Expected.TotalSeconds);
                }
            }
        });
    }

    [Fact]
    public void Wait_LimitCutByAHeader_RisesAndSaysWhy()
    {
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket));
        var tickets = pool.Fill(100, 120);
        var last = tickets[^1];
        var before = ((Wait)pool.Answer(TimeSpan.FromSeconds(100), last)).Promised;
        var reading = HeaderParser.Read(HeaderDialect.OpenAI, new Dictionary<string, string> { ["x-ratelimit-limit-tokens"] = "20000" }, default);

        pool.Settle(TimeSpan.FromSeconds(101), tickets[0].Request.Reservation, 1, Pools.Answered(), reading);
        pool.RunUntil(103);

        var wait = (Wait)pool.Answer(TimeSpan.FromSeconds(103), last);
        Assert.True(wait.Promised > before);
        Assert.Equal("limit-cut", wait.Cause);
    }

    [Theory]
    [InlineData(ProviderEvaluator.Bucket)]
    [InlineData(ProviderEvaluator.Window)]
    public void Emergency_AtTenfoldOverload_WaitsAtMostTwoRequestsAndATick(ProviderEvaluator evaluator)
    {
        // Property 7: 1,000 tokens each at 1,000 a second; one emergency every ten seconds is a tenth of the limit.
        var pool = Pools.Pool(Pools.Settings(evaluator, queueCap: TimeSpan.FromHours(10)));
        pool.Fill(0, 700);
        var emergencies = new List<Ticket>();
        for (var second = 90; second < 600; second += 10)
        {
            pool.RunUntil(second + 0.37);
            emergencies.Add(pool.Acquire(second + 0.37, Pools.Ask($"e{second}", QuotaClass.Emergency, person: $"p{second}")));
        }

        pool.RunUntil(700);

        Assert.All(emergencies, ticket => Assert.InRange(ticket.Grant!.Waited.TotalSeconds, 0, (2 * 1.01) + 0.1));
    }

    [Fact]
    public void Emergency_FloodOfThem_LeavesInteractiveItsShare()
    {
        var pool = Pools.Pool(Pools.Settings(queueCap: TimeSpan.FromHours(10)));
        pool.Fill(0, 600);
        for (var i = 0; i < 600; i++)
            pool.Acquire(0, Pools.Ask($"e{i}", QuotaClass.Emergency, person: $"p{i}"));

        var granted = pool.RunUntil(600).Where(news => news.At > 120).ToList();

        Assert.InRange(granted.Count(news => news.Ticket.Class == QuotaClass.Interactive) / (double)granted.Count, 0.2, 0.5);
    }

    [Fact]
    public void Emergency_ThirdOfOnePerson_WaitsAsInteractive()
    {
        var pool = Pools.Pool(Pools.Settings());
        pool.Fill(0, 30);
        var three = Enumerable.Range(0, 3).Select(i => pool.Acquire(1, Pools.Ask($"e{i}", QuotaClass.Emergency, person: "p"))).ToList();

        Assert.Equal([QuotaClass.Emergency, QuotaClass.Emergency, QuotaClass.Interactive], three.Select(ticket => ticket.Class));
    }

    [Fact]
    public void Acquire_RetryBeyondTheBudget_IsRefused()
    {
        // Property 8: nine retries for a hundred first attempts of the same size are a tenth with the one that is always allowed.
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket, tokens: 6_000_000));
        for (var i = 0; i < 100; i++)
            pool.Acquire(100, Pools.Ask($"r{i}"));

        var retries = Enumerable.Range(0, 20).Select(i => pool.Acquire(101, Pools.Ask($"again{i}") with { IsRetry = true })).ToList();

        Assert.Equal(11, retries.Count(ticket => ticket.State == TicketState.Granted));
        Assert.All(retries.Skip(11), ticket => Assert.Equal("retry-budget", ticket.Refusal!.Reason));
        Assert.Equal(TimeSpan.FromSeconds(10), retries[^1].Refusal!.RetryAfter);
    }

    [Fact]
    public void LostCaller_AfterThreeMissedBeats_ItsSlotsAndTicketsComeBackAndItsChargesAgeOut()
    {
        // Property 5, first half.
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket, inFlight: 2));
        var (a, b) = (new FallbackPace(), new FallbackPace());
        pool.Beat(100, "a", a);
        pool.Beat(100, "b", b);
        foreach (var name in (string[])["1", "2", "3"])
            pool.Acquire(TimeSpan.FromSeconds(100), Pools.Ask(name), "a", TimeSpan.Zero, TimeSpan.MaxValue);
        var other = pool.Acquire(TimeSpan.FromSeconds(100), Pools.Ask("4"), "b", TimeSpan.Zero, TimeSpan.MaxValue);

        for (var second = 101; second <= 105; second++)
        {
            pool.Beat(second, "b", b);
            pool.RunUntil(second);
        }

        Assert.Equal(TicketState.Granted, other.State);
        Assert.Null(pool.Find("3"));
        Assert.Equal(1, pool.Ledger.InFlight);
        Assert.True(pool.Ledger.Meters[1].RingSum(TimeSpan.FromSeconds(105)) >= 3_000);
    }

    [Fact]
    public void Tick_ClockThatStepsBack_ForgetsNothingAndGrantsNothingTwice()
    {
        var pool = Pools.Pool(Pools.Settings());
        pool.Fill(100, 30);
        pool.RunUntil(110);
        var granted = pool.Ledger.InFlight;

        pool.Tick(TimeSpan.FromSeconds(20));
        pool.Tick(TimeSpan.FromSeconds(109));

        Assert.Equal(granted, pool.Ledger.InFlight);
        pool.RunUntil(111.1);
        Assert.Equal(granted + 1, pool.Ledger.InFlight);
    }

    [Fact]
    public void Acquire_AnswersAreShort_SendsARightSizedMaximumWhereItIsSpent()
    {
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket, tokens: 10_000_000, requests: 10_000));
        for (var i = 0; i < 200; i++)
        {
            pool.Acquire(100 + i, Pools.Ask($"r{i}", maximum: 1_024));
            pool.Settle(TimeSpan.FromSeconds(100.5 + i), $"r{i}", 1, Pools.Answered(output: 200 + (i % 60)), default);
        }

        var sized = pool.Acquire(400, Pools.Ask("next", maximum: 1_024));

        Assert.InRange(sized.Grant!.MaxOutputTokens, 259, 290);
    }

    [Fact]
    public void Acquire_WithoutALease_IsRefused()
    {
        var lease = new PoolLease(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(0.5));
        var pool = Pools.Pool(Pools.Settings(), lease: lease);

        Assert.Equal("no-lease", pool.Acquire(100, Pools.Ask("a")).Refusal!.Reason);
        lease.Renewed(TimeSpan.FromSeconds(100));
        Assert.Equal(TicketState.Granted, pool.Acquire(102.4, Pools.Ask("b")).State);
        Assert.Equal("no-lease", pool.Acquire(102.6, Pools.Ask("c")).Refusal!.Reason);
    }

    [Fact]
    public void Wait_WhileTheProviderFails_SaysSoAndIsAPromiseAgainOnceItAnswers()
    {
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket, inFlight: 4));
        for (var i = 0; i < 4; i++)
            pool.Acquire(0, Pools.Ask($"r{i}"));
        pool.Sent(TimeSpan.FromSeconds(0.1), "r3", 1);
        for (var i = 0; i < 3; i++)
            pool.Settle(TimeSpan.FromSeconds(1), $"r{i}", 1, Pools.Ended(CallOutcome.Overloaded), default);

        for (var i = 0; i < 4; i++)
            pool.Acquire(1, Pools.Ask($"w{i}"));
        var told = Assert.IsType<Wait>(pool.Answer(TimeSpan.FromSeconds(1), pool.Find("w3")!));
        Assert.Equal("provider-down", told.Cause);
        Assert.True(told.Promised >= TimeSpan.FromSeconds(15), $"{told.Promised}");

        // As long again as it has lasted: while it lasts the promise may rise, and says why.
        pool.RunUntil(40);
        var later = Assert.IsType<Wait>(pool.Answer(TimeSpan.FromSeconds(40), pool.Find("w3")!));
        Assert.Equal("provider-down", later.Cause);
        Assert.True(later.Promised >= TimeSpan.FromSeconds(39), $"{later.Promised}");

        pool.Settle(TimeSpan.FromSeconds(41), "r3", 1, Pools.Answered(), default);
        pool.RunUntil(42.5);
        if (pool.Answer(TimeSpan.FromSeconds(42.5), pool.Find("w3")!) is Wait after)
        {
            Assert.Null(after.Cause);
            Assert.True(after.Promised < later.Promised);
        }
    }

    [Fact]
    public void Wait_AfterAnOutage_IsShortAndAsItWasPromised()
    {
        // Five in two seconds; answers begin after 0.6 s and take 5. For half a minute every call fails within 50 ms, which says nothing of how long an answer holds its place.
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket, tokens: 300_000, inFlight: 1_000));
        var asked = new Dictionary<Ticket, double>();
        var due = new PriorityQueue<Action, double>();
        var told = new List<(double At, double Wait, double Promised)>();
        for (var now = 0.0; now < 150; now += 0.05)
        {
            pool.RunUntil(now, Granted);
            while (due.TryPeek(out var step, out var at) && at <= now)
            {
                due.Dequeue();
                step();
                pool.RunUntil(now, Granted);
            }

            if (Math.Floor(now / 0.4) == Math.Floor((now - 0.05) / 0.4))
                continue;
            var ticket = pool.Acquire(now, Pools.Ask($"a{now:0.00}"));
            asked[ticket] = now;
            if (ticket.Grant is not null)
                Granted(now, ticket);
        }

        var waits = told.Where(one => one.At > 60.5).ToList();
        Assert.InRange(waits.Max(one => one.Wait), 0, 10);
        Assert.All(waits.Where(one => one.At > 65), one => Assert.InRange(one.Wait, 0, 1));
        var promised = told.Where(one => one.At > 60.5 && one.Wait > 0.1).ToList();
        Assert.InRange(promised.Count(one => one.Wait > one.Promised), 0, 1);   // By a tenth of a second.

        void Granted(double at, Ticket ticket)
        {
            var name = ticket.Request.Reservation;
            told.Add((asked[ticket], at - asked[ticket], ticket.FirstPromised.TotalSeconds));
            pool.Sent(TimeSpan.FromSeconds(at), name, 1);
            if (at is > 30 and < 60)
            {
                due.Enqueue(() => pool.Settle(TimeSpan.FromSeconds(at + 0.05), name, 1, Pools.Ended(CallOutcome.Overloaded), default), at + 0.05);
                return;
            }

            due.Enqueue(() => pool.Report(TimeSpan.FromSeconds(at + 0.6), name, 1, default), at + 0.6);
            due.Enqueue(() => pool.Settle(TimeSpan.FromSeconds(at + 5), name, 1, Pools.Answered(), default), at + 5);
        }
    }
}
