namespace GovStack.Conversations.Quota;

/// <summary>
/// One limit of one pool. A ring holds what was charged in the provider's window, stretched by what can delay a request; a pace (a bucket that
/// drains at the limit's rate) keeps it even. A window pool obeys both; a bucket pool obeys the pace alone, with nearly the whole bucket as burst.
/// </summary>
/// <remarks>Single-threaded; every time is the pool's own, which never goes back. No method allocates.</remarks>
internal sealed class QuotaMeter
{
    private const double BurstSeconds = 0.2;      // Of the pace a window pool may let through at once: what a late wake-up would lose otherwise.
    private const double StrictPace = 0.95;       // A pace that alone must meet a window of a second leaves that much air.
    private const double Rounding = 1e-3;         // Tokens; far above the error of a double here, far below one token.

    // Long, because the stock kept for emergencies follows it, and a stock that came and went would make every promise swing.
    private static readonly TimeSpan LargestMemory = TimeSpan.FromMinutes(10);

    private readonly UsageRing _ring;
    private readonly UsageRing[] _shortRings;
    private readonly double[] _shortShares;
    private readonly double _smallestShare;       // Of the limit, in the shortest window, paced or not.
    private readonly double _uncertainSeconds;    // Send jitter and the time a grant may wait: how wrong our idea of the provider's clock can be.
    private readonly bool _isDaily;
    private readonly bool _isStrictlyPaced;
    private readonly bool _bucketEvaluator;
    private readonly bool _bursts;                // A rested window may be filled at once: the rings alone bind.
    private double _safety;
    private double _ratePerTick;
    private double _level;
    private TimeSpan _levelAt;
    private double _arrived;                      // The level as the provider must see it: charges from when they were sent, not from when they were granted.
    private TimeSpan _arrivedAt;
    private double _unsent;                       // Charged here, and not yet on its way.
    private TimeSpan _largestSince;
    private double _largest;
    private double _largestBefore;
    private TimeSpan _debtFrom;
    private double _sinceDebt = double.NaN;       // Charged since a restart; NaN when not in debt.
    private double _debtReserve;

    public QuotaMeter(AxisLimit limit, PoolSettings settings)
    {
        var profile = settings.Profile;
        Axis = limit.Axis;
        Window = limit.Window;
        Limit = limit.Amount;
        Configured = limit.Amount;
        _isDaily = limit.Window > TimeSpan.FromHours(1);
        _bucketEvaluator = profile.Evaluator == ProviderEvaluator.Bucket && !_isDaily;
        Evaluator = _bucketEvaluator ? ProviderEvaluator.Bucket : ProviderEvaluator.Window;
        CountsAsProduced = limit.Axis == QuotaAxis.OutputTokens && profile.StartCharge == StartCharge.InputThenOutputAsProduced;
        var uncertain = settings.SendJitter + settings.SpendWithin;
        _uncertainSeconds = uncertain.TotalSeconds;
        _ring = new UsageRing(limit.Window + uncertain, Step(limit.Window));
        var shorter = _isDaily ? [] : profile.SubWindows.Where(window => window.Axis == limit.Axis).ToArray();
        _smallestShare = shorter.Length == 0 ? 1 : shorter.Min(window => window.Length / limit.Window);
        _isStrictlyPaced = shorter.Any(window => window.Paced);
        _bursts = profile.Bursts && !_bucketEvaluator && !_isStrictlyPaced && !_isDaily;
        var ringed = shorter.Where(window => !window.Paced).ToArray();
        _shortRings = [.. ringed.Select(window => new UsageRing(window.Length + uncertain, Step(window.Length)))];
        _shortShares = [.. ringed.Select(window => window.Length / limit.Window)];
        _safety = settings.Safety;
        SetRate();
    }

    public QuotaAxis Axis { get; }

    public TimeSpan Window { get; }

    /// <summary>Gets what the settings say.</summary>
    public double Configured { get; }

    /// <summary>Gets what the provider allows, as far as is known now.</summary>
    public double Limit { get; private set; }

    /// <summary>Gets φ × limit.</summary>
    public double Usable => _safety * Limit;

    /// <summary>Gets how the meter judges now; a bucket pool that was wrong is a window for a while.</summary>
    public ProviderEvaluator Evaluator { get; private set; }

    /// <summary>Gets whether answers are counted while they are produced: held from grant to settlement, charged then.</summary>
    public bool CountsAsProduced { get; }

