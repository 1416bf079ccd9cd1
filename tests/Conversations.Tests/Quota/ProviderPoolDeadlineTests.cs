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
}
