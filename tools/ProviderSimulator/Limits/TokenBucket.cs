namespace GovStack.ProviderSimulator.Limits;

/// <summary>A bucket of capacity limit that refills at limit ÷ window, continuously.</summary>
internal sealed class TokenBucket(double limit, TimeSpan window) : Evaluator(limit, window)
{
    private double _used;
    private TimeSpan _at;

    private double PerTick => Limit / Window.Ticks;

    public override void ChangeLimit(double limit, TimeSpan now)
    {
        var level = Math.Min(Limit - Used(now), limit);
        (Limit, _used, _at) = (limit, limit - level, now);
    }

    public override double Used(TimeSpan now) => Math.Max(0, _used - ((now - _at).Ticks * PerTick));

    public override TimeSpan EarliestFit(double amount, TimeSpan now)
    {
        if (amount > Limit + Tolerance)
            return TimeSpan.MaxValue;

        var missing = Used(now) + amount - Limit;
        return missing <= Tolerance ? now : now + TimeSpan.FromTicks((long)Math.Ceiling(missing / PerTick));
    }

    public override void Take(Charge charge)
    {
        _used = Used(charge.At) + charge.Amount;
        _at = charge.At;
    }

    public override void Return(Charge charge, double amount, TimeSpan now)
    {
        _used = Math.Max(0, Used(now) - amount);
        _at = now;
    }

    public override TimeSpan FullAgain(TimeSpan now)
        => PerTick <= 0 ? TimeSpan.MaxValue : now + TimeSpan.FromTicks((long)Math.Ceiling(Used(now) / PerTick));
}
