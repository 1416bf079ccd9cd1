using GovStack.Benchmarks.Quota.Simulation;
using GovStack.Conversations.Quota;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

/// <summary>Two hosts that both believe to hold a pool, a shared row, a network that comes and goes, clocks that run apart: the provider sees one limit.</summary>
public sealed class PoolLeaseTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(0.5);

    [Fact]
    public void HasRunOut_RowThatMoves_NeverSo()
    {
        var watch = new LeaseWatch(Length);
        for (var beat = 0; beat < 100; beat++)
            Assert.False(watch.HasRunOut(TimeSpan.FromSeconds(beat * 2.9), epoch: 1, beat));
    }

    [Fact]
    public void HasRunOut_RowThatStands_OnlyAfterTheWholeLease()
    {
        var watch = new LeaseWatch(Length);
        Assert.False(watch.HasRunOut(TimeSpan.FromSeconds(10), 1, 5));
        Assert.False(watch.HasRunOut(TimeSpan.FromSeconds(13), 1, 5));
        Assert.True(watch.HasRunOut(TimeSpan.FromSeconds(13.04), 1, 5));
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Sliding)]
    [InlineData(SimulatedEvaluator.Bucket)]
    [InlineData(SimulatedEvaluator.Fixed)]
    internal void SplitBrain_WithDriftingClocks_ProviderNeverSays429(SimulatedEvaluator evaluator)
    {
        Seeds.Check(15, random =>
        {
            var world = new World(random, evaluator);
            var granted = world.Run(400);

            Assert.Equal(0, world.Provider.Refused);
            Assert.True(world.Takeovers > 0, "No host ever took over.");
            Assert.True(granted > 300, $"Only {granted} grants: the pool was idle.");
        });
    }

    /// <summary>Two hosts on true time in steps of 20 ms.</summary>
    private sealed class World : LeaseWorld
    {
        private readonly PriorityQueue<int, double> _arriving = new();
        private readonly LeaseHost[] _hosts;
        private int _number;

        public World(SimulationRandom random, SimulatedEvaluator evaluator)
            : base(random, evaluator, Reach)
        {
            _hosts = [new(Length, Speed(), random.Between(0, 1_000)), new(Length, Speed(), random.Between(0, 1_000))];
            Take(_hosts[0], 0, 1);
        }

        public int Run(double seconds)
        {
            var cutUntil = new double[2];
            for (var now = 0.0; now < seconds; now += 0.02)
            {
                for (var i = 0; i < 2; i++)
                {
                    if (Random.Next() < 0.0008)
                        cutUntil[i] = now + Random.Between(1, 25);   // Cut off from the store, not from callers and provider.
                    Step(_hosts[i], now, isCut: now < cutUntil[i]);
                }

                while (_arriving.TryPeek(out _, out var at) && at <= now)
                {
                    _arriving.Dequeue();
                    Provider.TryAccept(at, 700, 300);
                }
            }

            return _number;
        }

        private void Step(LeaseHost host, double now, bool isCut)
        {
            var clock = host.Clock(now);
            if (clock >= host.NextBeat)
            {
                host.NextBeat = clock + TimeSpan.FromSeconds(1);
                if (!isCut)
                    Renew(host, now, clock);
            }

            if (host.Pool is not { } pool)
                return;
            while (pool.Waiting < 5 && host.Lease!.MayGrant(host.PoolClock(now)))
            {
                if (pool.Acquire(host.PoolClock(now), Pools.Ask($"{_number++}"), "", TimeSpan.Zero, TimeSpan.MaxValue).State == TicketState.Granted)
                    Send(now);
            }

            pool.Tick(host.PoolClock(now));
            while (pool.TryTakeNews(out var ticket))
            {
                if (ticket.State == TicketState.Granted)
                    Send(now);
            }
        }

        private void Send(double now) => _arriving.Enqueue(0, now + Underway());
    }
}
