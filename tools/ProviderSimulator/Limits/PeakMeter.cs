namespace GovStack.ProviderSimulator.Limits;

/// <summary>The largest sum of amounts within any span of a window's length.</summary>
internal sealed class PeakMeter(TimeSpan window)
{
    private readonly Queue<(TimeSpan At, double Amount)> _amounts = new();
    private double _sum;

    public double Peak { get; private set; }

    public void Add(TimeSpan at, double amount)
    {
        while (_amounts.TryPeek(out var oldest) && oldest.At + window <= at)
            _sum -= _amounts.Dequeue().Amount;
        _amounts.Enqueue((at, amount));
        _sum += amount;
        Peak = Math.Max(Peak, _sum);
    }
}
