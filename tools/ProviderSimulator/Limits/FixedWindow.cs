namespace GovStack.ProviderSimulator.Limits;

/// <summary>A counter that starts again at every multiple of the window, less the phase.</summary>
/// <param name="limit">The limit of one window.</param>
/// <param name="window">The window's length.</param>
/// <param name="phase">How far into a window time zero is.</param>
/// <param name="loneLargeAllowed">
/// Whether an amount above the whole limit may pass in an empty window. So it is for sub-windows: they pace a minute's limit, they do not forbid a size.
/// </param>
internal sealed class FixedWindow(double limit, TimeSpan window, TimeSpan phase, bool loneLargeAllowed) : Evaluator(limit, window)
{
    private long _index = long.MinValue;
    private double _sum;

    public override double Used(TimeSpan now) => IndexAt(now) == _index ? _sum : 0;

    public override TimeSpan EarliestFit(double amount, TimeSpan now)
    {
        if (amount > Limit + Tolerance && !loneLargeAllowed)
            return TimeSpan.MaxValue;

        var used = Used(now);
        return used + amount <= Limit + Tolerance || used <= 0 ? now : StartOf(IndexAt(now) + 1);
    }

    public override void Take(Charge charge)
    {
        var index = IndexAt(charge.At);
        if (index != _index)
            (_index, _sum) = (index, 0);
        _sum += charge.Amount;
    }

    public override void Return(Charge charge, double amount, TimeSpan now)
    {
        // What was charged in an earlier window has been forgotten with it.
        if (IndexAt(charge.At) == IndexAt(now) && IndexAt(now) == _index)
            _sum = Math.Max(0, _sum - amount);
    }

    public override TimeSpan FullAgain(TimeSpan now) => Used(now) > 0 ? StartOf(IndexAt(now) + 1) : now;

    private long IndexAt(TimeSpan time) => (long)Math.Floor((double)(time + phase).Ticks / Window.Ticks);

    private TimeSpan StartOf(long index) => TimeSpan.FromTicks(index * Window.Ticks) - phase;
}
