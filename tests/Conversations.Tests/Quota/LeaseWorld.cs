using GovStack.Benchmarks.Quota.Simulation;
using GovStack.Conversations.Quota;

namespace GovStack.Conversations.Tests.Quota;

/// <summary>Hosts that reach for one pool by a lease on a shared row, and the provider behind it, on true time; the hosts' clocks run apart.</summary>
internal abstract class LeaseWorld
{
    private readonly TimeSpan _reach;
    private (long Epoch, long Beat) _row = (1, 0);

    protected LeaseWorld(SimulationRandom random, SimulatedEvaluator evaluator, TimeSpan reach)
    {
        (Random, _reach) = (random, reach);
        var isBucket = evaluator == SimulatedEvaluator.Bucket;
        Settings = Pools.Settings(isBucket ? ProviderEvaluator.Bucket : ProviderEvaluator.Window, requests: 10_000, tokens: 120_000) with { Safety = isBucket ? 0.9995 : 1 };
        Provider = new SimulatedProvider(evaluator, SimulatedCharge.UpFront, 10_000, 120_000, random.Between(0, 60));
    }

    public SimulatedProvider Provider { get; }

    /// <summary>Gets how often a host took over from another.</summary>
    public int Takeovers { get; private set; } = -1;

    protected SimulationRandom Random { get; }

    protected PoolSettings Settings { get; }

    protected double Speed() => Random.Between(0.9995, 1.0005);

    /// <summary>Draws what lies between a grant and its request's arrival: the spread of sending, then the way.</summary>
    protected double Underway() => Random.Between(0, 0.18) + Random.Between(0, 0.3);

    /// <summary>A host's beat: it renews its lease, learns that it has lost it, or takes over.</summary>
    protected void Renew(LeaseHost host, double now, TimeSpan clock)
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
            host.Lease!.Renewed(host.PoolClock(now) - TimeSpan.FromSeconds(Random.Between(0, 0.2)));
        }
        else if (host.Watch.HasRunOut(clock, _row.Epoch, _row.Beat))
        {
            _row = (_row.Epoch + 1, 0);
            Take(host, now, _row.Epoch);
        }
    }

    /// <summary>Opens the pool at a host.</summary>
    protected void Take(LeaseHost host, double now, long epoch)
    {
        Takeovers++;
        host.Epoch = epoch;
        host.PoolStart = now;
        host.Lease = new PoolLease(host.Length, _reach);
        host.Lease.Renewed(TimeSpan.Zero);
        host.Pool = Pools.Pool(Settings, lease: host.Lease, epoch: epoch);
        host.Pool.StartInDebt(TimeSpan.Zero, TimeSpan.Zero);
    }
}

/// <summary>A host of such a world.</summary>
/// <param name="length">How long a renewal lasts.</param>
/// <param name="speed">How fast its clock runs.</param>
/// <param name="offset">What its clock showed at first, in seconds.</param>
internal class LeaseHost(TimeSpan length, double speed, double offset)
{
    public TimeSpan Length { get; } = length;

    public ProviderPool? Pool { get; set; }

    public PoolLease? Lease { get; set; }

    public LeaseWatch Watch { get; } = new(length);

    public long Epoch { get; set; }

    public double PoolStart { get; set; }

    public TimeSpan NextBeat { get; set; }

    public TimeSpan Clock(double now) => TimeSpan.FromSeconds(offset + (now * speed));

    public TimeSpan PoolClock(double now) => TimeSpan.FromSeconds((now - PoolStart) * speed);
}
