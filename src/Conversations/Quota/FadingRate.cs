namespace GovStack.Conversations.Quota;

/// <summary>How much comes in a second, averaged over the last so many: what is long ago fades.</summary>
/// <param name="memory">The seconds it is averaged over.</param>
internal sealed class FadingRate(double memory)
{
    private double _rate;

    /// <summary>Gets when something came last.</summary>
    public TimeSpan Last { get; private set; }

    /// <summary>The rate at a time.</summary>
    public double At(TimeSpan now) => _rate * Math.Exp(-(now - Last).TotalSeconds / memory);

    /// <summary>Counts what has come.</summary>
    public void Add(TimeSpan now, double amount)
    {
        _rate = At(now) + (amount / memory);
        Last = now;
    }
}
