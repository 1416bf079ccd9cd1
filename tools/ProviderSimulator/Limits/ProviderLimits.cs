namespace GovStack.ProviderSimulator.Limits;

/// <summary>All limits of one pool: lets a call in when every axis has room, all or nothing. Not thread-safe: its owner holds the lock.</summary>
internal sealed class ProviderLimits
{
    /// <summary>The name of the axis of calls under way.</summary>
    public const string InFlightAxis = "in-flight";

    private readonly ChargingRule _charging;
    private readonly SecondUser _secondUser;

    public ProviderLimits(SimulatorOptions options)
    {
        _charging = options.Charging;
        _secondUser = new SecondUser { Share = options.SecondUserShare };
        InFlightLimit = options.InFlight;
        Axes = [.. AxisPlan.Build(options)];
    }

    public IReadOnlyList<LimitAxis> Axes { get; }

    public int InFlightLimit { get; set; }

    public int InFlight { get; private set; }

    public int PeakInFlight { get; private set; }

    /// <summary>Lets somebody else use up a share of every limit from now on.</summary>
    public void ShareWithSecondUser(double share, TimeSpan now)
    {
        _secondUser.CatchUp(Axes, now);
        _secondUser.Share = share;
    }

    /// <summary>The first axis, by how long it makes the call wait, and the time at which all would have room.</summary>
    public (string? Axis, TimeSpan At) EarliestFit(CallSize size, TimeSpan now)
    {
        _secondUser.CatchUp(Axes, now);
        var (slowest, time) = ((string?)null, now);
        var from = now;
        while (true)
        {
            foreach (var axis in Axes)
            {
                var fit = axis.EarliestFit(Needed(axis, size), from);
                if (fit > time)
                    (slowest, time) = (axis.Name, fit);
            }

            if (time == from || time == TimeSpan.MaxValue)
                break;
            from = time;
        }

        return InFlightLimit > 0 && InFlight >= InFlightLimit && time == now ? (InFlightAxis, TimeSpan.MaxValue) : (slowest, time);
    }

    /// <summary>Lets the call in, or names the axis that is full.</summary>
    public Admission TryAdmit(CallSize size, TimeSpan now)
    {
        var (fullAxis, fitsAt) = EarliestFit(size, now);
        foreach (var axis in Axes)
            axis.Offered.Add(now, Charges.AtStart(_charging, axis.Measure, size));
        if (fullAxis is not null)
            return new Admission(size, [], fullAxis, fitsAt == TimeSpan.MaxValue ? TimeSpan.MaxValue : fitsAt - now);

        var charges = Axes.Select(axis => axis.Take(Charges.AtStart(_charging, axis.Measure, size), now)).ToArray();
        InFlight++;
        PeakInFlight = Math.Max(PeakInFlight, InFlight);
        return new Admission(size, charges, null, TimeSpan.Zero);
    }

    /// <summary>Charges answer tokens as they appear, where the rule does so.</summary>
    public void Produce(Admission admission, int outputTokensSoFar, TimeSpan now)
    {
        foreach (var charge in admission.Charges.Where(charge => Charges.AsProduced(_charging, charge.Axis.Measure)))
            charge.Axis.Correct(charge, outputTokensSoFar, now);
    }

    /// <summary>Ends a call: refunds or charges late what the rule says, or gives everything but the request back.</summary>
    public void Settle(Admission admission, int outputTokens, bool forgiven, TimeSpan now)
    {
        if (admission.Settled)
            return;

        admission.Settled = true;
        InFlight--;
        foreach (var charge in admission.Charges)
        {
            var final = forgiven && charge.Axis.Measure != Measure.Requests ? 0 : Charges.AtEnd(_charging, charge.Axis.Measure, admission.Size, outputTokens);
            charge.Axis.Correct(charge, final, now);
        }
    }

    // An answer charged as it is produced needs something left to be charged against, not a sum known beforehand.
    private double Needed(LimitAxis axis, CallSize size)
        => Charges.AsProduced(_charging, axis.Measure) ? 1 : Charges.AtStart(_charging, axis.Measure, size);
}

/// <summary>A call that was let in, with what it holds; or one that was not, with why and for how long.</summary>
internal sealed class Admission(CallSize size, IReadOnlyList<AxisCharge> charges, string? fullAxis, TimeSpan retryAfter)
{
    public CallSize Size => size;

    public IReadOnlyList<AxisCharge> Charges => charges;

    public bool Granted => fullAxis is null;

    /// <summary>The axis that had no room, or null.</summary>
    public string? FullAxis => fullAxis;

    /// <summary>How long until it would fit alone; <see cref="TimeSpan.MaxValue"/> when no time is known.</summary>
    public TimeSpan RetryAfter => retryAfter;

    public bool Settled { get; set; }

    /// <summary>The tokens charged now, on every token axis together.</summary>
    public double ChargedTokens => charges.Where(charge => charge.Axis.Measure != Measure.Requests).Sum(charge => charge.Current);
}
