namespace GovStack.Conversations.Quota;

/// <content>The pace: a bucket that drains at the limit's rate, what is under way of it, and what a new ledger owes.</content>
internal sealed partial class QuotaMeter
{
    private double _level;
    private TimeSpan _levelAt;
    private double _arrived;                      // The level as the provider must see it: charges from when they were sent, not from when they were granted.
    private TimeSpan _arrivedAt;
    private double _unsent;                       // Charged here, and not yet on its way.
    private TimeSpan _debtFrom;
    private double _sinceDebt = double.NaN;       // Charged since a restart; NaN when not in debt.
    private double _debtReserve;
    private TimeSpan _stockUntil;                 // Until then a bucket keeps two requests for emergencies.

    /// <summary>Gets what is charged and not yet on its way to the provider.</summary>
    public double Unsent => _unsent;

    private double Pace => _ratePerTick * TimeSpan.TicksPerSecond;

    /// <summary>What a former ledger may have granted at once: where windows are filled at once, all of one.</summary>
    private bool OwesWindow => _mayBurst;

    /// <summary>Starts as one who knows nothing of what was spent before: a bucket empty, a window one burst in debt, which is all of it where windows are filled at once.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="startedAt">When the last grant of a former ledger may have been given at the latest.</param>
    public void StartInDebt(TimeSpan now, TimeSpan startedAt)
    {
        if (_isDaily)
            return;
        if (_bucketEvaluator)
        {
            SetLevel(now, Math.Max(0, Burst(now, 0, isEmergency: true) - ((now - startedAt).Ticks * _ratePerTick)));
            SetArrived(now, Level(now));
            return;
        }

        _debtFrom = startedAt;
        _sinceDebt = 0;
    }

    /// <summary>Makes the debt larger by what a former ledger may have gained from refunds.</summary>
    public void OweRefunds(double share) => _debtReserve = share * Usable;

    /// <summary>A charge has gone out, or may have: from now on the provider's bucket drains it too.</summary>
    public void Sent(TimeSpan now, double amount)
    {
        if (CountsAsProduced)
            return;
        _unsent = Math.Max(0, _unsent - amount);
        SetArrived(now, Arrived(now) + amount);
    }

    /// <summary>
    /// An emergency was granted: for a while a bucket keeps room for the next two. The first needs none, since what it needs comes back while one request drains; a stock kept
    /// for ever would cost every rush two answers.
    /// </summary>
    public void KeepStock(TimeSpan now) => _stockUntil = now + LargestMemory;

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
        _window.Move(now, chargedAt, (long)amount);
        foreach (var window in _shorter)
            window.Move(now, chargedAt, (long)amount);
        SetLevel(now, Math.Max(Level(now), Arrived(now) + _unsent));
    }

    /// <summary>Fills the pace up so that <paramref name="next"/> fits after a time, not before.</summary>
    public void FillUntil(TimeSpan now, TimeSpan until, double next)
    {
        if (_isDaily)
            return;
        var needed = Burst(now, next, isEmergency: false) - next + ((until - now).Ticks * _ratePerTick) - (Evaluator == ProviderEvaluator.Bucket ? Held : 0);
        var added = needed - Level(now);
        if (added <= 0)
            return;
        Corrected += added;
        SetLevel(now, needed);
    }

    private double Burst(TimeSpan now, double amount, bool isEmergency)
    {
        var floor = 2 * Largest;
        if (Evaluator == ProviderEvaluator.Bucket)
        {
            var whole = Usable - (Pace * _uncertainSeconds);
            return Math.Max(isEmergency || now >= _stockUntil ? whole : whole - Math.Min(floor, whole / 4), amount);
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
        if (now - _debtFrom >= _window.Span || _window.HasTurnedSince(now, _debtFrom))
        {
            _sinceDebt = double.NaN;
            return true;
        }

        return !OwesWindow && _sinceDebt + amount + _debtReserve + DebtBurst(amount) <= ((now - _debtFrom).Ticks * _ratePerTick) + Rounding;
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
}
