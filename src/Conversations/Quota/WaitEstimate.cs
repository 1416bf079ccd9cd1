namespace GovStack.Conversations.Quota;

/// <summary>
/// How long a place in the queue will take: the tokens ahead over the rate at which they drain, put right by how such predictions turned out before.
/// </summary>
internal sealed class WaitEstimate(QuotaLedger ledger, TurnQueue queue, double emergencyShare)
{
    private const double PromiseShare = 0.98;      // 95 in 100 are to be kept; three for what no history shows.
    private const double Memory = 30;              // Seconds over which arrivals are averaged.
    private const double PassingMemory = 120;      // Seconds over which those are averaged who come in before others: they are few.
    private const double MinuteSeconds = 60;
    private const double MostPassing = 0.5;        // Of the drain: what is more is no habit but a fault that will end.
    private const double LeastSeen = 10;           // Seconds; what came in less is chance.

    // What a promise assumes of emergencies before a rush has shown how many come: that share of the pool, weighing as much as so many seconds of looking, and a little for ever.
    private const double UsualEmergencies = 0.14;
    private const double UsualSeconds = 20;
    private const double UnseenEmergencies = 0.02;
    private const double LatenessKept = 0.995;     // The lateness of the slowest of the last few hundred requests.
    private static readonly TimeSpan PromiseSlack = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LatenessBelieved = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestMeasured = TimeSpan.FromSeconds(1);

    // By class, and by length: a wait of seconds is a gamble, a wait of minutes is arithmetic.
    private static readonly double[] LengthsUpTo = [5, 20, 60];
    private readonly RatioRecord[,] _ratios = NewRatios();
    private readonly FadingRate[] _arriving = [new(Memory), new(Memory), new(Memory)];

    // What comes in before those who wait, since it was asked before: an answer that goes on, a call that is made again.
    private readonly FadingRate[] _passing = [new(PassingMemory), new(PassingMemory), new(PassingMemory)];
    private Amounts _usedShare = Ones();   // What is used in the end, to what was charged.
    private double _serviceSeconds;   // How long an answer holds its place.
    private double _beginSeconds;     // And how long it takes to begin.
    private TimeSpan? _emergenciesSince;
    private TimeSpan _rushSince;
    private double _cameInRush;   // Emergencies since somebody waits, in seconds of the pool; old ones fade.
    private TimeSpan _lateness;

    /// <summary>A prediction.</summary>
    /// <param name="Plain">The plain one, by which such predictions are judged.</param>
    /// <param name="Expected">What is told as likely.</param>
    /// <param name="Promised">What is told as the most.</param>
    /// <param name="AtPresent">The most, should no more emergencies come than at present: who can be answered in time by it is not sent away.</param>
    /// <param name="Place">The place, 1 for the next.</param>
    /// <param name="IsInTrouble">Whether the provider does not answer, and all of it is a guess.</param>
    internal readonly record struct Prediction(TimeSpan Plain, TimeSpan Expected, TimeSpan Promised, TimeSpan AtPresent, int Place, bool IsInTrouble);

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
        var arrivingEach = _arriving[(int)ticket.Class].At(now) / Math.Max(1, line.BusyCount);
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

            var slots = place;
            var drained = Drained(now, ticket, total, slots, isCautious: false);
            var start = Math.Max(queue.StartOf(line) + (mine / line.Weight), ticket.NotBefore + ((mine - aheadSeconds) / line.Weight));
            wait = WithOtherClasses(now, ticket, line, start, drained, Arrivals.AsNow, ref place);
            if (pass < passes - 1)
                continue;
            var unused = 0.0;
            var most = WithOtherClasses(now, ticket, line, start, Drained(now, ticket, total, slots, isCautious: true), Arrivals.AtMost, ref unused);
            var told = Told(now, ticket, wait, most, (int)Math.Ceiling(place - 1e-6));
            if (!ticket.Request.IsPromised)
                return told;

