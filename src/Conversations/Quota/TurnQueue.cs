namespace GovStack.Conversations.Quota;

/// <summary>
/// Who is next in one pool. Classes share 16 : 8 : 1 by start-time fair queueing, emergencies lead while they hold under their share of a minute;
/// inside a class the least served tenant comes first, inside a tenant whoever asked first.
/// </summary>
/// <remarks>Single-threaded. The next is found at once, entering and leaving take the logarithm of the number of tenants.</remarks>
internal sealed class TurnQueue(EmergencyAllowance emergencies)
{
    private readonly ClassLine[] _classes = [new(QuotaClass.Emergency, 16), new(QuotaClass.Interactive, 8), new(QuotaClass.Background, 1)];
    private double _virtualTime;
    private long _numbers;

    public int Count { get; private set; }

    public ClassLine this[QuotaClass kind] => _classes[(int)kind];

    /// <summary>The virtual start of a class: where it stands if it is busy, where it would begin if it is not.</summary>
    public double StartOf(ClassLine line) => line.Head is { } head ? Math.Max(line.Start, head.NotBefore) : Math.Max(line.Start, _virtualTime);

    /// <summary>
    /// Where a promised request may begin: behind everybody of the classes above who waits now, and behind its tenant's before it, who may not begin at once either. One that
    /// comes again, with its first arrival, holds up nobody who asked later.
    /// </summary>
    public double EarliestFor(Ticket promised)
    {
        var own = this[promised.Class].Look(promised.Request.Tenant).Line;
        var earliest = own?.Until ?? 0;
        foreach (var line in _classes)
        {
            if (line.Kind != QuotaClass.Background && line.Count > 0)
                earliest = Math.Max(earliest, line.Start + (line.Seconds / line.Weight));
        }

        return own?.FirstAfter(promised.Arrived) is { } next ? Math.Min(earliest, next.NotBefore) : earliest;
    }

    public void Enter(Ticket ticket)
    {
        var line = _classes[(int)ticket.Class];
        if (line.Count == 0)
            line.Start = Math.Max(line.Start, _virtualTime);
        if (ticket.Number == 0)
            ticket.Number = ++_numbers;
        line.Insert(ticket);
        Count++;
    }

    /// <summary>The ticket whose turn it is: it holds the pool until it fits, and nothing passes it there.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="leads">Whether it is an emergency that goes before everybody.</param>
    public Ticket? Next(TimeSpan now, out bool leads)
    {
        leads = false;
        if (Count == 0)
            return null;
        if (_classes[0].Head is { } emergency && emergencies.MayLead(now, emergency.Seconds))
        {
            leads = true;
            return emergency;
        }

        ClassLine? next = null;
        foreach (var line in _classes)
        {
            if (line.Count > 0 && (next is null || StartOf(line) < StartOf(next)))
                next = line;
        }

        return next!.Head;
    }

    /// <summary>Takes the next out because it was granted.</summary>
    public void Serve(TimeSpan now, Ticket ticket)
    {
        var line = _classes[(int)ticket.Class];
        line.Start = Math.Max(line.Start, ticket.NotBefore);
        _virtualTime = Math.Max(_virtualTime, line.Start);
        line.Start += ticket.Seconds / line.Weight;
        line.Serve(ticket);
        Count--;
        if (ticket.Class == QuotaClass.Emergency)
            emergencies.Granted(now, ticket.Seconds);
    }

    public void Leave(Ticket ticket)
    {
        _classes[(int)ticket.Class].Remove(ticket);
        Count--;
    }

    /// <summary>Puts a tenant's account right once a call's true cost is known.</summary>
    public void TrueUp(Ticket ticket, double seconds) => _classes[(int)ticket.Class].TrueUp(ticket.Request.Tenant, seconds);
}
