using GovStack.Conversations.Quota;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

/// <summary>Who is let in, and who is told at once that it would take too long.</summary>
public sealed class ProviderPoolDeadlineTests
{
    [Fact]
    public void Acquire_PromiseBreaksTheDeadline_IsRefusedAtOnceWithATrueTime()
    {
        var pool = Pools.Pool(Pools.Settings());
        pool.Fill(100, 60);

        var refused = pool.Acquire(100, Pools.Ask("late"), deadline: 30);
        Assert.Equal("deadline", refused.Refusal!.Reason);
        var after = refused.Refusal.RetryAfter!.Value;
        pool.RunUntil(100 + after.TotalSeconds);

        Assert.Equal(TicketState.Granted, pool.Acquire(100 + after.TotalSeconds, Pools.Ask("again"), deadline: 30).State);
    }

    [Fact]
    public void Acquire_ProbablyInTime_IsLetInForOneInFifty()
    {
        // A grant that went out late makes the most a wait may be longer than it will probably be: caution would send away whoever has a second to spare.
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket));
        pool.Acquire(100, Pools.Ask("slow"));
        pool.Sent(TimeSpan.FromSeconds(104), "slow", 1);
        var line = pool.Fill(200, 200).Count(ticket => ticket.Grant is null);
        var answer = Pools.Ask("").ServiceTime.TotalSeconds;

        var close = Enumerable.Range(1, 10).Select(i => pool.Acquire(200, Pools.Ask($"close{i}"), deadline: line + i + answer + 1)).ToList();
        var hopeless = pool.Acquire(200, Pools.Ask("hopeless"), deadline: line + answer - 1);

        var letIn = close.Where(ticket => ticket.Refusal is null).ToList();
        Assert.InRange(letIn.Count, 1, 4);
        Assert.All(close.Except(letIn), ticket => Assert.Equal("deadline", ticket.Refusal!.Reason));
        Assert.Equal("deadline", hopeless.Refusal!.Reason);
        var granted = pool.RunUntil(400).ToDictionary(news => news.Ticket, news => news.At - 200);
        Assert.All(letIn.Index(), one => Assert.InRange(granted[one.Item], line, line + one.Index + 2));
    }

    [Fact]
    public void Acquire_QueueAtItsCapInSeconds_RefusesWithoutADeadlineToo()
    {
        var pool = Pools.Pool(Pools.Settings(queueCap: TimeSpan.FromSeconds(20)));
        var refused = Enumerable.Range(0, 100).Select(i => pool.Acquire(100, Pools.Ask($"r{i}"))).Where(ticket => ticket.Refusal is not null).ToList();

        Assert.All(refused, ticket => Assert.Equal("queue-full", ticket.Refusal!.Reason));
        Assert.InRange(pool.Waiting, 15, 20);
        Assert.Null(pool.Acquire(100, Pools.Ask("e", QuotaClass.Emergency)).Refusal);
    }

    [Fact]
    public void Acquire_TicketsBehindWorkThatMayGoAtOnce_AreGivenATimeThatIsKept()
    {
        // The summaries at the head of the background may begin before everybody who waits, the tickets behind them may not, and each of these waits for the one before.
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket));
        pool.Fill(100, 160);
        for (var i = 0; i < 10; i++)
            pool.Acquire(100, Pools.Ask($"summary{i}", QuotaClass.Background));
        var asked = 0;
        var tickets = new Dictionary<Ticket, (double At, double Promised)>();
        var taken = new List<(double Promised, double Waited)>();
        Ticket? failed = null;
        for (var now = 101.0; now < 500; now += 0.5)
        {
            pool.RunUntil(now, Granted);
            if (failed is { } again)
            {
                // Its call came to nothing; it is asked again with its first arrival, and holds up nobody who asked later.
                pool.Settle(TimeSpan.FromSeconds(now), again.Request.Reservation, 1, Pools.Ended(CallOutcome.NotSent), default);
                pool.Acquire(now, Pools.Ask("again", QuotaClass.Background) with { IsPromised = true }, askedAgo: now - tickets[again].At, deadline: 3_600);
                failed = null;
            }

            if (tickets.Count < 30)
            {
                var ticket = pool.Acquire(now, Pools.Ask($"t{now}", QuotaClass.Background) with { IsPromised = true }, deadline: 3_600);
                tickets.Add(ticket, (now, ticket.FirstPromised.TotalSeconds));
            }

            if (now < 300)
                pool.Acquire(now, Pools.Ask($"more{asked++}"), deadline: 150);   // Nearly as many as are served come after the tickets.
        }

        Assert.Equal(30, taken.Count);
        Assert.All(taken.Take(3), ticket => Assert.InRange(ticket.Waited, 0, ticket.Promised));
        Assert.All(taken.Skip(3), ticket => Assert.InRange(ticket.Waited, 0, ticket.Promised + 9));   // The second call is a turn of nine requests that nobody knew of.

        void Granted(double at, Ticket ticket)
        {
            if (!tickets.TryGetValue(ticket, out var told))
                return;
            taken.Add((told.Promised, at - told.At));
            if (taken.Count == 3)
                failed = ticket;
        }
    }

    [Theory]
    [InlineData(0, 0.02)]
    [InlineData(35, 0.03)]
    public void Acquire_LastingOverloadWithTickets_WhoeverIsLetInIsAnsweredInTime(int moreInput, double mostLate)
    {
        // Three times as many as the pool serves; who is sent away gets a ticket, and one answer in ten goes on before all who were asked later. Promises were three
        // times the wait and waits longer than the deadline here; tickets came late where prompts turned out longer than they were taken for. A second of the pool is one request of a thousand tokens.
        const double Deadline = 150;
        const double Answer = 5;
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket));
        var asked = new Dictionary<Ticket, double>();
        var waited = new List<(double At, double Wait, double Promised)>();
        var overdue = new List<double>();
        var kept = 0;
        var open = new Queue<(double At, Ticket Ticket)>();
        var tickets = new Dictionary<Ticket, double>();   // And by when each is promised.
        for (var step = 0; step < 5_400; step++)
        {
            var now = 100 + (step / 3.0);
            pool.RunUntil(now, Granted);
            while (open.TryPeek(out var due) && due.At <= now)
            {
                open.Dequeue();
                pool.Settle(TimeSpan.FromSeconds(now), due.Ticket.Request.Reservation, 1, Pools.Answered(due.Ticket.Request.InputTokens + moreInput, due.Ticket.Request.MaxOutputTokens), default);
                if (due.Ticket.Request.Reservation.EndsWith('7'))   // It meets its maximum.
                    pool.Acquire(now, Pools.Ask(due.Ticket.Request.Reservation + "+", input: 300, maximum: 200), askedAgo: now - asked.GetValueOrDefault(due.Ticket, now - 1));
            }

            var ticket = pool.Acquire(now, Pools.Ask($"a{step}"), deadline: Deadline);
            asked[ticket] = now;
            if (ticket.Grant is not null)
                Granted(now, ticket);
            if (ticket.Refusal is not null && pool.Acquire(now, Pools.Ask($"t{step}", QuotaClass.Background) with { IsPromised = true }, deadline: 3_600) is { Refusal: null } later)
                tickets.Add(later, now + later.FirstPromised.TotalSeconds);
        }

        Assert.InRange(tickets.Count, 100, 3_000);
        Assert.InRange(kept, 150, 300);   // A ninth of what the pool grants is theirs while others come, no more and no less.
        Assert.Empty(overdue);
        var late = waited.Where(one => one.Wait + Answer > Deadline).ToList();
        Assert.True(late.Count <= mostLate * waited.Count, $"{late.Count} of {waited.Count} late, the first at {late.FirstOrDefault().At:0} s, the last at {late.LastOrDefault().At:0} s");
        var settled = waited.Where(one => one.At > 400).Select(one => one.Promised / one.Wait).Order().ToList();
        Assert.InRange(settled[settled.Count / 2], 1, 1.35);
        Assert.InRange(settled[settled.Count * 95 / 100], 1, 2);

        void Granted(double at, Ticket ticket)
        {
            pool.Sent(TimeSpan.FromSeconds(at), ticket.Request.Reservation, 1);
            open.Enqueue((at + Answer, ticket));
            if (tickets.TryGetValue(ticket, out var promisedAt))
            {
                kept++;
                if (at > promisedAt)
                    overdue.Add(at - promisedAt);
            }

            if (asked.TryGetValue(ticket, out var since))
                waited.Add((at, at - since, ticket.FirstPromised.TotalSeconds));
        }
    }

    [Theory]
    [InlineData(0.15)]
    [InlineData(0.6)]
    [InlineData(0.15, 0.6)]
    [InlineData(0.6, 0.15)]
    [InlineData(0.02, 0.6)]
    public void Acquire_TicketsInARushWithManyInDanger_AreGivenATimeThatIsKept(params double[] danger)
    {
        // Ten times what the pool serves, for a minute, once or twice; a ticket is behind everybody. After a rush the tickets of the next came late, since those before had been kept
        // sooner than they were promised; and where more than their share were in danger, half of all tickets were refused because that might have lasted an hour.
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket, requests: 500, tokens: 300_000));
        var tickets = new Dictionary<Ticket, double>();   // And by when each is promised.
        var overdue = new List<double>();
        var open = new Queue<(double At, Ticket Ticket)>();
        var given = 0;
        for (var rush = 0; rush < danger.Length; rush++)
        {
            var emergencies = 0.0;
            for (var step = 0; step < 6_000; step++)
            {
                var now = (rush * 1_000) + 100 + (step / 30.0);
                RunUntil(now);
                if (step >= 60 * 30)
                    continue;
                emergencies += danger[rush] * 200 / 60 / 30;
                var inDanger = emergencies >= 1;
                emergencies -= inDanger ? 1 : 0;
                var ticket = pool.Acquire(now, Pools.Ask($"a{rush}-{step}", inDanger ? QuotaClass.Emergency : QuotaClass.Interactive, 1_170, 300, person: $"p{step}"), deadline: 150);
                if (ticket.Grant is not null)
                    Granted(now, ticket);
                if (ticket.Refusal is not null && pool.Acquire(now, Pools.Ask($"t{rush}-{step}", QuotaClass.Background, 1_170, 300) with { IsPromised = true }, deadline: 3_600) is { Refusal: null } later)
                {
                    tickets.Add(later, now + later.FirstPromised.TotalSeconds);
                    given++;
                }
            }

            for (var now = (rush * 1_000) + 300.0; now < (rush * 1_000) + 1_000; now++)
                RunUntil(now);
        }

        Assert.Empty(tickets);
        Assert.Empty(overdue);
        Assert.InRange(given, 900 * danger.Length, 1_200 * danger.Length);

        void RunUntil(double until)
        {
            while (open.TryPeek(out var due) && due.At <= until)
            {
                open.Dequeue();
                pool.RunUntil(due.At, Granted);
                pool.Settle(TimeSpan.FromSeconds(due.At), due.Ticket.Request.Reservation, 1, Pools.Answered(due.Ticket.Request.InputTokens, due.Ticket.Request.MaxOutputTokens * 4 / 5), default);
            }

            pool.RunUntil(until, Granted);
        }

        void Granted(double at, Ticket ticket)
        {
            pool.Sent(TimeSpan.FromSeconds(at), ticket.Request.Reservation, 1);
            open.Enqueue((at + 5, ticket));
            if (!tickets.Remove(ticket, out var promisedAt))
                return;
            if (at > promisedAt)
                overdue.Add(at - promisedAt);
        }
    }
}
