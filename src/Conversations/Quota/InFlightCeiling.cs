namespace GovStack.Conversations.Quota;

/// <summary>How many calls may be under way: the setting, and less for a while after the provider said it is overloaded.</summary>
internal sealed class InFlightCeiling(int? most)
{
    private const double Cut = 0.7;
    private const int SuccessesForOneMore = 20;
    private double _ceiling = most ?? double.PositiveInfinity;
    private int _successes;
    private TimeSpan _cutAt = TimeSpan.MinValue;
    private int _cutFrom;

    /// <summary>Gets the ceiling now; infinite where there is none.</summary>
    public double Now => _ceiling;

    /// <summary>Gets whether it is below its setting.</summary>
    public bool IsReduced => _ceiling < (most ?? double.PositiveInfinity);

    /// <summary>A call ended well.</summary>
    public void Succeeded()
    {
        if (!IsReduced)
            return;
        // Up to what was under way before, less the cut, every success brings one more, so that an outage of seconds does not cost minutes; beyond it twenty do.
        if (_ceiling >= Cut * _cutFrom && ++_successes < SuccessesForOneMore)
            return;
        _successes = 0;
        _ceiling++;
        if (_ceiling >= Math.Min(most ?? double.PositiveInfinity, 2.0 * _cutFrom))
            _ceiling = most ?? double.PositiveInfinity;
    }

    /// <summary>The provider was overloaded. One wave of refusals cuts once: only a call granted after the last cut cuts again.</summary>
    public void Overloaded(TimeSpan now, TimeSpan grantedAt, int inFlight)
    {
        if (grantedAt < _cutAt)
            return;
        _cutAt = now;
        _successes = 0;
        if (!IsReduced)
            _cutFrom = inFlight;
        _ceiling = Math.Max(1, Math.Floor(Cut * Math.Min(_ceiling, Math.Max(1, inFlight))));
    }
}
