namespace GovStack.ProviderSimulator.Limits;

/// <summary>An amount that was charged at a time, and what is left of it after refunds.</summary>
internal sealed class Charge(TimeSpan at, double amount)
{
    public TimeSpan At { get; } = at;

    public double Amount { get; set; } = amount;
}

/// <summary>Counts amounts against a limit in a window. Times never go back from one call to the next.</summary>
internal abstract class Evaluator(double limit, TimeSpan window)
{
    /// <summary>Forgives the rounding of a refill, never a whole token.</summary>
    protected const double Tolerance = 1e-6;

    public double Limit { get; protected set; } = limit;

    public TimeSpan Window { get; } = window;

    /// <summary>Changes the limit from now on; what was charged stays charged.</summary>
    public virtual void ChangeLimit(double limit, TimeSpan now) => Limit = limit;

    /// <summary>What counts against the limit at a time.</summary>
    public abstract double Used(TimeSpan now);

    /// <summary>The first time, <paramref name="now"/> or later, at which the amount would fit if nothing else came; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public abstract TimeSpan EarliestFit(double amount, TimeSpan now);

    /// <summary>Charges, whether or not it fits: the caller has asked before.</summary>
    public abstract void Take(Charge charge);

    /// <summary>Gives part of an earlier charge back, as far as it still counts.</summary>
    public abstract void Return(Charge charge, double amount, TimeSpan now);

    /// <summary>When nothing charged so far counts any more.</summary>
    public abstract TimeSpan FullAgain(TimeSpan now);
}
