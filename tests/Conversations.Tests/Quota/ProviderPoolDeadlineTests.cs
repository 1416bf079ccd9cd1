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
    public void Acquire_UsualAnswerFitsTheDeadline_IsLetInHoweverLateTheMachineIs()
    {
        // A grant that went out late makes promises longer; who is sent away depends on the wait itself, and the usual 5 s of an answer.
        var pool = Pools.Pool(Pools.Settings(ProviderEvaluator.Bucket));
        pool.Acquire(100, Pools.Ask("slow"));
        pool.Sent(TimeSpan.FromSeconds(104), "slow", 1);
        var crowd = pool.Fill(200, 200);
        var behind = crowd.Count(ticket => ticket.Grant is null);
        Assert.InRange(behind, 100, 145);

        var inTime = pool.Acquire(200, Pools.Ask("in-time"), deadline: behind + 1 + 5 + 1);
        var tooLate = pool.Acquire(200, Pools.Ask("too-late"), deadline: behind + 1 + 5 - 1);

        Assert.Null(inTime.Refusal);
        Assert.True(inTime.FirstPromised > inTime.FirstExpected + TimeSpan.FromSeconds(4));
        Assert.Equal("deadline", tooLate.Refusal!.Reason);
        var (at, _) = pool.RunUntil(400).Single(news => news.Ticket == inTime);
        Assert.InRange(at - 200, behind, behind + 2);
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