    /// <summary>Gets what is held for answers under way.</summary>
    public double Held { get; private set; }

    /// <summary>Gets what is charged and not yet on its way to the provider.</summary>
    public double Unsent => _unsent;

    /// <summary>Gets all corrections ever made from what the provider says: foreign use and refills. Tells old readings from new ones.</summary>
    public double Corrected { get; private set; }

    /// <summary>Gets the long-run rate in units a second, short windows considered.</summary>
    public double RatePerSecond { get; private set; }

    /// <summary>Gets the largest request of the last ten to twenty minutes.</summary>
    public double Largest => Math.Max(_largest, _largestBefore);

    public int Bytes => _ring.Bytes + _shortRings.Sum(ring => ring.Bytes) + 200;

    private double Pace => _ratePerTick * TimeSpan.TicksPerSecond;

    /// <summary>What is used in the provider's eyes, at worst: the bucket's level or the window's sum.</summary>
    public double Used(TimeSpan now)
    {
        if (Evaluator == ProviderEvaluator.Bucket)
            return Level(now);
        _ring.Advance(now);
        return _ring.Sum;
    }

    /// <summary>What was charged between two times.</summary>
    public double ChargedBetween(TimeSpan from, TimeSpan until) => _ring.Between(from, until);

    /// <summary>What the window holds, for the books.</summary>
    public long RingSum(TimeSpan now)
    {
        _ring.Advance(now);
        return _ring.Sum;
    }

    /// <summary>Whether so much can ever be granted.</summary>
    public bool CanEverFit(double amount)
    {
        if (amount > Limit)
            return false;
        return amount <= Math.Max(1, Limit * _smallestShare);
    }

    /// <summary>Whether so much fits now.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="amount">The charge.</param>
    /// <param name="isEmergency">Whether the stock kept for emergencies may be used.</param>
    public bool Fits(TimeSpan now, double amount, bool isEmergency)
    {
        var inBucket = Evaluator == ProviderEvaluator.Bucket;
        if (!inBucket)
        {
            _ring.Advance(now);
            if (_ring.Sum + Held + amount > Math.Max(InWindow(isEmergency), amount) + Rounding)
                return false;
        }

        for (var i = 0; i < _shortRings.Length; i++)
        {
            _shortRings[i].Advance(now);
            if (_shortRings[i].Sum + amount > Math.Max(Usable * _shortShares[i], amount) + Rounding)
                return false;
        }

        if (_isDaily)
            return true;
        if (Level(now) + (inBucket ? Held : 0) + amount > Burst(amount, isEmergency) + Rounding)
            return false;
        return double.IsNaN(_sinceDebt) || DebtAllows(now, amount);
    }

    /// <summary>When so much will fit if nothing else is charged and nothing comes back: a time, at which <see cref="Fits"/> is true.</summary>
    public TimeSpan WhenFits(TimeSpan now, double amount, bool isEmergency)
    {
        var inBucket = Evaluator == ProviderEvaluator.Bucket;
        var when = now;
        if (!inBucket)
            when = Later(when, WhenFreed(_ring, now, _ring.Sum + Held + amount - Math.Max(InWindow(isEmergency), amount)));
        for (var i = 0; i < _shortRings.Length; i++)
            when = Later(when, WhenFreed(_shortRings[i], now, _shortRings[i].Sum + amount - Math.Max(Usable * _shortShares[i], amount)));
        if (_isDaily)
            return when;
        var over = Level(now) + (inBucket ? Held : 0) + amount - Burst(amount, isEmergency);
        if (over > Rounding)
            when = Later(when, now + new TimeSpan((long)Math.Ceiling(over / _ratePerTick)));
        if (!double.IsNaN(_sinceDebt))
        {
            var paid = (_sinceDebt + amount + _debtReserve + DebtBurst(amount)) / _ratePerTick;
            when = Later(when, Earlier(_debtFrom + new TimeSpan((long)Math.Ceiling(paid)), _debtFrom + _ring.Span));
        }

        return when;
    }

