namespace GovStack.Conversations.Quota;

/// <summary>What the ledger learns from a provider's answers: limits, foreign use, and how far to stay away from the edge.</summary>
internal sealed partial class QuotaLedger
{
    private const double LowestSafety = 0.7;
    private const double SafetyCut = 0.95;
    private const double SafetyPerCleanMinute = 0.002;
    private const double MostBelievedRise = 100;
    private const int FailuresThatTell = 3;       // In a row, with no answer between: the provider is in trouble, and nobody knows for how long.
    private const double RefundDebt = 0.05;       // A refunding pool may have had so much more under way than its pace says: measured, 0 gives 3 in 100,000 429.
    private static readonly TimeSpan LeastTrouble = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstOff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestOff = TimeSpan.FromMinutes(15);

    private TimeSpan _blockedUntil;
    private TimeSpan _offUntil;
    private TimeSpan _lastLimitMet = TimeSpan.MinValue;
    private TimeSpan _safetyRaised;
    private TimeSpan _strictUntil = TimeSpan.MinValue;
    private TimeSpan _debtFrom = TimeSpan.MinValue;
    private TimeSpan _debtUntil = TimeSpan.MinValue;
    private Amounts _rises;
    private Amounts _withheldAhead;
    private int _silentLimits;
    private int _failures;
    private TimeSpan _failingSince;
    private int _delays;
    private TimeSpan _delaysSince;

    /// <summary>Gets φ, 0.7 to 1.</summary>
    public double Safety { get; private set; }

    /// <summary>Gets how often the provider's limit was met although the books said there was room.</summary>
    public long LimitsMet { get; private set; }

    /// <summary>Gets why waits rose last, and a number that rises each time: "limit-cut" or "provider-down".</summary>
    public (int Number, string? Cause) Setback { get; private set; }

    /// <summary>Whether the provider's own cap has switched the pool off.</summary>
    public bool IsOff(TimeSpan now) => now < _offUntil;

    /// <summary>Whether it began without knowing what was spent, or who waited, less than a window ago.</summary>
    public bool IsNew(TimeSpan now) => now < _debtUntil;

    /// <summary>When it grants again, at the earliest.</summary>
    public TimeSpan OffUntil => _offUntil;

    /// <summary>Until when nothing is granted because the provider said so.</summary>
    public TimeSpan BlockedUntil => _blockedUntil;

    /// <summary>
    /// How much longer the provider may be in trouble: nobody knows, so as long again as it has been, and a little at least. Zero while it answers.
    /// </summary>
    public TimeSpan DownFor(TimeSpan now)
    {
        if (_failures < FailuresThatTell)
            return TimeSpan.Zero;
        var sofar = now - _failingSince;
        return sofar < LeastTrouble ? LeastTrouble : Shorter(sofar, LongestOff);
    }

    /// <summary>A call failed for the provider's sake.</summary>
    public void Failed(TimeSpan now)
    {
        if (_failures++ == 0)
            _failingSince = now;
        if (_failures == FailuresThatTell)
            Setback = (Setback.Number + 1, "provider-down");
    }

    /// <summary>Takes in the headers of a response to a request.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="reservation">The request's reservation; before or after its settlement.</param>
    /// <param name="reading">What the headers said.</param>
    public void Learn(TimeSpan now, Reservation reservation, in HeaderReading reading)
    {
        for (var i = 0; i < _meters.Length; i++)
        {
            var said = reading[_meters[i].Axis];
            if (said.SaysAnything && IsOfWindow(_meters[i], said))
            {
                LearnLimit(now, i, said.Limit);
                if (said.Reset is { } reset && reservation.State is ReservationState.Sent)
                    _meters[i].LearnTurn(now, reservation.SentAt, reset);
                LearnUse(now, i, reservation, said);
            }
        }
    }

    /// <summary>An answer has begun: the provider is there.</summary>
    public void Accepted()
    {
        _ceiling.Accepted();
        _failures = 0;
    }

