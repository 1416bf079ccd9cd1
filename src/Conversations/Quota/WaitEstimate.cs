namespace GovStack.Conversations.Quota;

/// <summary>
/// How long a place in the queue will take: the tokens ahead over the rate at which they drain, put right by how such predictions turned out before.
/// </summary>
internal sealed class WaitEstimate(QuotaLedger ledger, TurnQueue queue, double emergencyShare)
{
    private const double PromiseShare = 0.98;      // 95 in 100 are to be kept; three for what no history shows.
    private const double Memory = 30;              // Seconds over which arrivals are averaged.
    private const double MinuteSeconds = 60;
    private static readonly TimeSpan PromiseSlack = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortestMeasured = TimeSpan.FromSeconds(1);

    // By class, and by length: a wait of seconds is a gamble, a wait of minutes is arithmetic.
    private static readonly double[] LengthsUpTo = [5, 20, 60];
    private readonly RatioRecord[,] _ratios = NewRatios();
    private readonly double[] _arriving = new double[3];
    private readonly TimeSpan[] _arrivedAt = new TimeSpan[3];
    private Amounts _usedShare = Ones();
    private double _serviceSeconds;

    /// <summary>A prediction: the plain one, and the two that are told.</summary>
    internal readonly record struct Prediction(TimeSpan Plain, TimeSpan Expected, TimeSpan Promised, int Place);

    /// <summary>The wait of somebody who comes in now, at the place in the tenant's line that the first arrival gives.</summary>
    public Prediction ForNewcomer(TimeSpan now, Ticket ticket)
    {
        var line = queue[ticket.Class];
        var (own, served) = line.Look(ticket.Request.Tenant);
        var (ahead, seconds, count) = own?.Before(ticket.Arrived) ?? default;
        return For(now, ticket, own, served, ahead, seconds, count);
    }

    /// <summary>The wait of somebody in the line, with what stands before them inside the tenant.</summary>
    public Prediction For(TimeSpan now, Ticket ticket, TenantLine? own, double served, in Amounts ahead, double aheadSeconds, int aheadCount)
    {
        var line = queue[ticket.Class];
        var wait = TimeSpan.Zero;
        var place = 0.0;
        var arrivingEach = Arriving(now, (int)ticket.Class) / Math.Max(1, line.BusyCount);
        var passes = line.BusyCount > 1 ? 2 : 1;   // The second knows how long the first thought others have to come in.
        for (var pass = 0; pass < passes; pass++)
        {
            var total = ahead;
            var mine = aheadSeconds;
            place = aheadCount + 1.0;
            foreach (var other in line.Busy)
            {
                if (other == own)
                    continue;
                var turn = Math.Clamp(served + aheadSeconds - other.Served + ticket.Seconds, 0, other.Seconds + (arrivingEach * wait.TotalSeconds));
                var share = turn / other.Seconds;
                total.Add(other.Waiting, share);
                mine += turn;
                place += Math.Min(share, 1) * other.Count;
            }

            var drained = Drained(now, ticket, total, place);
            wait = WithOtherClasses(now, ticket, line, mine, drained, arrivals: 1, ref place);
            if (ticket.Request.IsPromised && pass == passes - 1)
                return Promised(now, ticket, line, mine, drained, wait, (int)Math.Ceiling(place - 1e-6));
        }

        return Told(now, ticket.Class, wait, (int)Math.Ceiling(place - 1e-6));
    }

    /// <summary>A ticket's time: at the latest if people go on coming as they did, most likely if the rush is over.</summary>
    private Prediction Promised(TimeSpan now, Ticket ticket, ClassLine line, double mine, TimeSpan drained, TimeSpan wait, int place)
    {
        var unused = 0.0;
        var told = Told(now, ticket.Class, wait, place);
        var likely = WithOtherClasses(now, ticket, line, mine, drained, arrivals: 0, ref unused);
        return told with { Expected = likely < told.Expected ? likely : told.Expected };
    }

    /// <summary>What a wait is told as.</summary>
    private Prediction Told(TimeSpan now, QuotaClass kind, TimeSpan plain, int place)
    {
        var ratios = Ratios(kind, plain);
        var expected = plain * ratios.Quantile(0.5);
        var promised = (plain * (ratios.Margin * ratios.Quantile(PromiseShare))) + PromiseSlack + TwoRequests(plain);
        var blocked = ledger.BlockedUntil - now;
        if (ledger.BlockedUntil > now && blocked > expected)
        {
            expected = blocked;
            promised = promised > blocked + PromiseSlack ? promised : blocked + PromiseSlack;
        }

        return new Prediction(plain, expected, promised > expected ? promised : expected, place);
    }

    /// <summary>Counts an arrival: the classes above take their part of the drain while one waits.</summary>
    public void Arrived(TimeSpan now, Ticket ticket)
    {
        var kind = (int)ticket.Class;
        _arriving[kind] = Arriving(now, kind) + (ticket.Seconds / Memory);
        _arrivedAt[kind] = now;
    }

    /// <summary>Learns from a wait that has ended.</summary>
    public void Granted(TimeSpan now, Ticket ticket, bool undisturbed)
    {
        if (ticket.FirstExpected < ShortestMeasured || !undisturbed)
            return;
        var waited = now - ticket.Entered;
        var ratios = Ratios(ticket.Class, ticket.FirstExpected);
        ratios.Add(waited / ticket.FirstExpected);
        ratios.Judged(waited <= ticket.FirstPromised);
    }

