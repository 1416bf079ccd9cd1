namespace GovStack.Conversations.Quota;

/// <summary>
/// One window of one limit, as the provider may count it: a ring over the window and everything that can delay a request, so that no stretch of the window's length,
/// wherever it begins, holds more than it may. Where the turn of a fixed window is known, what lies before it no longer counts.
/// </summary>
/// <param name="length">The provider's window.</param>
/// <param name="uncertain">How far apart two requests may arrive that were granted together.</param>
/// <param name="share">The share of the limit the window may hold: 1 for the limit's own.</param>
/// <param name="phase">When the window turns, or null where the ring alone is to be trusted.</param>
internal sealed class CountedWindow(TimeSpan length, TimeSpan uncertain, double share, WindowPhase? phase)
{
    private const double Rounding = 1e-3;   // Tokens; far above the error of a double here, far below one token.
    private const int LeastTurn = 4;        // A window shorter than so many times what is uncertain about its turn gains nothing by it.

    // The stock for emergencies is let go so long before it comes back.
    private static readonly TimeSpan LetGo = TimeSpan.FromSeconds(1);
    private readonly UsageRing _ring = new(length + uncertain, new(Math.Max(length.Ticks / 600, TimeSpan.TicksPerMillisecond * 10)));

    /// <summary>Gets the share of the limit the window may hold.</summary>
    public double Share => share;

    /// <summary>Gets how long a charge stays at most.</summary>
    public TimeSpan Span => _ring.Span;

    /// <summary>Gets what is charged in the window; right after <see cref="Advance"/>.</summary>
    public long Sum => _ring.Sum;

    /// <summary>
    /// What is charged, and what was granted before the turn and may not have gone out: it will count after it. A machine that is late with what it was granted is
    /// granted no more.
    /// </summary>
    public double SumWith(double unsent) => _ring.Sum + Math.Min(unsent, _ring.Uncounted);

    /// <summary>Gets the bytes the window takes.</summary>
    public int Bytes => _ring.Bytes;

    /// <summary>Forgets what is old by now.</summary>
    public void Advance(TimeSpan now)
    {
        _ring.Advance(now);
        if (TurnIsKnown(now))
            _ring.CountFrom(phase!.LastTurn(now, length) - uncertain);   // What may have arrived after the turn counts on both sides of it.
    }

    /// <summary>Whether the last turn came after a time, with all that had been sent by then.</summary>
    public bool HasTurnedSince(TimeSpan now, TimeSpan time) => TurnIsKnown(now) && phase!.LastTurn(now, length) - uncertain >= time;

    /// <summary>Takes back what was left uncounted: the turn was not where it was believed.</summary>
    public void CountAll() => _ring.CountAll();

    /// <summary>When the window will hold so much less, if nothing is added.</summary>
    public TimeSpan WhenFreed(TimeSpan now, double over)
    {
        if (over <= Rounding)
            return now;
        var freed = _ring.WhenFreed(Math.Min(_ring.Sum, (long)Math.Ceiling(over - Rounding)));
        return TurnIsKnown(now) && phase!.NextTurn(now, length) is var turn && turn < freed ? turn : freed;
    }

    /// <summary>When a stock may be used up because as much comes back a second later.</summary>
    public TimeSpan WhenLetGo(TimeSpan now, double stock)
    {
        if (TurnIsKnown(now))
            return phase!.NextTurn(now, length) - phase.Uncertain(now) - uncertain - LetGo;
        return _ring.Sum < stock ? now : WhenFreed(now, stock) - LetGo;
    }

    /// <summary>How many seconds until the window has let so much through.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="total">What is to go through.</param>
    /// <param name="usable">What the window may hold.</param>
    /// <param name="stock">Of this, what is kept until shortly before the window turns.</param>
    /// <param name="inTurns">Whether it is filled at once: what was granted together comes back together, a window later.</param>
    /// <param name="rest">What of it comes after a known turn, all at once as far as this window goes; 0 where none is waited for.</param>
    public double UntilDrained(TimeSpan now, double total, double usable, double stock, bool inTurns, out double rest)
    {
        rest = 0;
        var over = _ring.Sum + total - usable + stock;
        if (over <= Rounding)
            return 0;
        usable = Math.Max(usable, 1);
        if (!inTurns)
        {
            if (over <= _ring.Sum)
                return (WhenFreed(now, over) - now).TotalSeconds;
            return Span.TotalSeconds * (1 + ((over - _ring.Sum) / usable));
        }

        if (TurnIsKnown(now))
        {
            // The stock of every turn but the last serves somebody after all.
            var afterThis = Math.Max(0, over - stock);
            var more = Math.Max(0, Math.Ceiling((afterThis - usable + stock - Rounding) / usable));
            rest = afterThis - (more * usable);
            return (phase!.NextTurn(now, length) - now).TotalSeconds + (more * length.TotalSeconds);
        }

        usable = Math.Max(usable - stock, 1);
        var turns = Math.Ceiling(over / usable) - 1;
        var lastTurn = over - (turns * usable);
        var last = lastTurn <= _ring.Sum ? (_ring.WhenFreed((long)Math.Ceiling(lastTurn)) - now).TotalSeconds : Span.TotalSeconds;
        return (turns * Span.TotalSeconds) + last;
    }

    /// <summary>Charges now.</summary>
    public void Add(TimeSpan now, long amount)
    {
        Advance(now);
        _ring.Add(amount);
    }

    /// <summary>Takes back what was charged at a time, if the window still holds it.</summary>
    public bool TryTake(TimeSpan now, TimeSpan chargedAt, long amount)
    {
        Advance(now);
        return _ring.TryTake(chargedAt, amount);
    }

    /// <summary>Moves a charge to now.</summary>
    public void Move(TimeSpan now, TimeSpan chargedAt, long amount)
    {
        if (TryTake(now, chargedAt, amount))
            _ring.Add(amount);
    }

    /// <inheritdoc cref="UsageRing.Between"/>
    public long Between(TimeSpan from, TimeSpan until) => _ring.Between(from, until);

    /// <inheritdoc cref="UsageRing.Export"/>
    public IReadOnlyList<UsageStep> Export(TimeSpan now) => _ring.Export(now);

    /// <inheritdoc cref="UsageRing.Import"/>
    public void Import(TimeSpan now, IReadOnlyList<UsageStep> steps) => _ring.Import(now, steps);

    private bool TurnIsKnown(TimeSpan now) => phase is not null && phase.IsKnown(now) && length >= LeastTurn * (uncertain + phase.Uncertain(now));
}