    /// <summary>How long until a whole queue's worth has drained, the last of it included.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="total">Everything ahead and the request itself.</param>
    /// <param name="last">The request itself.</param>
    public TimeSpan UntilDrained(TimeSpan now, double total, double last)
    {
        var seconds = 0.0;
        var usual = Math.Max(last, Largest / 3);
        if (Evaluator != ProviderEvaluator.Bucket)
        {
            _ring.Advance(now);
            seconds = _bursts
                ? TurnSeconds(_ring, now, total + Held, WholeRequests(InWindow(isEmergency: false), usual))
                : DrainSeconds(_ring, now, total + Held, WholeRequests(Usable, usual));
        }

        for (var i = 0; i < _shortRings.Length; i++)
        {
            _shortRings[i].Advance(now);
            var share = WholeRequests(Usable * _shortShares[i], usual);
            seconds = Math.Max(seconds, _bursts ? TurnSeconds(_shortRings[i], now, total, share) : DrainSeconds(_shortRings[i], now, total, share));
        }

        if (!_isDaily)
        {
            var held = Evaluator == ProviderEvaluator.Bucket ? Held : 0;
            seconds = Math.Max(seconds, (Level(now) + held + total - Burst(last, isEmergency: false)) / Pace);
            if (!double.IsNaN(_sinceDebt))
                seconds = Math.Max(seconds, ((_sinceDebt + total + _debtReserve + DebtBurst(last)) / Pace) - (now - _debtFrom).TotalSeconds);
        }

        return seconds <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(seconds, 1e7));
    }

    /// <summary>Charges a request now.</summary>
    public void Charge(TimeSpan now, double amount)
    {
        NoteSize(now, amount);
        if (!CountsAsProduced)
        {
            Book(now, amount);
            _unsent += amount;
            return;
        }

        Held += amount;
        if (Evaluator == ProviderEvaluator.Window)
            SetLevel(now, Level(now) + amount);   // The window itself is held, the pace is not.
    }

    /// <summary>Replaces a charge by what was really used.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="chargedAt">When it was charged.</param>
    /// <param name="charged">What was charged.</param>
    /// <param name="used">What was used; may be more.</param>
    public void Settle(TimeSpan now, TimeSpan chargedAt, double charged, double used)
    {
        if (CountsAsProduced)
        {
            Held = Math.Max(0, Held - charged);
            if (Evaluator == ProviderEvaluator.Window)
                SetLevel(now, Level(now) - charged);
            Book(now, used);
        }
        else if (used > charged)
        {
            Book(now, used - charged);
            SetArrived(now, Arrived(now) + used - charged);
        }
        else if (used < charged)
        {
            GiveBack(now, chargedAt, charged - used);
        }
    }

    /// <summary>A charge has gone out, or may have: from now on the provider's bucket drains it too.</summary>
    public void Sent(TimeSpan now, double amount)
    {
        if (CountsAsProduced)
            return;
        _unsent = Math.Max(0, _unsent - amount);
        SetArrived(now, Arrived(now) + amount);
    }

    /// <summary>A charge never went out.</summary>
    public void NeverSent(double amount)
    {
        if (!CountsAsProduced)
            _unsent = Math.Max(0, _unsent - amount);
    }

    /// <summary>
    /// Moves a charge to now, because the request went out later than its grant allowed. What our bucket drained meanwhile the provider's, being full,
    /// could not: that much is lost once, however many requests were late together.
    /// </summary>
    public void Renew(TimeSpan now, TimeSpan chargedAt, double amount)
    {
        if (CountsAsProduced)
            return;
        Move(_ring, now, chargedAt, (long)amount);
        foreach (var ring in _shortRings)
            Move(ring, now, chargedAt, (long)amount);
        SetLevel(now, Math.Max(Level(now), Arrived(now) + _unsent));
    }

    /// <summary>Counts what somebody else used, or takes back what was counted too much.</summary>
    public void Correct(TimeSpan now, double amount)
    {
        Corrected += amount;
        if (amount >= 0)
            Book(now, Math.Ceiling(amount));
        else
            SetLevel(now, Level(now) + amount);
        SetArrived(now, Arrived(now) + amount);
    }

    /// <summary>Fills the pace up so that <paramref name="next"/> fits after a time, not before.</summary>
    public void FillUntil(TimeSpan now, TimeSpan until, double next)
    {
        if (_isDaily)
            return;
        var needed = Burst(next, isEmergency: false) - next + ((until - now).Ticks * _ratePerTick) - (Evaluator == ProviderEvaluator.Bucket ? Held : 0);
        var added = needed - Level(now);
        if (added <= 0)
            return;
        Corrected += added;
        SetLevel(now, needed);
    }

    public void SetLimit(TimeSpan now, double limit)
    {
        Rebase(now);
        Limit = limit;
        SetRate();
    }

    public void SetSafety(TimeSpan now, double safety)
    {
        Rebase(now);
        _safety = safety;
        SetRate();
    }

    /// <summary>Judges a bucket pool as a window, or as a bucket again.</summary>
    public void SetEvaluator(TimeSpan now, ProviderEvaluator evaluator)
    {
        if (!_bucketEvaluator || evaluator == Evaluator)
            return;
        Rebase(now);
        Evaluator = evaluator;
        SetRate();
        if (evaluator == ProviderEvaluator.Window)
        {
            SetLevel(now, Math.Min(Level(now), Burst(0, isEmergency: true)));   // From here the ring says what is left.
        }
        else
        {
            _ring.Advance(now);
            SetLevel(now, Math.Max(Level(now), Math.Min(_ring.Sum, Burst(0, isEmergency: true))));
        }
    }

    /// <summary>Starts as one who knows nothing of what was spent before: a bucket empty, a window one burst in debt.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="startedAt">When the last grant of a former ledger may have been given at the latest.</param>
    public void StartInDebt(TimeSpan now, TimeSpan startedAt)
    {
        if (_isDaily)
            return;
        if (_bucketEvaluator)
        {
            SetLevel(now, Math.Max(0, Burst(0, isEmergency: true) - ((now - startedAt).Ticks * _ratePerTick)));
            SetArrived(now, Level(now));
            return;
        }

        _debtFrom = startedAt;
        _sinceDebt = 0;
    }

    /// <summary>Makes the debt larger by what a former ledger may have gained from refunds.</summary>
    public void OweRefunds(double share) => _debtReserve = share * Usable;

    public MeterState Export(TimeSpan now)
    {
        _ring.Advance(now);
        return new MeterState(Axis, Window, Limit, Level(now) + Held, Largest, Evaluator, _ring.Export(now), [.. _shortRings.Select(ring => ring.Export(now))]);
    }

    public void Import(TimeSpan now, MeterState state)
    {
        _sinceDebt = double.NaN;
        Limit = state.Limit;
        SetRate();
        Evaluator = _bucketEvaluator ? state.Evaluator : Evaluator;
        SetRate();
        SetLevel(now, Math.Max(0, state.Level));
        SetArrived(now, Level(now));
        _largest = state.Largest;
        _largestSince = now;
        _ring.Import(now, state.Steps);
        for (var i = 0; i < Math.Min(_shortRings.Length, state.ShortSteps.Count); i++)
            _shortRings[i].Import(now, state.ShortSteps[i]);
    }

    private static TimeSpan Step(TimeSpan window) => new(Math.Max(window.Ticks / 600, TimeSpan.TicksPerMillisecond * 10));

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan WhenFreed(UsageRing ring, TimeSpan now, double over)
        => over <= Rounding ? now : ring.WhenFreed(Math.Min(ring.Sum, (long)Math.Ceiling(over - Rounding)));

    private static void Move(UsageRing ring, TimeSpan now, TimeSpan chargedAt, long amount)
    {
        ring.Advance(now);
        if (ring.TryTake(chargedAt, amount))
            ring.Add(amount);
    }

    /// <summary>What whole requests of a size fill of a window; of other sizes half a request stays unused, on average.</summary>
    private static double WholeRequests(double usable, double size)
        => size <= 0 || size >= usable ? usable : Math.Min(Math.Floor((usable + Rounding) / size) * size, usable - (size / 2));

    /// <summary>How long until a ring has let so much through: what ages out of it first, then whole turns.</summary>
    private static double DrainSeconds(UsageRing ring, TimeSpan now, double total, double usable)
    {
        var over = ring.Sum + total - usable;
        if (over <= Rounding)
            return 0;
        if (over <= ring.Sum)
            return (ring.WhenFreed((long)Math.Ceiling(over)) - now).TotalSeconds;
        return ring.Span.TotalSeconds * (1 + ((over - ring.Sum) / Math.Max(usable, 1)));
    }

    /// <summary>The same where windows are filled at once: what was granted together comes back together, a window later.</summary>
    private static double TurnSeconds(UsageRing ring, TimeSpan now, double total, double usable)
    {
        var over = ring.Sum + total - usable;
        if (over <= Rounding)
            return 0;
        var turns = Math.Ceiling(over / Math.Max(usable, 1)) - 1;
        var rest = over - (turns * Math.Max(usable, 1));
        var last = rest <= ring.Sum ? (ring.WhenFreed((long)Math.Ceiling(rest)) - now).TotalSeconds : ring.Span.TotalSeconds;
        return (turns * ring.Span.TotalSeconds) + last;
    }

    /// <summary>What the window may hold: where it is filled at once, two requests are kept for emergencies, since nothing else comes back until it turns.</summary>
    private double InWindow(bool isEmergency) => _bursts && !isEmergency ? Usable - Math.Min(2 * Largest, Usable / 4) : Usable;

    private double Burst(double amount, bool isEmergency)
    {
        var floor = 2 * Largest;
        if (_bursts && Evaluator == ProviderEvaluator.Window)
            return Math.Max(Usable, amount);
        if (Evaluator == ProviderEvaluator.Bucket)
        {
            var whole = Usable - (Pace * _uncertainSeconds);
            return Math.Max(isEmergency ? whole : whole - Math.Min(floor, whole / 4), amount);
        }

        // A strict pace lets nothing gather; otherwise a little, so that a late wake-up costs nothing.
        var burst = _isStrictlyPaced ? amount : WindowBurst(amount);
        return isEmergency && !_isStrictlyPaced ? burst + floor : burst;
    }

    private double WindowBurst(double amount) => Math.Max(Math.Max(amount, Largest), BurstSeconds * Pace);

    private double DebtBurst(double amount)
    {
        return WindowBurst(amount) + (2 * Math.Max(Largest, amount));
    }

    private bool DebtAllows(TimeSpan now, double amount)
    {
        if (now - _debtFrom >= _ring.Span)
        {
            _sinceDebt = double.NaN;
            return true;
        }

        return _sinceDebt + amount + _debtReserve + DebtBurst(amount) <= ((now - _debtFrom).Ticks * _ratePerTick) + Rounding;
    }

    private double Level(TimeSpan now) => Math.Max(0, _level - ((now - _levelAt).Ticks * _ratePerTick));

    private void SetLevel(TimeSpan now, double level)
    {
        _level = Math.Max(0, level);
        _levelAt = now;
    }

    private double Arrived(TimeSpan now) => Math.Max(0, _arrived - ((now - _arrivedAt).Ticks * _ratePerTick));

    private void SetArrived(TimeSpan now, double level)
    {
        _arrived = Math.Max(0, level);
        _arrivedAt = now;
    }

    /// <summary>Settles what has drained so far, before the rate changes.</summary>
    private void Rebase(TimeSpan now)
    {
        SetLevel(now, Level(now));
        SetArrived(now, Arrived(now));
    }

    private void Book(TimeSpan now, double amount)
    {
        if (amount <= 0)
            return;
        SetLevel(now, Level(now) + amount);
        _sinceDebt += amount;
        _ring.Advance(now);
        _ring.Add((long)amount);
        foreach (var ring in _shortRings)
        {
            ring.Advance(now);
            ring.Add((long)amount);
        }
    }

    private void GiveBack(TimeSpan now, TimeSpan chargedAt, double amount)
    {
        _ring.Advance(now);
        if (!_ring.TryTake(chargedAt, (long)amount))
            return;
        foreach (var ring in _shortRings)
        {
            ring.Advance(now);
            ring.TryTake(chargedAt, (long)amount);
        }

        _sinceDebt -= amount;
        SetLevel(now, Level(now) - amount);
        SetArrived(now, Arrived(now) - amount);
    }

    private void NoteSize(TimeSpan now, double amount)
    {
        if (now - _largestSince >= LargestMemory)
        {
            _largestBefore = now - _largestSince >= 2 * LargestMemory ? 0 : _largest;
            _largest = 0;
            _largestSince = now;
        }

        _largest = Math.Max(_largest, amount);
    }

    private void SetRate()
    {
        var seconds = Evaluator == ProviderEvaluator.Bucket ? Window.TotalSeconds : _ring.Span.TotalSeconds;
        _ratePerTick = Usable / (seconds * TimeSpan.TicksPerSecond) * (_isStrictlyPaced ? StrictPace : 1);
        RatePerSecond = Pace;
        for (var i = 0; i < _shortRings.Length; i++)
            RatePerSecond = Math.Min(RatePerSecond, Usable * _shortShares[i] / _shortRings[i].Span.TotalSeconds);
    }
}
