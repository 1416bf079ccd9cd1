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
    private sealed class World
    {
        private readonly SimulationRandom _random;
        private readonly PoolSettings _settings;
        private readonly PriorityQueue<int, double> _arriving = new();
        private readonly Host[] _hosts;
        private (long Epoch, long Beat) _row = (1, 0);
        private int _number;

        public World(SimulationRandom random, SimulatedEvaluator evaluator)
        {
            _random = random;
            _settings = Pools.Settings(evaluator == SimulatedEvaluator.Bucket ? ProviderEvaluator.Bucket : ProviderEvaluator.Window, requests: 10_000, tokens: 120_000);
            _settings = _settings with { Safety = evaluator == SimulatedEvaluator.Bucket ? 0.998 : 1 };
            Provider = new SimulatedProvider(evaluator, SimulatedCharge.UpFront, 10_000, 120_000, random.Between(0, 60));
            _hosts = [new Host(random.Between(0.9995, 1.0005), random.Between(0, 1_000)), new Host(random.Between(0.9995, 1.0005), random.Between(0, 1_000))];
            Take(_hosts[0], 0, 1);
        }

        public SimulatedProvider Provider { get; }

        public int Takeovers { get; private set; } = -1;

        public int Run(double seconds)
        {
            var cutUntil = new double[2];
            for (var now = 0.0; now < seconds; now += 0.02)
            {
                for (var i = 0; i < 2; i++)
                {
                    if (_random.Next() < 0.0008)
                        cutUntil[i] = now + _random.Between(1, 25);   // Cut off from the store, not from callers and provider.
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

        private void Step(Host host, double now, bool isCut)
        {
            var clock = host.Clock(now);
            if (clock >= host.NextBeat)
            {
                host.NextBeat = clock + TimeSpan.FromSeconds(1);
                if (!isCut)
                    Beat(host, now, clock);
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

        private void Send(double now) => _arriving.Enqueue(0, now + _random.Between(0, 0.18) + _random.Between(0, 0.3));

        private void Beat(Host host, double now, TimeSpan clock)
        {
            if (host.Pool is not null)
            {
                if (_row.Epoch != host.Epoch)
                {
                    host.Lease!.Lost();
                    host.Pool = null;
                    return;
                }

                _row = (_row.Epoch, _row.Beat + 1);
                host.Lease!.Renewed(host.PoolClock(now) - TimeSpan.FromSeconds(_random.Between(0, 0.2)));
            }
            else if (host.Watch.HasRunOut(clock, _row.Epoch, _row.Beat))
            {
                _row = (_row.Epoch + 1, 0);
                Take(host, now, _row.Epoch);
            }
        }

        private void Take(Host host, double now, long epoch)
        {
            Takeovers++;
            host.Epoch = epoch;
            host.PoolStart = now;
            host.Lease = new PoolLease(Length, Reach);
            host.Lease.Renewed(TimeSpan.Zero);
            host.Pool = Pools.Pool(_settings, lease: host.Lease);
            host.Pool.StartInDebt(TimeSpan.Zero, TimeSpan.Zero);
        }

        private sealed class Host(double speed, double offset)
        {
            public ProviderPool? Pool { get; set; }

            public PoolLease? Lease { get; set; }

            public LeaseWatch Watch { get; } = new(Length);

            public long Epoch { get; set; }

            public double PoolStart { get; set; }

            public TimeSpan NextBeat { get; set; }

            public TimeSpan Clock(double now) => TimeSpan.FromSeconds(offset + (now * speed));

            public TimeSpan PoolClock(double now) => TimeSpan.FromSeconds((now - PoolStart) * speed);
        }
    }
}
