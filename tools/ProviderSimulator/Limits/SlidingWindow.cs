namespace GovStack.ProviderSimulator.Limits;

/// <summary>An exact log: a charge counts from its time until one window later, that instant excluded.</summary>
internal sealed class SlidingWindow(double limit, TimeSpan window) : Evaluator(limit, window)
{
    private readonly Queue<Charge> _charges = new();
    private double _sum;

    public override double Used(TimeSpan now)
    {
        while (_charges.TryPeek(out var oldest) && oldest.At + Window <= now)
            _sum -= _charges.Dequeue().Amount;
        if (_charges.Count == 0)
            _sum = 0;
        return _sum;
    }

    public override TimeSpan EarliestFit(double amount, TimeSpan now)
    {
        if (amount > Limit + Tolerance)
            return TimeSpan.MaxValue;

        // A look into the future must not forget what still counts now.
        var sum = _sum;
        foreach (var charge in _charges)
        {
            if (charge.At + Window > now && sum + amount <= Limit + Tolerance)
                return now;
            sum -= charge.Amount;
            if (charge.At + Window > now && sum + amount <= Limit + Tolerance)
                return charge.At + Window;
        }

        return now;
    }

    public override void Take(Charge charge)
    {
        Used(charge.At);
        _charges.Enqueue(charge);
        _sum += charge.Amount;
    }

    public override void Return(Charge charge, double amount, TimeSpan now)
    {
        Used(now);
        if (charge.At + Window <= now)
            return;

        charge.Amount -= amount;
        _sum -= amount;
    }

    public override TimeSpan FullAgain(TimeSpan now)
    {
        var last = now;
        foreach (var charge in _charges)
            last = charge.At + Window > last ? charge.At + Window : last;
        return last;
    }
}
