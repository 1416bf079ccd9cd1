namespace GovStack.Conversations.Quota;

/// <summary>How many calls may be under way: the setting, and less for a while after the provider said it is overloaded.</summary>
internal sealed class InFlightCeiling(int? most)
{
    private const double Cut = 0.7;
    private const int SuccessesForOneMore = 20;
    private double _ceiling = most ?? double.PositiveInfinity;
    private double _climbsTo;
    private int _successes;
    private TimeSpan _cutAt = TimeSpan.MinValue;
    private int _cutFrom;
    private bool _wasAccepted;   // Since the last cut.

    /// <summary>Gets the ceiling now; infinite where there is none.</summary>
    public double Now => _ceiling;

    /// <summary>Gets how many it will be as soon as calls are accepted again.</summary>
    public double Soon => Math.Max(_ceiling, IsReduced ? Math.Floor(Math.Min(_climbsTo, most ?? _climbsTo)) : 0);

    private bool IsReduced => _ceiling < (most ?? double.PositiveInfinity);

    /// <summary>Gets twice what was under way at the cut: from there on nothing limits them but the setting.</summary>
    private double Free => 2.0 * _cutFrom;

    /// <summary>
    /// A call's answer has begun. Up to what was under way before, less the cut, every one brings one more, so that an outage of seconds does not cost minutes:
    /// as TCP starts slowly after a loss (RFC 5681).
    /// </summary>
    public void Accepted()
    {
        _wasAccepted = true;
        if (_ceiling < Soon)
            Raise();
    }

    /// <summary>A call ended well: twenty bring one more.</summary>
    public void Succeeded()
    {
        if (!IsReduced || ++_successes < SuccessesForOneMore)
            return;
        _successes = 0;
        Raise();
    }

    /// <summary>The provider was overloaded. One wave of refusals cuts once: only a call granted after the last cut cuts again.</summary>
    public void Overloaded(TimeSpan now, TimeSpan grantedAt, int inFlight)
    {
        if (grantedAt < _cutAt)
            return;
        _cutAt = now;
        _successes = 0;
        var underWay = Math.Min(_ceiling, Math.Max(1, inFlight));
        if (!IsReduced || _wasAccepted)
            (_cutFrom, _climbsTo) = ((int)underWay, Cut * underWay);
        else if (_ceiling <= 1)
            _climbsTo = Free;   // A call that was alone failed too: it is not how many there are.
        _wasAccepted = false;
        _ceiling = Math.Max(1, Math.Floor(Cut * underWay));
    }

    private void Raise()
    {
        _ceiling++;
        if (_ceiling >= Math.Min(most ?? double.PositiveInfinity, Free))
            _ceiling = most ?? double.PositiveInfinity;
    }
}
