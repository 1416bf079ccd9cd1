namespace GovStack.Conversations.Quota;

/// <summary>One meter as it is handed over to the next ledger. Durations and amounts only: no clock crosses.</summary>
internal sealed record MeterState(
    QuotaAxis Axis,
    TimeSpan Window,
    double Limit,
    double Level,
    double Largest,
    ProviderEvaluator Evaluator,
    IReadOnlyList<UsageStep> Steps,
    IReadOnlyList<IReadOnlyList<UsageStep>> ShortSteps);

/// <summary>A pool's ledger as it is handed over.</summary>
internal sealed record LedgerState(string Pool, long Epoch, double Safety, IReadOnlyList<MeterState> Meters)
{
    /// <summary>Gets the shares of the pace that servers may hold for when they are on their own.</summary>
    public double SharesTold { get; init; } = FallbackPace.Share;
}
