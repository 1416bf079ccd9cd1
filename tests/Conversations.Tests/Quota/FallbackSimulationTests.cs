using GovStack.Benchmarks.Quota.Simulation;
using GovStack.Conversations.Quota;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

/// <summary>
/// Two hosts that die, hang and may both believe to hold a pool, servers that send on their own while they hear nothing, messages that are lost or late on either way, clocks
/// that run apart, everybody greedy: the provider sees one limit.
/// </summary>
public sealed class FallbackSimulationTests
{
    private const double Step = 0.02;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(0.5);

    [Theory]
    [InlineData(SimulatedEvaluator.Sliding, 3)]
    [InlineData(SimulatedEvaluator.Bucket, 3)]
    [InlineData(SimulatedEvaluator.Fixed, 3)]
    [InlineData(SimulatedEvaluator.Sliding, 8)]
    [InlineData(SimulatedEvaluator.Bucket, 8)]
    internal void LostServersAndTwoLedgers_ProviderNeverSays429(SimulatedEvaluator evaluator, int servers)
    {
        Seeds.Check(25, random =>
        {
            var world = new World(random, evaluator, servers);
            world.Run(500);

            Assert.Equal(0, world.Provider.Refused);
            Assert.True(world.Takeovers > 0, "No host ever took over.");
            Assert.True(world.SentAlone > 5, $"Only {world.SentAlone} requests were sent by servers on their own.");
            Assert.True(world.Granted > 50, $"Only {world.Granted} grants: the pool was idle.");
        });
    }

    private sealed class World : LeaseWorld
    {
        private readonly ChargeRule _rule;
        private readonly PriorityQueue<Action<double>, double> _events = new();
        private readonly Host[] _hosts;
        private readonly Server[] _servers;

        public World(SimulationRandom random, SimulatedEvaluator evaluator, int servers)
            : base(random, evaluator, Reach)
        {
            _rule = new ChargeRule(Settings.Profile);
            _hosts = [new(Speed(), random.Between(0, 1_000)), new(Speed(), random.Between(0, 1_000))];
            _servers = [.. Enumerable.Range(0, servers).Select(number => new Server($"server-{number}", Speed(), random.Between(0, 1_000)))];
            Take(_hosts[0], 0, 1);
        }

        public int Granted { get; private set; }

        public int SentAlone { get; private set; }

        public void Run(double seconds)
        {
            for (var now = 0.0; now < seconds; now += Step)
            {
                while (_events.TryPeek(out var happens, out var at) && at <= now)
                {
                    _events.Dequeue();
                    happens(at);
                }

                foreach (var host in _hosts)
                {
                    if (Random.Next() < 0.0003)
                        host.CutUntil = now + Random.Between(1, 25);   // From the store, not from servers and provider.
                    if (Random.Next() < 0.0002)
                        host.DeadUntil = now + Random.Between(5, 40);
                    if (Random.Next() < 0.0002)
                        host.StoppedUntil = now + Random.Between(1, 40);
                    if (now < host.DeadUntil)
                        host.Pool = null;
                    else if (now >= host.StoppedUntil)
                        StepHost(host, now);
                }

                foreach (var server in _servers)
                {
                    if (Random.Next() < 0.0003)
                        server.DeafUntil = now + Random.Between(1, 30);
                    StepServer(server, now);
                }
            }
        }

        // Mostly quick, at times later than any beat.
        private double Delay() => Random.Next() < 0.01 ? Random.Between(1, 6) : Random.Between(0, 0.2);

        private void StepServer(Server server, double now)
        {
            var clock = server.Clock(now);
            if (clock >= server.NextBeat && !server.IsAsking)
            {
                server.NextBeat = clock + TimeSpan.FromSeconds(1);
                server.IsAsking = true;
                var beat = server.Pace.Sending(clock);
                // Whom it believes to hold the pool: not always who does.
                var host = Random.Next() < 0.1 ? _hosts[Random.Below(2)] : _hosts.FirstOrDefault(candidate => candidate.Pool is not null) ?? _hosts[0];
                if (now < server.DeafUntil && Random.Next() < 0.5)
                    Fail(server, now);   // It does not even get there.
                else
                    _events.Enqueue(at => Arrive(server, host, beat, clock, at), now + Delay());
            }

            var seconds = server.Pace.Seconds(_rule, Pools.Ask("alone"));
            if (server.Pace.TrySend(clock, seconds))
            {
                SentAlone++;
                Send(now);
            }
        }

        private void Arrive(Server server, Host host, ServerBeat beat, TimeSpan sentAt, double now)
        {
            if (host.Pool is not { } pool || now < host.StoppedUntil || !host.Lease!.MayGrant(host.PoolClock(now)))
            {
                Fail(server, now);
                return;
            }

            var reply = pool.Heard(host.PoolClock(now), server.Name, beat);
            var arrives = now + Delay();
            if (arrives < server.DeafUntil)
                Fail(server, now);   // The pool has heard it; it does not hear the pool.
            else
                _events.Enqueue(at => Hear(server, sentAt, reply), arrives);
        }

        private void Fail(Server server, double now) => _events.Enqueue(_ => server.IsAsking = false, now + Random.Between(0.1, 8));

        private static void Hear(Server server, TimeSpan sentAt, BeatReply reply)
        {
            server.IsAsking = false;
            server.Pace.Heard(sentAt, reply);
        }

        private void StepHost(Host host, double now)
        {
            var clock = host.Clock(now);
            if (clock >= host.NextBeat)
            {
                host.NextBeat = clock + TimeSpan.FromSeconds(1);
                if (now >= host.CutUntil)
                    Beat(host, now, clock);
            }

            if (host.Pool is not { } pool)
                return;
            while (pool.Waiting < 5 && host.Lease!.MayGrant(host.PoolClock(now)))
            {
                if (pool.Acquire(host.PoolClock(now), Pools.Ask($"{host.Epoch}/{host.Number++}"), "", TimeSpan.Zero, TimeSpan.MaxValue).State == TicketState.Granted)
                    Grant(now);
            }

            if (host.PoolClock(now) >= pool.Wake)
                pool.Tick(host.PoolClock(now));
            while (pool.TryTakeNews(out var ticket))
            {
                if (ticket.State == TicketState.Granted)
                    Grant(now);
            }
        }

        private void Beat(Host host, double now, TimeSpan clock)
        {
            var before = host.Pool;
            Renew(host, now, clock);
            if (host.Pool is { } taken && taken != before)
                taken.Callers.Expect(TimeSpan.Zero, FallbackPace.Share);   // What the last holder's servers may still send on their own.
        }

        private void Grant(double now)
        {
            Granted++;
            Send(now);
        }

        private void Send(double now) => _events.Enqueue(at => Provider.TryAccept(at, 700, 300), now + Underway());

        private sealed class Server(string name, double speed, double offset)
        {
            public string Name { get; } = name;

            public FallbackPace Pace { get; } = new();

            public bool IsAsking { get; set; }

            public double DeafUntil { get; set; }

            public TimeSpan NextBeat { get; set; }

            public TimeSpan Clock(double now) => TimeSpan.FromSeconds(offset + (now * speed));
        }

        private sealed class Host(double speed, double offset) : LeaseHost(FallbackSimulationTests.Length, speed, offset)
        {
            public int Number { get; set; }

            public double CutUntil { get; set; }

            public double DeadUntil { get; set; }

            public double StoppedUntil { get; set; }
        }
    }
}
