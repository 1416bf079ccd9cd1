namespace GovStack.Conversations.Quota;

/// <summary>What the pool has to do with the servers of a cluster: their signs of life, and credits while it is idle.</summary>
internal sealed partial class ProviderPool
{
    private const int MostCredits = 3;

    // Prompts of one purpose differ by their passages: a credit takes most of what comes next.
    private const double CreditMargin = 1.25;

    /// <summary>Gets the servers that ask.</summary>
    public PoolCallers Callers { get; } = new();

    /// <summary>A server says that it lives, and is told what it may send by should it hear nothing more.</summary>
    public BeatReply Heard(TimeSpan now, string caller, ServerBeat beat)
    {
        now = Forward(now);
        Callers.Withhold(now, _ledger);
        var (number, share) = Callers.Heard(now, caller, beat, _ledger.Epoch, MayShare(now));
        Pump(now);
        return new(_ledger.Epoch, number, share, Rates());
    }

    /// <summary>
    /// Gives a server up to three grants in advance while nobody waits and a fifth of every limit is free, so that questions that come together pay one hop.
    /// They are charged now, as a request somewhat larger than the one they come with, and end as any grant does.
    /// </summary>
    /// <returns>The grants, possibly none, and what each of them was charged as.</returns>
    public (GrantRequest Sized, IReadOnlyList<Grant> Grants) GiveCredit(TimeSpan now, string caller, GrantRequest request)
    {
        now = Forward(now);
        var sized = request with { InputTokens = (int)(request.InputTokens * CreditMargin) };
        var grants = new List<Grant>();
        while (grants.Count < MostCredits && CreditPurse.Suits(request) && _queue.Count == 0 && HasHeadroom(now, sized, grants.Count + 1))
        {
            var credit = sized with { Reservation = $"{request.Reservation}/credit{grants.Count + 1}" };
            var ticket = Acquire(now, credit, caller, TimeSpan.Zero, TimeSpan.MaxValue);
            if (ticket is not { State: TicketState.Granted, Grant: { } grant })
            {
                Cancel(now, credit.Reservation);
                break;
            }

            grants.Add(grant);
        }

        return (sized, grants);
    }

    private bool HasHeadroom(TimeSpan now, GrantRequest request, int count)
    {
        var amounts = _ledger.Price(request.InputTokens, request.CachedInputTokens, request.MaxOutputTokens, request.MaxOutputTokens);
        var meters = _ledger.Meters;
        for (var i = 0; i < meters.Length; i++)
        {
            var free = meters[i].Usable - meters[i].Used(now);
            if (free < 0.2 * meters[i].Limit || amounts[i] * count > Math.Max(amounts[i], 0.05 * free / Callers.Count))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Whether servers may be told a share. What is counted by the day, or by the calls under way, they could not keep to on their own.
    /// </summary>
    private bool MayShare(TimeSpan now)
    {
        if (Lease?.MayGrant(now) == false || _ledger.IsOff(now) || !double.IsInfinity(_ledger.InFlightCeiling))
            return false;
        foreach (var meter in _ledger.Meters)
        {
            if (meter.Window > TimeSpan.FromHours(1) && meter.Usable - meter.Used(now) < 0.02 * meter.Usable)
                return false;
        }

        return true;
    }

    private AxisRate[] Rates()
    {
        var rates = new List<AxisRate>();
        foreach (var meter in _ledger.Meters)
        {
            if (meter.Window <= TimeSpan.FromHours(1))
                rates.Add(new(meter.Axis, meter.RatePerSecond, meter.Largest));
        }

        return [.. rates];
    }
}
