namespace GovStack.ProviderSimulator.Faults;

/// <summary>Which call fails and how: by rates and a seed, or all of them during an outage. Not thread-safe: its owner holds the lock.</summary>
internal sealed class FaultModel(IReadOnlyDictionary<FaultKind, double> rates, int seed)
{
    private readonly Random _random = new(seed);

    public IReadOnlyDictionary<FaultKind, double> Rates { get; set; } = rates;

    /// <summary>What every call meets now; <see cref="FaultKind.None"/> when there is no outage.</summary>
    public FaultKind Outage { get; set; }

    public FaultKind Next()
    {
        // One number a call, outage or not: switching an outage on and off does not shift the faults after it.
        var draw = _random.NextDouble();
        if (Outage != FaultKind.None)
            return Outage;

        foreach (var (kind, rate) in Rates.OrderBy(pair => pair.Key))
        {
            if (draw < rate)
                return kind;
            draw -= rate;
        }

        return FaultKind.None;
    }
}