    /// <summary>Learns how much of a charge is used in the end, and how long a slot is held.</summary>
    public void Settled(in Amounts charged, in Amounts used, TimeSpan held)
    {
        for (var i = 0; i < Amounts.Most; i++)
        {
            if (charged[i] > 0)
                _usedShare[i] += 0.02 * (Math.Clamp(used[i] / charged[i], 0.05, 2) - _usedShare[i]);
        }

        _serviceSeconds = _serviceSeconds == 0 ? held.TotalSeconds : _serviceSeconds + (0.05 * (held.TotalSeconds - _serviceSeconds));
    }

    private static RatioRecord[,] NewRatios()
    {
        var ratios = new RatioRecord[3, LengthsUpTo.Length + 1];
        for (var kind = 0; kind < 3; kind++)
        {
            for (var length = 0; length <= LengthsUpTo.Length; length++)
                ratios[kind, length] = new RatioRecord();
        }

        return ratios;
    }

    private RatioRecord Ratios(QuotaClass kind, TimeSpan plain)
    {
        var length = 0;
        while (length < LengthsUpTo.Length && plain.TotalSeconds >= LengthsUpTo[length])
            length++;
        return _ratios[(int)kind, length];
    }

    /// <summary>Two of the largest requests may pass a long wait: an emergency, and the stock that is kept for the next.</summary>
    private TimeSpan TwoRequests(TimeSpan plain)
    {
        var seconds = 0.0;
        foreach (var meter in ledger.Meters)
        {
            if (meter.Window <= TimeSpan.FromHours(1))
                seconds = Math.Max(seconds, 2 * meter.Largest / meter.RatePerSecond);
        }

        return TimeSpan.FromSeconds(Math.Min(seconds, 0.25 + (0.1 * plain.TotalSeconds)));
    }

    private static Amounts Ones()
    {
        var ones = default(Amounts);
        for (var i = 0; i < Amounts.Most; i++)
            ones[i] = 1;
        return ones;
    }

    /// <summary>How long the class's own part takes to drain, and the slots to come free.</summary>
    private TimeSpan Drained(TimeSpan now, Ticket ticket, in Amounts ahead, double place)
    {
        var longest = TimeSpan.Zero;
        var meters = ledger.Meters;
        for (var i = 0; i < meters.Length; i++)
        {
            var total = (ahead[i] * _usedShare[i]) + ticket.Amounts[i];
            var until = meters[i].UntilDrained(now, total, ticket.Amounts[i]);
            longest = until > longest ? until : longest;
        }

        if (double.IsInfinity(ledger.InFlightCeiling))
            return longest;
        var service = _serviceSeconds == 0 ? ticket.Request.ServiceTime.TotalSeconds / 2 : _serviceSeconds;
        var slots = service * Math.Max(0, place + ledger.InFlight - ledger.InFlightCeiling) / ledger.InFlightCeiling;
        return slots > longest.TotalSeconds ? TimeSpan.FromSeconds(slots) : longest;
    }

    /// <summary>
    /// Adds what the other classes are served meanwhile: what waits there and what still arrives, but never more than the tags of the fair queue let
    /// pass. Where arrivals are the smaller the wait is a sum that feeds on itself, w = own + waiting + rate × w; solved, not stepped.
    /// </summary>
    private TimeSpan WithOtherClasses(TimeSpan now, Ticket ticket, ClassLine line, double mine, TimeSpan own, double arrivals, ref double place)
    {
        Span<double> waiting = stackalloc double[3];
        Span<double> arriving = stackalloc double[3];
        Span<double> most = stackalloc double[3];
        var start = Math.Max(queue.StartOf(line) + (mine / line.Weight), ticket.NotBefore);
        for (var kind = 0; kind < 3; kind++)
        {
            var other = queue[(QuotaClass)kind];
            if (other == line)
                continue;
            waiting[kind] = other.Seconds;
            arriving[kind] = arrivals * Arriving(now, kind);
            most[kind] = Math.Max(0, (start - queue.StartOf(other)) * other.Weight);
        }

        if (line.Kind != QuotaClass.Emergency)
            most[0] = Math.Max(most[0], emergencyShare * (MinuteSeconds + own.TotalSeconds));
        var wait = own.TotalSeconds;
        Span<bool> isFull = stackalloc bool[3];
        for (var round = 0; round < 3; round++)
        {
            var fixedPart = own.TotalSeconds;
            var rate = 0.0;
            for (var kind = 0; kind < 3; kind++)
            {
                fixedPart += isFull[kind] ? most[kind] : Math.Min(waiting[kind], most[kind]);
                rate += isFull[kind] ? 0 : arriving[kind];
            }

            wait = fixedPart / Math.Max(1 - rate, 0.01);
            var changed = false;
            for (var kind = 0; kind < 3; kind++)
            {
                var full = waiting[kind] + (arriving[kind] * wait) >= most[kind];
                changed |= full && !isFull[kind];
                isFull[kind] |= full;
            }

            if (!changed)
                break;
        }

        for (var kind = 0; kind < 3; kind++)
        {
            var other = queue[(QuotaClass)kind];
            if (other != line && other.Count > 0)
                place += other.Count * Math.Min(1, most[kind] / other.Seconds);
        }

        return TimeSpan.FromSeconds(Math.Min(wait, 1e7));
    }

    private double Arriving(TimeSpan now, int kind) => _arriving[kind] * Math.Exp(-(now - _arrivedAt[kind]).TotalSeconds / Memory);
}
