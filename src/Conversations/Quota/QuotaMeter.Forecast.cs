namespace GovStack.Conversations.Quota;

/// <content>When something will fit, and how long a queue takes to drain.</content>
internal sealed partial class QuotaMeter
{
    /// <summary>When so much will fit if nothing else is charged and nothing comes back: a time, at which <see cref="Fits"/> is true.</summary>
    public TimeSpan WhenFits(TimeSpan now, double amount, bool isEmergency)
    {
        var inBucket = Evaluator == ProviderEvaluator.Bucket;
        var when = now;
        if (!inBucket)
            when = WhenWindowFits(now, amount, Stock(isEmergency));
        foreach (var window in _shorter)
        {
            window.Advance(now);
            when = Later(when, window.WhenFreed(now, window.SumWith(_unsent) + amount - Math.Max(Usable * window.Share, amount)));
        }

        if (_isDaily)
            return when;
        var over = IsPaced ? Level(now) + (inBucket ? Held : 0) + amount - Burst(now, amount, isEmergency) : 0;
        if (over > Rounding)
            when = Later(when, now + new TimeSpan((long)Math.Ceiling(over / _ratePerTick)));
        if (!double.IsNaN(_sinceDebt))
        {
            var paid = (_sinceDebt + amount + _debtReserve + DebtBurst(amount)) / _ratePerTick;
            var free = _debtFrom + _window.Span;
            when = Later(when, OwesWindow ? free : Earlier(_debtFrom + new TimeSpan((long)Math.Ceiling(paid)), free));
        }

        return when;
    }

    /// <summary>How long until a whole queue's worth has drained, the last of it included.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="total">Everything ahead and the request itself.</param>
    /// <param name="last">The request itself.</param>
    /// <param name="isCautious">Whether windows that are filled at once are taken to hold one request less each: who stands at such an edge waits a whole turn longer.</param>
    /// <param name="afterTurn">The share of it that comes after the last turn of the window, if one is waited for; otherwise 0.</param>
    public TimeSpan UntilDrained(TimeSpan now, double total, double last, bool isCautious, out double afterTurn)
    {
        var seconds = 0.0;
        afterTurn = 0;
        var usual = Math.Max(last, Largest / 3);
        var spare = isCautious && _bursts ? usual / 2 : 0;
        if (Evaluator != ProviderEvaluator.Bucket)
        {
            _window.Advance(now);
            seconds = _window.UntilDrained(now, total + Held, WholeRequests(Usable, usual) - spare, Stock(isEmergency: false), _bursts, out var rest);
            afterTurn = total > 0 ? Math.Clamp(rest / total, 0, 1) : 0;
        }

        foreach (var window in _shorter)
        {
            window.Advance(now);
            seconds = Math.Max(seconds, window.UntilDrained(now, total, WholeRequests(Usable * window.Share, usual) - spare, stock: 0, _bursts, out _));
        }

        if (!_isDaily)
        {
            var held = Evaluator == ProviderEvaluator.Bucket ? Held : 0;
            if (IsPaced)
                seconds = Math.Max(seconds, (Level(now) + held + total - Burst(now, last, isEmergency: false)) / Pace);
            if (!double.IsNaN(_sinceDebt) && OwesWindow)
                seconds += Math.Max(0, (_debtFrom + _window.Span - now).TotalSeconds);
            else if (!double.IsNaN(_sinceDebt))
                seconds = Math.Max(seconds, ((_sinceDebt + total + _debtReserve + DebtBurst(last)) / Pace) - (now - _debtFrom).TotalSeconds);
        }

        return seconds <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(seconds, 1e7));
    }

    /// <summary>How many seconds the pace and the shorter windows take to let so much through that the window itself lets through at once, at its turn.</summary>
    /// <param name="amount">What comes after the turn.</param>
    /// <param name="perWindow">What a whole window lets through of this axis. Where the shorter ones let less through they bind all along, and the turn changes nothing.</param>
    /// <param name="last">The request itself.</param>
    public double SecondsAfterTurn(double amount, double perWindow, double last)
    {
        var seconds = IsPaced && !_isDaily && perWindow <= Pace * Window.TotalSeconds ? (amount - last) / Pace : 0;
        foreach (var window in _shorter)
        {
            var usable = Math.Max(1, WholeRequests(Usable * window.Share, Math.Max(last, Largest / 3)));
            if (perWindow <= usable / window.Share)
                seconds = Math.Max(seconds, (Math.Ceiling((amount - Rounding) / usable) - 1) * window.Span.TotalSeconds);
        }

        return seconds;
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>What whole requests of a size fill of a window; of other sizes half a request stays unused, on average.</summary>
    private static double WholeRequests(double usable, double size)
        => size <= 0 || size >= usable ? usable : Math.Min(Math.Floor((usable + Rounding) / size) * size, usable - (size / 2));

    private TimeSpan WhenWindowFits(TimeSpan now, double amount, double stock)
    {
        _window.Advance(now);
        var sum = _window.SumWith(_unsent) + Held + amount;
        var over = sum - Math.Max(Usable, amount);
        var whole = _window.WhenFreed(now, over);
        if (stock == 0)
            return whole;
        var besideStock = _window.WhenFreed(now, Math.Max(over, sum - Math.Max(Usable - stock, amount)));
        return Earlier(besideStock, Later(whole, _window.WhenLetGo(now, stock)));
    }
}
