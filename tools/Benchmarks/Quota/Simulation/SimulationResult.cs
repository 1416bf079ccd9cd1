namespace GovStack.Benchmarks.Quota.Simulation;

/// <summary>What a run showed.</summary>
internal sealed class SimulationResult
{
    private static readonly double[] Empty = [];

    public long Grants { get; set; }

    public long Accepted { get; set; }

    public long RateLimited { get; set; }

    public long Arrivals { get; set; }

    public long RefusedEarly { get; set; }

    public long RefusedLate { get; set; }

    public long Retries { get; set; }

    public double RetrySeconds { get; set; }

    public double FirstSeconds { get; set; }

    public double Seconds { get; set; }

    public double ChargedTokens { get; set; }

    /// <summary>Gets or sets how many the ideal sender gets accepted of the same requests in the same time.</summary>
    public long Possible { get; set; }

    /// <summary>Gets or sets how many were accepted in the same whole minutes.</summary>
    public long SteadyAccepted { get; set; }

    public ulong LogHash { get; set; } = 14695981039346656037;

    public long Promises { get; set; }

    public long PromisesKept { get; set; }

    /// <summary>Gets what was asked for, in order of arrival; kept with the record only.</summary>
    public List<(int Input, int Maximum)> Sizes { get; } = [];

    /// <summary>Gets the waits by class, seconds.</summary>
    public List<double>[] Waits { get; } = [[], [], []];

    public List<double>[] RatiosByClass { get; } = [[], [], []];

    public List<double> PromiseRatios { get; } = [];

    public List<double> ShortErrors { get; } = [];

    public List<double> IdealWaits { get; } = [];

    /// <summary>Gets or sets the answers complete before their deadline.</summary>
    public long InTime { get; set; }

    public long Attempts { get; set; }

    /// <summary>Gets the times from asking to the provider's acceptance, seconds.</summary>
    public List<double> ProviderWaits { get; } = [];

    public double Share429 => Accepted + RateLimited == 0 ? 0 : RateLimited / (double)(Accepted + RateLimited);

    public double Efficiency => Possible == 0 ? double.NaN : SteadyAccepted / (double)Possible;

    public double KeptShare => Promises == 0 ? 1 : PromisesKept / (double)Promises;

    public void Log(double now, long request)
    {
        LogHash = (LogHash ^ (ulong)BitConverter.DoubleToInt64Bits(now)) * 1099511628211;
        LogHash = (LogHash ^ (ulong)request) * 1099511628211;
    }

    public static double Quantile(IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Count == 0 ? Empty : [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
