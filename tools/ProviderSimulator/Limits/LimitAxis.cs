namespace GovStack.ProviderSimulator.Limits;

/// <summary>One limit of the provider: what it counts, its evaluator, and its sub-window where it has one.</summary>
internal sealed class LimitAxis(string name, Measure measure, IReadOnlyList<Evaluator> evaluators)
{
    private readonly double[] _shares = [.. evaluators.Select(evaluator => evaluators[0].Limit <= 0 ? 0 : evaluator.Limit / evaluators[0].Limit)];

    public string Name => name;

    public Measure Measure => measure;

    public double Limit => evaluators[0].Limit;

    public TimeSpan Window => evaluators[0].Window;

    /// <summary>What was let in within any span of the window's length.</summary>
    public PeakMeter Admitted { get; } = new(evaluators[0].Window);

    /// <summary>What was asked for within any span of the window's length, refused calls included.</summary>
    public PeakMeter Offered { get; } = new(evaluators[0].Window);

    /// <summary>The largest share of its limit that any window or sub-window has held after letting a call in.</summary>
    public double PeakShare { get; private set; }

    /// <summary>Changes the limit from now on, its sub-windows with it.</summary>
    public void ChangeLimit(double limit, TimeSpan now)
    {
        for (var i = 0; i < evaluators.Count; i++)
            evaluators[i].ChangeLimit(limit * _shares[i], now);
    }

    public double Remaining(TimeSpan now) => Math.Max(0, Limit - evaluators[0].Used(now));

    public TimeSpan FullAgain(TimeSpan now) => evaluators[0].FullAgain(now);

    /// <summary>The first time at which every evaluator would let the amount in.</summary>
    public TimeSpan EarliestFit(double amount, TimeSpan now)
    {
        var time = now;
        while (true)
        {
            var latest = evaluators.Max(evaluator => evaluator.EarliestFit(amount, time));
            if (latest == time || latest == TimeSpan.MaxValue)
                return latest;
            time = latest;
        }
    }

    public AxisCharge Take(double amount, TimeSpan now)
    {
        var charges = new Charge[evaluators.Count];
        for (var i = 0; i < charges.Length; i++)
        {
            evaluators[i].Take(charges[i] = new Charge(now, amount));
            if (evaluators[i].Limit > 0)
                PeakShare = Math.Max(PeakShare, evaluators[i].Used(now) / evaluators[i].Limit);
        }

        Admitted.Add(now, amount);
        return new AxisCharge(this, charges);
    }

    /// <summary>Corrects a charge to what the call has cost in the end.</summary>
    public void Correct(AxisCharge charge, double final, TimeSpan now)
    {
        var difference = charge.Current - final;
        charge.Current = final;
        for (var i = 0; i < evaluators.Count; i++)
        {
            if (difference > 0)
                evaluators[i].Return(charge.Charges[i], difference, now);
            else if (difference < 0)
                evaluators[i].Take(new Charge(now, -difference));
        }
    }
}

/// <summary>What one call holds on one axis.</summary>
internal sealed class AxisCharge(LimitAxis axis, Charge[] charges)
{
    public LimitAxis Axis => axis;

    public Charge[] Charges => charges;

    public double Current { get; set; } = charges[0].Amount;
}
