namespace GovStack.Conversations.Quota;

/// <summary>What the pool says of itself.</summary>
internal sealed partial class ProviderPool
{
    /// <summary>The state now.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="utcNow">The same moment for people to read.</param>
    public PoolStatus Status(TimeSpan now, DateTimeOffset utcNow)
    {
        now = Forward(now);
        var axes = new List<AxisStatus>();
        foreach (var meter in _ledger.Meters)
        {
            var used = meter.Used(now) + meter.Held;
            axes.Add(new AxisStatus(meter.Axis.ToString(), meter.Limit, meter.Window, used, Math.Max(0, meter.Usable - used)));
        }

        var queues = new List<QueueStatus>();
        for (var kind = QuotaClass.Emergency; kind <= QuotaClass.Background; kind++)
        {
            var line = _queue[kind];
            var wait = Newcomer(now, kind);
            queues.Add(new QueueStatus(kind, line.Count, TokensOf(line), wait.Expected, wait.Promised));
        }

        var isOff = _ledger.IsOff(now);
        return new PoolStatus(Name, _ledger.Epoch, axes, queues, _ledger.Safety, _ledger.InFlight, isOff, isOff ? utcNow + (_ledger.OffUntil - now) : null);
    }

    /// <summary>The wait somebody with a usual request would be told; zero when it would be granted at once.</summary>
    private WaitEstimate.Prediction Newcomer(TimeSpan now, QuotaClass kind)
    {
        var request = new GrantRequest(Name, "?", kind, "?", "", 0, 0, 1, default, default, TimeSpan.Zero, "?");
        var ticket = new Ticket(request, "") { Arrived = now };
        var meters = _ledger.Meters;
        for (var i = 0; i < meters.Length; i++)
            ticket.Amounts[i] = Math.Max(1, meters[i].Largest);
        ticket.Seconds = _ledger.Seconds(ticket.Amounts);
        if (_queue.Count == 0 && _ledger.WhenFits(now, ticket.Amounts, kind == QuotaClass.Emergency) <= now)
            return new WaitEstimate.Prediction(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 1, IsInTrouble: false);
        return _waits.ForNewcomer(now, ticket);
    }

    private long TokensOf(ClassLine line)
    {
        var tokens = 0.0;
        var meters = _ledger.Meters;
        for (var i = 0; i < meters.Length; i++)
        {
            if (meters[i].Axis != QuotaAxis.Requests && meters[i].Window <= TimeSpan.FromHours(1))
                tokens += line.Waiting[i];
        }

        return (long)tokens;
    }
}