            // A ticket's time: at the latest however many come, most likely if the rush is over.
            var likely = WithOtherClasses(now, ticket, line, start, drained, Arrivals.None, ref unused);
            return told with { Expected = likely < told.Expected ? likely : told.Expected };
        }

        throw new InvalidOperationException();
    }

    /// <summary>What a wait is told as.</summary>
    private Prediction Told(TimeSpan now, Ticket ticket, TimeSpan plain, TimeSpan most, int place)
    {
        var ratios = Ratios(ticket.Class, plain);
        var expected = plain * ratios.Quantile(0.5);
        var factor = ratios.Margin * ratios.Quantile(PromiseShare);
        if (ticket.Request.IsPromised)
            factor = Math.Max(factor, 1);   // That tickets were kept sooner, because a rush ended, does not make the next one end.
        var slack = PromiseSlack + _lateness + TwoRequests(plain);
        var promised = ((most > plain ? most : plain) * factor) + slack;
        var atPresent = (plain * factor) + slack;
        var down = ledger.DownFor(now);
        var blocked = ledger.BlockedUntil - now;
        if (down > TimeSpan.Zero)
        {
            // Nobody knows when it answers again; from then on the line moves as ever.
            (expected, promised, atPresent) = (expected + down, promised + down, atPresent + down);
        }
        else if (blocked > expected)
        {
            expected = blocked;
            promised = promised > blocked + slack ? promised : blocked + slack;
            atPresent = atPresent > blocked + slack ? atPresent : blocked + slack;
        }

        return new Prediction(plain, expected, promised > expected ? promised : expected, atPresent > expected ? atPresent : expected, place, down > TimeSpan.Zero);
    }

    /// <summary>A request has gone out so long after its grant: a busy machine is part of the wait.</summary>
    public void Sent(TimeSpan late)
    {
        _lateness *= LatenessKept;
        if (late > _lateness)
            _lateness = late < LatenessBelieved ? late : LatenessBelieved;
    }

    /// <summary>Counts an arrival: the classes above take their part of the drain while one waits.</summary>
    public void Arrived(TimeSpan now, Ticket ticket)
    {
        var kind = (int)ticket.Class;
        if (queue.Count == 0)
            (_rushSince, _cameInRush) = (now, 0);
        if (ticket.Class == QuotaClass.Emergency)
            _cameInRush = (_cameInRush * Math.Exp(-(now - _arriving[0].Last).TotalSeconds / Memory)) + ticket.Seconds;
        if (ticket.Class == QuotaClass.Emergency && (_emergenciesSince is null || (now - _arriving[kind].Last).TotalSeconds > 3 * Memory))
            _emergenciesSince = now;   // After a long silence it begins anew.
        if (ticket.Entered - ticket.Arrived > ShortestMeasured && queue[ticket.Class].Count > 0 && !ledger.IsNew(now))   // To a new ledger all come again.
            _passing[kind].Add(now, ticket.Seconds);
        _arriving[kind].Add(now, ticket.Seconds);
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

    /// <summary>An answer has begun so long after it was asked for.</summary>
    public void Began(TimeSpan after) => _beginSeconds = Learnt(_beginSeconds, after);

    /// <summary>An answer has ended that held its place so long.</summary>
    public void Answered(TimeSpan held) => _serviceSeconds = Learnt(_serviceSeconds, held);

    /// <summary>Learns how much of a charge is used in the end.</summary>
    public void Settled(in Amounts charged, in Amounts used)
    {
        for (var i = 0; i < Amounts.Most; i++)
        {
            if (charged[i] > 0)
                _usedShare[i] += 0.02 * (Math.Clamp(used[i] / charged[i], 0.05, 2) - _usedShare[i]);
        }
    }

    private static double Learnt(double known, TimeSpan seen) => known == 0 ? seen.TotalSeconds : known + (0.05 * (seen.TotalSeconds - known));

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

    private Amounts Used(Amounts charged)
    {
        for (var i = 0; i < Amounts.Most; i++)
            charged[i] *= _usedShare[i];
        return charged;
    }

    /// <summary>How long the class's own part takes to drain, and the slots to come free.</summary>
    private TimeSpan Drained(TimeSpan now, Ticket ticket, in Amounts ahead, double place, bool isCautious)
    {
        var longest = TimeSpan.Zero;
        var meters = ledger.Meters;
        for (var i = 0; i < meters.Length; i++)
        {
            var total = (ahead[i] * _usedShare[i]) + ticket.Amounts[i];
            var until = meters[i].UntilDrained(now, total, ticket.Amounts[i], isCautious, out var afterTurn);
            if (afterTurn > 0)
                until += AfterTurn(ticket, ahead, afterTurn, meters[i].Usable / total);
            longest = until > longest ? until : longest;
        }

        if (double.IsInfinity(ledger.InFlightCeiling))
            return longest;
        var service = _serviceSeconds == 0 ? ticket.Request.ServiceTime.TotalSeconds / 2 : _serviceSeconds;
        var soon = ledger.InFlightSoon;
        var needed = place + ledger.InFlight;
        var slots = service * Math.Max(0, needed - soon) / soon;
        if (needed > ledger.InFlightCeiling && soon > ledger.InFlightCeiling)
            slots += (_beginSeconds == 0 ? service : _beginSeconds) * Math.Log2(1 + (Math.Min(needed, soon) / ledger.InFlightCeiling));   // Twice as many each time that answers begin.
        return slots > longest.TotalSeconds ? TimeSpan.FromSeconds(slots) : longest;
    }

    /// <summary>At a turn the window is free at once, and the shorter windows inside it, of whatever axis, are not.</summary>
    private TimeSpan AfterTurn(Ticket ticket, in Amounts ahead, double share, double aWindow)
    {
        var seconds = 0.0;
        var meters = ledger.Meters;
        for (var i = 0; i < meters.Length; i++)
        {
            var all = (ahead[i] * _usedShare[i]) + ticket.Amounts[i];
            seconds = Math.Max(seconds, meters[i].SecondsAfterTurn(share * all, aWindow * all, ticket.Amounts[i]));
        }

        return TimeSpan.FromSeconds(seconds);
    }

    /// <summary>
    /// Adds what the other classes are served meanwhile: what waits there and what still arrives, but never more than the tags of the fair queue let
    /// pass. Where arrivals are the smaller the wait is a sum that feeds on itself, w = own + waiting + rate × w; solved, not stepped.
    /// </summary>
    private TimeSpan WithOtherClasses(TimeSpan now, Ticket ticket, ClassLine line, double start, TimeSpan own, Arrivals arrivals, ref double place)
    {
        Span<double> waiting = stackalloc double[3];
        Span<double> arriving = stackalloc double[3];
        Span<double> most = stackalloc double[3];
        var grows = ticket.Seconds > 0 ? Math.Max(1, ledger.Seconds(Used(ticket.Amounts)) / ticket.Seconds) : 1;   // Prompts that turn out longer than they were taken for hold up whoever waits behind them; shorter ones are not counted on.
        for (var kind = 0; kind < 3; kind++)
        {
            var other = queue[(QuotaClass)kind];
            if (other == line)
                continue;
            waiting[kind] = other.Seconds * grows;
            arriving[kind] = arrivals == Arrivals.None ? 0 : _arriving[kind].At(now) * grows;
            most[kind] = Math.Max(0, (start - queue.StartOf(other)) * other.Weight * grows);
        }

        if (line.Kind != QuotaClass.Emergency && arrivals != Arrivals.None)
        {
            arriving[0] = EmergenciesArriving(now);
            if (arrivals == Arrivals.AtMost && line.Kind == QuotaClass.Interactive)   // Those in the background are told what the rush costs them already.
                arriving[0] = EmergenciesAtMost(now, ticket.Seconds);
            if (ticket.Request.IsPromised && arriving[0] > emergencyShare)
            {
                // A ticket's time is long: that more are in danger than may go before all others is taken to last a minute more, not all of it.
                waiting[0] += (arriving[0] - emergencyShare) * MinuteSeconds;
                arriving[0] = emergencyShare;
            }
        }

        if (line.Kind != QuotaClass.Emergency)
            most[0] = Math.Max(most[0], emergencyShare * (MinuteSeconds + own.TotalSeconds));
        for (var kind = 0; kind < 3; kind++)
            arriving[kind] = most[kind] > 0 ? arriving[kind] : 0;   // However many come there, none of them passes.
        var wait = own.TotalSeconds;
        Span<bool> isFull = stackalloc bool[3];
        isFull[(int)QuotaClass.Interactive] = ticket.Request.IsPromised && arrivals == Arrivals.AtMost;   // A ticket is kept however many come after it.
        for (var round = 0; round < 3; round++)
        {
            var fixedPart = own.TotalSeconds;
            var rate = Math.Min(_passing[(int)line.Kind].At(now), MostPassing);
            for (var kind = 0; kind < 3; kind++)
            {
                fixedPart += isFull[kind] ? most[kind] : Math.Min(waiting[kind], most[kind]);
                rate += isFull[kind] ? 0 : arriving[kind];
            }

            wait = fixedPart / Math.Max(1 - rate, 0.01);
            // Whichever has had all it may have first: the wait is then another, and may leave room to the others.
            var (full, at) = (-1, double.MaxValue);
            for (var kind = 0; kind < 3; kind++)
            {
                if (isFull[kind] || waiting[kind] + (arriving[kind] * wait) < most[kind] || arriving[kind] <= 0)
                    continue;
                var fills = (most[kind] - waiting[kind]) / Math.Max(arriving[kind], 1e-9);
                if (fills < at)
                    (full, at) = (kind, fills);
            }

            if (full < 0)
                break;
            isFull[full] = true;
        }

        for (var kind = 0; kind < 3; kind++)
        {
            var other = queue[(QuotaClass)kind];
            if (other != line && other.Count > 0)
                place += other.Count * Math.Min(1, most[kind] / (other.Seconds * grows));
        }

        return TimeSpan.FromSeconds(Math.Min(wait, 1e7));
    }

    /// <summary>The same for emergencies, put right for how short a time is remembered yet: the first minute of a rush is when most is promised.</summary>
    private double EmergenciesArriving(TimeSpan now)
        => _emergenciesSince is { } since ? _arriving[0].At(now) / (1 - Math.Exp(-Math.Max(LeastSeen, (now - since).TotalSeconds) / Memory)) : 0;

    /// <summary>
    /// The same as a promise takes it: what came since people began to wait, tempered by what is usual, and as much more as chance may hide. Most is promised in the
    /// first seconds of a rush, when one emergency more or less would mean twice the rate or none.
    /// </summary>
    private double EmergenciesAtMost(TimeSpan now, double each)
    {
        var isFirst = queue.Count == 0;
        var came = isFirst ? 0 : _cameInRush * Math.Exp(-(now - _arriving[0].Last).TotalSeconds / Memory);
        var seen = UsualSeconds + (isFirst ? 0 : Memory * (1 - Math.Exp(-(now - _rushSince).TotalSeconds / Memory)));
        var rate = (came + (UsualEmergencies * UsualSeconds)) / seen;
        return rate + UnseenEmergencies + Math.Sqrt(rate * each / seen);
    }

    private enum Arrivals
    {
        None,

        /// <summary>As many as came lately.</summary>
        AsNow,

        /// <summary>As many, and more emergencies than came.</summary>
        AtMost,
    }
}