    /// <summary>A call was answered: the ceiling and trust recover.</summary>
    public void Answered()
    {
        _ceiling.Succeeded();
        _silentLimits = 0;
        _failures = 0;
    }

    /// <summary>The provider is overloaded (503, 529): fewer at once for a while.</summary>
    public void Overloaded(TimeSpan now, Reservation reservation, TimeSpan? retryAfter)
    {
        Failed(now);
        _ceiling.Overloaded(now, reservation.GrantedAt, InFlight);
        if (retryAfter is { } pause && pause > TimeSpan.Zero)
            _blockedUntil = Later(_blockedUntil, now + Shorter(pause, TimeSpan.FromSeconds(30)));
        Setback = (Setback.Number + 1, "provider-down");
    }

    /// <summary>The provider's limit was met (429) although the books said there was room.</summary>
    public void LimitMet(TimeSpan now, Reservation reservation, in HeaderReading reading)
    {
        LimitsMet++;
        if (IsShortWindow(reading.RetryAfter))
            return;   // A pace over a one-second window is allowed a few of these: the caller asks again at once.
        var isNewNews = reservation.GrantedAt >= _lastLimitMet;
        if (isNewNews)   // One wave of 429s is one piece of news.
        {
            var isOurDelay = CameLate(now, reservation);
            _lastLimitMet = now;
            Setback = (Setback.Number + 1, "limit-cut");
            if (!isOurDelay && !ShowsForeignUse(reservation, reading))
                JudgeStrictly(now);
            foreach (var meter in _meters.Where(meter => !isOurDelay && meter.KnowsTurn(now)))
                meter.DoubtTurn(now);
            if (!isOurDelay)
                SetSafety(now, Math.Max(LowestSafety, Safety * SafetyCut));
            LogLimitMet(_settings.Name, Safety, reading.RetryAfter);
        }

        if (reading.RetryAfter is null && !reading.SaysAnything && _settings.Profile.Dialect != HeaderDialect.None)
        {
            MetInSilence(now, isNewNews);
            return;
        }

        _silentLimits = 0;
        var pause = reading.RetryAfter ?? LongestReset(reading, reservation) ?? TimeSpan.FromSeconds(2);
        Pause(now, Shorter(pause, LongestOff), reservation, reading);
    }

    /// <summary>What time alone changes: φ climbs back, a bucket is trusted again. Call at least once a minute.</summary>
    public void Tick(TimeSpan now)
    {
        if (Safety < _settings.Safety)
        {
            var since = Later(_safetyRaised, _lastLimitMet == TimeSpan.MinValue ? TimeSpan.Zero : _lastLimitMet);
            var minutes = Math.Floor((now - since).TotalMinutes);
            if (minutes >= 1)
            {
                _safetyRaised = since + TimeSpan.FromMinutes(minutes);
                SetSafety(now, Math.Min(_settings.Safety, Safety + (SafetyPerCleanMinute * minutes)));
            }
        }

        if (_strictUntil > TimeSpan.MinValue && now >= _strictUntil)
        {
            _strictUntil = TimeSpan.MinValue;
            foreach (var meter in _meters)
            {
                meter.SetEvaluator(now, ProviderEvaluator.Bucket);
                meter.SetBursts(now, bursts: true);
            }
        }
    }

    /// <summary>Withholds a pace for callers that cannot be reached: they may be sending on their own.</summary>
    public void Withhold(TimeSpan now, double share, TimeSpan stretch)
    {
        for (var i = 0; i < _meters.Length; i++)
        {
            if (_meters[i].Window > TimeSpan.FromHours(1))
                continue;
            // By whole requests and never too little: what was counted ahead is taken off the next stretches. A pace that is met in small pieces never has room
            // for a request between two of them, and would be withheld whole.
            _withheldAhead[i] -= _meters[i].RatePerSecond * share * stretch.TotalSeconds;
            if (_withheldAhead[i] >= 0)
                continue;
            var whole = Math.Max(Math.Ceiling(-_withheldAhead[i]), _meters[i].Largest);
            _withheldAhead[i] += whole;
            _meters[i].Correct(now, whole);
        }
    }

