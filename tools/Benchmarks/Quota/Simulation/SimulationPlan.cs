namespace GovStack.Benchmarks.Quota.Simulation;

/// <summary>One simulated world.</summary>
internal sealed record SimulationPlan
{
    public required SimulatedEvaluator Evaluator { get; init; }

    public SimulatedCharge Charge { get; init; } = SimulatedCharge.UpFront;

    /// <summary>Gets the seed: the same seed gives the same run to the last grant.</summary>
    public ulong Seed { get; init; } = 1;

    public double RequestsPerMinute { get; init; } = 500;

    public double TokensPerMinute { get; init; } = 300_000;

    /// <summary>Gets the arriving load as a share of what the limit allows.</summary>
    public double Load { get; init; } = 1.5;

    /// <summary>Gets whether sizes differ widely; otherwise 1,500 and 600 tokens each.</summary>
    public bool MixedSizes { get; init; }

    /// <summary>Gets the grants after which the run ends.</summary>
    public long Grants { get; init; } = 100_000;

    /// <summary>Gets the share of Emergency and Background among the arrivals.</summary>
    public double EmergencyShare { get; init; }

    public double BackgroundShare { get; init; }

    public int Tenants { get; init; } = 1;

    /// <summary>Gets the deadline of everybody, seconds; infinite by default.</summary>
    public double Deadline { get; init; } = double.PositiveInfinity;

    /// <summary>Gets the shortest and longest time from a grant to the provider, seconds.</summary>
    public (double Least, double Most) Jitter { get; init; } = (0.020, 0.300);

    /// <summary>Gets how long, at most, a grant lies before it is sent, seconds.</summary>
    public double LongestDelay { get; init; } = 0.020;

    /// <summary>Gets whether the provider tells limits and rests in headers.</summary>
    public bool Headers { get; init; }

    /// <summary>Gets whether the provider tells when its fixed window turns, and the pool knows that it has one.</summary>
    public bool TellsTurn { get; init; }

    /// <summary>Gets whether the provider lies about it: what it names as the turn is half a window off.</summary>
    public bool Lies { get; init; }

    /// <summary>Gets whether the pool obeys the short windows by a ring, or by pace.</summary>
    public bool Paced { get; init; }

    /// <summary>Gets whether the pool fills rested windows at once.</summary>
    public bool Bursts { get; init; }

    /// <summary>Gets the share of the limit somebody else takes from a time on, seconds.</summary>
    public (double Share, double From) Foreign { get; init; }

    /// <summary>Gets the change of the limit to a share of it at a time, seconds.</summary>
    public (double Share, double At)? LimitChange { get; init; }

    /// <summary>Gets when the crowd comes, seconds; five came at the start then, from whose answers headers were read.</summary>
    public double CrowdAt { get; init; }

    /// <summary>Gets when the last comes, seconds.</summary>
    public double Until { get; init; } = double.PositiveInfinity;

    /// <summary>Gets how many arrive at the very start, or at <see cref="CrowdAt"/>.</summary>
    public int Crowd { get; init; }

    /// <summary>Gets whether nobody comes after the crowd.</summary>
    public bool CrowdOnly { get; init; }

    /// <summary>Gets the times at which the ledger dies and another takes its place, seconds.</summary>
    public double FailEvery { get; init; } = double.PositiveInfinity;

    /// <summary>Gets the share of calls that fail and are tried again.</summary>
    public double FailureShare { get; init; }

    /// <summary>Gets whether every ledger starts with clean books, as a system long at rest.</summary>
    public bool Rested { get; init; } = true;
}
