namespace GovStack.Conversations.Quota;

/// <summary>
/// How long a place in the queue will take: the tokens ahead over the rate at which they drain, put right by how such predictions turned out before.
/// </summary>
internal sealed class WaitEstimate(QuotaLedger ledger, TurnQueue queue, double emergencyShare)
{
    private const double PromiseShare = 0.98;      // 95 in 100 are to be kept; three for what no history shows.
    private const double PromiseMargin = 1.005;
    private const double Memory = 30;              // Seconds over which arrivals are averaged.
    private const double MinuteSeconds = 60;
    private const double AllWeights = 25;
    private static readonly TimeSpan PromiseSlack = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShortestMeasured = TimeSpan.FromSeconds(1);

    private readonly RatioRecord[] _ratios = [new(), new(), new()];
    private readonly double[] _arriving = new double[3];
    private readonly TimeSpan[] _arrivedAt = new TimeSpan[3];
    private Amounts _usedShare = Ones();
    private double _serviceSeconds;

    /// <summary>A prediction: the plain one, and the two that are told.</summary>
    internal readonly record struct Prediction(TimeSpan Plain, TimeSpan Expected, TimeSpan Promised, int Place);

    /// <summary>The wait of somebody who comes in now, at the end of the tenant's line.</summary>
    public Prediction ForNewcomer(TimeSpan now, Ticket ticket)
    {
        var line = queue[ticket.Class];
        var (own, served) = line.Look(ticket.Request.Tenant);
        var ahead = own?.Waiting ?? default;
        return For(now, ticket, own, served, ahead, own?.Seconds ?? 0, own?.Count ?? 0);
    }

    /// <summary>The wait of somebody in the line, with what stands before them inside the tenant.</summary>
    public Prediction For(TimeSpan now, Ticket ticket, TenantLine? own, double served, Amounts ahead, double aheadSeconds, int aheadCount)
    {
        var line = queue[ticket.Class];
        var place = aheadCount + 1.0;
        var mine = aheadSeconds;
        var until = served + aheadSeconds;
        foreach (var other in line.Busy)
        {
            if (other == own)
                continue;
            var share = Share(until - other.Served + ticket.Seconds, other.Seconds);
            ahead.Add(other.Waiting, share);
            mine += other.Seconds * share;
            place += other.Count * share;
        }

        AddOtherClasses(line, mine, ref ahead, ref place);
        var plain = Plain(now, ticket, ahead, mine, place);
        return Told(now, ticket.Class, plain, (int)Math.Ceiling(place - 1e-6));
    }

    /// <summary>What a wait is told as.</summary>
    private Prediction Told(TimeSpan now, QuotaClass kind, TimeSpan plain, int place)
    {
        var ratios = _ratios[(int)kind];
        var expected = plain * ratios.Quantile(0.5);
        var promised = (plain * (PromiseMargin * ratios.Quantile(PromiseShare))) + PromiseSlack;
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
        if (ticket.FirstExpected >= ShortestMeasured && undisturbed)
            _ratios[(int)ticket.Class].Add((now - ticket.Entered) / ticket.FirstExpected);
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

    private static Amounts Ones()
    {
        var ones = default(Amounts);
        for (var i = 0; i < Amounts.Most; i++)
            ones[i] = 1;
        return ones;
    }

    private static double Share(double seconds, double of) => of <= 0 ? 0 : Math.Clamp(seconds / of, 0, 1);

    /// <summary>What the other classes are served before this ticket, by the tags of the fair queue.</summary>
    private void AddOtherClasses(ClassLine line, double mine, ref Amounts ahead, ref double place)
    {
        var start = line.Start + (mine / line.Weight);
        for (var kind = QuotaClass.Emergency; kind <= QuotaClass.Background; kind++)
        {
            var other = queue[kind];
            if (other == line || other.Count == 0)
                continue;
            var seconds = (start - other.Start) * other.Weight;
            if (kind == QuotaClass.Emergency)
                seconds = Math.Max(seconds, Math.Min(other.Seconds, emergencyShare * (MinuteSeconds + mine)));
            var share = Share(seconds, other.Seconds);
            ahead.Add(other.Waiting, share);
            place += other.Count * share;
        }
    }

    private TimeSpan Plain(TimeSpan now, Ticket ticket, in Amounts ahead, double mine, double place)
    {
        var longest = TimeSpan.Zero;
        var meters = ledger.Meters;
        for (var i = 0; i < meters.Length; i++)
        {
            var total = (ahead[i] * _usedShare[i]) + ticket.Amounts[i];
            var until = meters[i].UntilDrained(now, total, ticket.Amounts[i]);
            longest = until > longest ? until : longest;
        }

        // Later arrivals of the classes above pass too, but never more than the weights let them.
        var passed = longest / (1 - TakenByOthers(now, ticket.Class));
        var most = longest + TimeSpan.FromSeconds((mine + ticket.Seconds) * AllWeights / queue[ticket.Class].Weight);
        longest = passed < most ? passed : most;
        if (double.IsInfinity(ledger.InFlightCeiling))
            return longest;
        var service = _serviceSeconds == 0 ? ticket.Request.ServiceTime.TotalSeconds / 2 : _serviceSeconds;
        var slots = service * Math.Max(0, place + ledger.InFlight - ledger.InFlightCeiling) / ledger.InFlightCeiling;
        return slots > longest.TotalSeconds ? TimeSpan.FromSeconds(slots) : longest;
    }

    /// <summary>The share of the drain that goes to those who come later and still pass.</summary>
    private double TakenByOthers(TimeSpan now, QuotaClass kind)
    {
        if (kind == QuotaClass.Emergency)
            return 0;
        var emergencies = Math.Min(Arriving(now, 0), 16.0 / 24);
        return kind == QuotaClass.Interactive ? emergencies : Math.Min(24.0 / 25, emergencies + Arriving(now, 1));
    }

    private double Arriving(TimeSpan now, int kind) => _arriving[kind] * Math.Exp(-(now - _arrivedAt[kind]).TotalSeconds / Memory);
}