    /// <summary>
    /// Counts the largest request once more where windows are counted: who pays for a request over some seconds sends it at their end, and what was kept back at
    /// their beginning has left the window before the request does.
    /// </summary>
    public void WithholdLargest(TimeSpan now)
    {
        foreach (var meter in _meters)
        {
            if (meter.Evaluator != ProviderEvaluator.Bucket && meter.Window <= TimeSpan.FromHours(1))
                meter.Correct(now, meter.Largest);
        }
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static bool IsOfWindow(QuotaMeter meter, in AxisReading said)
    {
        // Some accounts get their daily requests in the header another account's minute is in: the reset tells them apart.
        if (said is not { Limit: { } limit, Remaining: { } remaining, Reset: { } reset } || limit == remaining)
            return meter.Window <= TimeSpan.FromHours(1);
        var whole = reset.TotalSeconds * limit / (limit - remaining);
        return meter.Window <= TimeSpan.FromHours(1) ? reset <= TimeSpan.FromMinutes(2) : reset > TimeSpan.FromMinutes(2) && whole > 3_600;
    }

    private void LearnLimit(TimeSpan now, int index, long? said)
    {
        var meter = _meters[index];
        if (said is not { } limit || limit == meter.Limit || limit > meter.Configured * MostBelievedRise)
            return;
        if (limit > meter.Limit && _rises[index] != limit)
        {
            _rises[index] = limit;   // A rise opens the gate, so it must be said twice; a cut counts at once.
            return;
        }

        LogLimitLearnt(_settings.Name, meter.Axis, meter.Limit, limit);
        if (limit < meter.Limit)
            Setback = (Setback.Number + 1, "limit-cut");
        _rises[index] = 0;
        meter.SetLimit(now, limit);
    }

    private void LearnUse(TimeSpan now, int index, Reservation reservation, in AxisReading said)
    {
        var meter = _meters[index];
        if (said.Remaining is not { } remaining || meter.CountsAsProduced)
            return;
        var grantedAt = reservation.GrantedAt;
        var used = meter.Limit - remaining;
        var spread = _settings.SendJitter + _settings.SpendWithin;
        var known = meter.Corrected - reservation.CorrectedBefore[index];
        var ours = reservation.UsedAfter[index] + known;
        var tolerance = Math.Max(meter.Limit * 0.01, Math.Max(meter.Largest, 1));
        var own = reservation.Charged[index];
        var sentAt = reservation.State == ReservationState.Granted ? now : reservation.SentAt;
        var mayHaveComeFirst = Math.Max(0, meter.ChargedBetween(grantedAt, Later(grantedAt + spread, sentAt + _settings.SendJitter)) - own);
        var foreign = used - ours - mayHaveComeFirst;
        var mayBeOurFormerSelf = now < _debtUntil && meter.Evaluator == ProviderEvaluator.Window;
        if (foreign > tolerance && meter.KnowsTurn(now))
        {
            meter.DoubtTurn(now);   // It counts what should be forgotten: somebody else's use, or no turn. The ring is right in either case.
            return;
        }

        if (foreign > tolerance && !mayBeOurFormerSelf)   // The debt covers what the ledger before spent.
        {
            foreign = Math.Min(foreign, meter.Limit);
            meter.Correct(now, foreign);
            Setback = (Setback.Number + 1, "limit-cut");
            LogForeignUse(_settings.Name, meter.Axis, (long)foreign);
            return;
        }

        // A ledger that started with an empty bucket may believe a response to a request it sent itself, less what may still be on its way.
        // That is what was charged shortly before or since (what went out late stands where it went out), and what has not gone out at all.
        if (now >= _debtUntil || grantedAt < _debtFrom + spread || meter.Evaluator != ProviderEvaluator.Bucket)
            return;
        var onItsWay = Math.Max(0, meter.ChargedBetween(grantedAt - spread, now) - own);
        var over = ours - used - onItsWay - meter.Unsent;
        if (over > 0)
            meter.Correct(now, -over);
    }

    private void MetInSilence(TimeSpan now, bool isNewNews)
    {
        if (isNewNews)
            _silentLimits++;
        if (_silentLimits < 2)
        {
            // Once may be a header lost on the way; waiting a little costs little.
            _blockedUntil = Later(_blockedUntil, now + TimeSpan.FromSeconds(2));
            return;
        }

        // A cap on spending gives no time. The first grant after each pause is the probe.
        var off = TimeSpan.FromTicks(FirstOff.Ticks << Math.Min(_silentLimits - 2, 4));
        _offUntil = Later(_offUntil, now + Shorter(off, LongestOff));
        _blockedUntil = Later(_blockedUntil, _offUntil);
        Setback = (Setback.Number + 1, "provider-down");
        LogPoolOff(_settings.Name, _offUntil - now);
    }

    private void Pause(TimeSpan now, TimeSpan pause, Reservation reservation, in HeaderReading reading)
    {
        var until = now + pause;
        _blockedUntil = Later(_blockedUntil, until);
        var named = ShowsForeignUse(reservation, reading);
        for (var i = 0; i < _meters.Length; i++)
        {
            if (!named || reading[_meters[i].Axis].Remaining < reservation.Charged[i])
                _meters[i].FillUntil(now, until, reservation.Charged[i]);
        }
    }

    /// <summary>
    /// Whether a request was under way for longer than requests may differ: it met a limit that others had filled since, and says nothing of how the provider
    /// counts. A machine or a line that is slow for a moment is believed twice in ten minutes; after that the jitter is set too small.
    /// </summary>
    private bool CameLate(TimeSpan now, Reservation reservation)
    {
        var underWay = now - (reservation.State == ReservationState.Granted ? reservation.GrantedAt : reservation.SentAt);
        if (underWay <= 4 * _settings.SendJitter)
            return false;
        if (now - _delaysSince > TimeSpan.FromMinutes(10))
            (_delaysSince, _delays) = (now, 0);
        return ++_delays <= 2;
    }

    private bool ShowsForeignUse(Reservation reservation, in HeaderReading reading)
    {
        for (var i = 0; i < _meters.Length; i++)
        {
            if (reading[_meters[i].Axis].Remaining < reservation.Charged[i])
                return true;
        }

        return false;
    }

    private TimeSpan? LongestReset(in HeaderReading reading, Reservation reservation)
    {
        TimeSpan? longest = null;
        for (var i = 0; i < _meters.Length; i++)
        {
            var said = reading[_meters[i].Axis];
            if (said.Reset is { } reset && !(said.Remaining >= reservation.Charged[i]) && !(longest >= reset))
                longest = reset;
        }

        return longest;
    }

    private bool IsShortWindow(TimeSpan? retryAfter)
    {
        foreach (var window in _settings.Profile.SubWindows)
        {
            if (window.Paced && retryAfter <= 2 * window.Length)
                return true;
        }

        return false;
    }

    /// <summary>There is a window nobody named: no bucket is believed and no window filled at once for a while.</summary>
    private void JudgeStrictly(TimeSpan now)
    {
        _strictUntil = now + CleanBeforeTrust;
        foreach (var meter in _meters)
        {
            meter.SetEvaluator(now, ProviderEvaluator.Window);
            meter.SetBursts(now, bursts: false);
        }
    }

    private void SetSafety(TimeSpan now, double safety)
    {
        Safety = safety;
        foreach (var meter in _meters)
            meter.SetSafety(now, safety);
    }
}
