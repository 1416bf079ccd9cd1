namespace GovStack.Conversations.Quota;

/// <summary>
/// One limit of one pool. A ring holds what was charged in the provider's window, stretched by what can delay a request; a pace (a bucket that
/// drains at the limit's rate) keeps it even. A window pool obeys both; a bucket pool obeys the pace alone, with nearly the whole bucket as burst.
/// </summary>
/// <remarks>Single-threaded; every time is the pool's own, which never goes back. No method allocates.</remarks>
internal sealed partial class QuotaMeter
{
    private const double BurstSeconds = 0.2;      // Of the pace a window pool may let through at once: what a late wake-up would lose otherwise.
    private const double StrictPace = 0.95;       // A pace that alone must meet a window of a second leaves that much air.
    private const double Rounding = 1e-3;         // Tokens; far above the error of a double here, far below one token.

    // Long, because the stock kept for emergencies follows it, and a stock that came and went would make every promise swing.
    private static readonly TimeSpan LargestMemory = TimeSpan.FromMinutes(10);

    private readonly CountedWindow _window;
    private readonly CountedWindow[] _shorter;
    private readonly WindowPhase? _phase;
    private readonly double _smallestShare;       // Of the limit, in the shortest window, paced or not.
    private readonly double _uncertainSeconds;    // Send jitter and the time a grant may wait: how wrong our idea of the provider's clock can be.
    private readonly bool _isDaily;
    private readonly bool _isStrictlyPaced;
    private readonly bool _bucketEvaluator;
    private readonly bool _mayBurst;
    private bool _bursts;                         // A rested window may be filled at once: the rings alone bind.
    private double _safety;
    private double _ratePerTick;
    private TimeSpan _largestSince;
    private double _largest;
    private double _largestBefore;

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
        _phase = profile.Evaluator == ProviderEvaluator.Fixed && !_isDaily ? new WindowPhase(limit.Window) : null;
        _window = new CountedWindow(limit.Window, uncertain, share: 1, _phase);
        var shorter = _isDaily ? [] : profile.SubWindows.Where(window => window.Axis == limit.Axis).ToArray();
        _smallestShare = shorter.Length == 0 ? 1 : shorter.Min(window => window.Length / limit.Window);
        _isStrictlyPaced = shorter.Any(window => window.Paced);
        _mayBurst = _bursts = profile.Bursts && !_bucketEvaluator && !_isStrictlyPaced && !_isDaily;
        _shorter = [.. shorter.Where(window => !window.Paced).Select(window => new CountedWindow(window.Length, uncertain, window.Length / limit.Window, window.Aligned ? _phase : null))];
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

    /// <summary>Gets whether a rested window is filled at once.</summary>
    public bool Bursts => _bursts;

    /// <summary>Gets all corrections ever made from what the provider says: foreign use and refills. Tells old readings from new ones.</summary>
    public double Corrected { get; private set; }

    /// <summary>Gets the long-run rate in units a second, short windows considered.</summary>
    public double RatePerSecond { get; private set; }

    /// <summary>Gets the largest request of the last ten to twenty minutes.</summary>
    public double Largest => Math.Max(_largest, _largestBefore);

    public int Bytes => _window.Bytes + _shorter.Sum(window => window.Bytes) + 200;

    /// <summary>What is used in the provider's eyes, at worst: the bucket's level or the window's sum.</summary>
    public double Used(TimeSpan now)
    {
        if (Evaluator == ProviderEvaluator.Bucket)
            return Level(now);
        _window.Advance(now);
        return _window.Sum;
    }

    /// <summary>What was charged between two times.</summary>
    public double ChargedBetween(TimeSpan from, TimeSpan until) => _window.Between(from, until);

    /// <summary>What the window holds, for the books.</summary>
    public long RingSum(TimeSpan now)
    {
        _window.Advance(now);
        return _window.Sum;
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
            _window.Advance(now);
            var inWindow = _window.SumWith(_unsent) + Held + amount;
            if (inWindow > Math.Max(Usable, amount) + Rounding || (inWindow > Math.Max(Usable - Stock(isEmergency), amount) + Rounding && now < _window.WhenLetGo(now, Stock(isEmergency))))
                return false;
        }

        foreach (var window in _shorter)
        {
            window.Advance(now);
            if (window.SumWith(_unsent) + amount > Math.Max(Usable * window.Share, amount) + Rounding)
                return false;
        }

        if (_isDaily)
            return true;
        if (IsPaced && Level(now) + (inBucket ? Held : 0) + amount > Burst(now, amount, isEmergency) + Rounding)
            return false;
        return double.IsNaN(_sinceDebt) || DebtAllows(now, amount);
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
            SetLevel(now, Math.Min(Level(now), Burst(now, 0, isEmergency: true)));   // From here the ring says what is left.
        }
        else
        {
            _window.Advance(now);
            SetLevel(now, Math.Max(Level(now), Math.Min(_window.Sum, Burst(now, 0, isEmergency: true))));
        }
    }

    /// <summary>Keeps an even pace where windows were filled at once, or fills them again.</summary>
    public void SetBursts(TimeSpan now, bool bursts)
    {
        if (!_mayBurst || bursts == _bursts)
            return;
        _bursts = bursts;
        if (!bursts)
            SetLevel(now, Math.Min(Level(now), Burst(now, 0, isEmergency: true)));   // From here the ring says what is left.
    }

    /// <summary>Learns when the window turns. What contradicts the belief ends it, and everything in the ring counts again.</summary>
    public void LearnTurn(TimeSpan now, TimeSpan sentAt, TimeSpan reset)
    {
        if (_phase?.Learn(now, sentAt, reset) == false)
            CountAll();
    }

    /// <summary>Whether the books forget what lies before the window's turn.</summary>
    public bool KnowsTurn(TimeSpan now) => _phase?.IsKnown(now) == true;

    /// <summary>The provider has not forgotten what the turn should have made it forget.</summary>
    public void DoubtTurn(TimeSpan now)
    {
        _phase?.Contradict(now);
        CountAll();
    }

    public MeterState Export(TimeSpan now)
    {
        return new MeterState(Axis, Window, Limit, Level(now) + Held, Largest, Evaluator, _window.Export(now), [.. _shorter.Select(window => window.Export(now))]);
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
        _window.Import(now, state.Steps);
        for (var i = 0; i < Math.Min(_shorter.Length, state.ShortSteps.Count); i++)
            _shorter[i].Import(now, state.ShortSteps[i]);
    }

    /// <summary>Whether the pace binds: it does not where windows are filled at once.</summary>
    private bool IsPaced => !_bursts || Evaluator == ProviderEvaluator.Bucket;

    /// <summary>
    /// What a window that is filled at once keeps for emergencies: two requests, since nothing else comes back until it turns. A second before that it is let go,
    /// so that it is not lost with the window.
    /// </summary>
    private double Stock(bool isEmergency) => _bursts && !isEmergency ? Math.Min(2 * Largest, Usable / 4) : 0;

    private void CountAll()
    {
        _window.CountAll();
        foreach (var window in _shorter)
            window.CountAll();
    }

    private void Book(TimeSpan now, double amount)
    {
        if (amount <= 0)
            return;
        SetLevel(now, Level(now) + amount);
        _sinceDebt += amount;
        _window.Add(now, (long)amount);
        foreach (var window in _shorter)
            window.Add(now, (long)amount);
    }

    private void GiveBack(TimeSpan now, TimeSpan chargedAt, double amount)
    {
        if (!_window.TryTake(now, chargedAt, (long)amount))
            return;
        foreach (var window in _shorter)
            window.TryTake(now, chargedAt, (long)amount);

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
        var seconds = Evaluator == ProviderEvaluator.Bucket ? Window.TotalSeconds : _window.Span.TotalSeconds;
        _ratePerTick = Usable / (seconds * TimeSpan.TicksPerSecond) * (_isStrictlyPaced ? StrictPace : 1);
        RatePerSecond = Pace;
        foreach (var window in _shorter)
            RatePerSecond = Math.Min(RatePerSecond, Usable * window.Share / window.Span.TotalSeconds);
    }
}
