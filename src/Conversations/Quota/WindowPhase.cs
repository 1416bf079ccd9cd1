namespace GovStack.Conversations.Quota;

/// <summary>
/// When a fixed window turns, learnt from what the provider's headers say of the time until its reset. Each response names the turn as a stretch of time, as wide as the
/// response was under way; several together name it to a fraction of a second. A response that names another turn ends the belief for an hour.
/// </summary>
internal sealed class WindowPhase(TimeSpan window)
{
    private const int Enough = 3;   // Responses that agree. One or two could be a bucket's time to be full.
    private static readonly TimeSpan Disbelief = TimeSpan.FromHours(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan DriftPerWindow = TimeSpan.FromMilliseconds(10);
    private TimeSpan _earliest;
    private TimeSpan _latest;
    private TimeSpan _heard;
    private TimeSpan _notBefore = TimeSpan.MinValue;
    private int _agreed;

    /// <summary>Gets the window's length.</summary>
    public TimeSpan Window => window;

    /// <summary>Whether the turn is known well enough to act on.</summary>
    public bool IsKnown(TimeSpan now) => _agreed >= Enough && now - _heard <= Remembered;

    /// <summary>Takes in what a response said.</summary>
    /// <param name="now">When the response was read.</param>
    /// <param name="sentAt">When its request went out: the provider wrote the response in between.</param>
    /// <param name="reset">How long until the window turns, by the provider.</param>
    /// <returns>False where it contradicts what was believed.</returns>
    public bool Learn(TimeSpan now, TimeSpan sentAt, TimeSpan reset)
    {
        if (now < _notBefore)
            return true;
        var rounding = reset.Ticks % TimeSpan.TicksPerSecond == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(1);
        var (earliest, latest) = (sentAt + reset - rounding, now + reset + rounding);
        if (reset > window + rounding)
            return Contradict(now);
        if (_agreed == 0 || now - _heard > Remembered)
        {
            (_earliest, _latest, _heard, _agreed) = (earliest, latest, now, 1);
            return true;
        }

        // The turn that was known, moved on by whole windows to lie beside the one that was named.
        var turns = Math.Round(((earliest - _earliest) + (latest - _latest)) / (2 * window));
        var drift = DriftPerWindow * Math.Abs(turns);
        var knownEarliest = _earliest + (window * turns) - drift;
        var knownLatest = _latest + (window * turns) + drift;
        earliest = earliest > knownEarliest ? earliest : knownEarliest;
        latest = latest < knownLatest ? latest : knownLatest;
        if (earliest > latest)
            return Contradict(now);
        (_earliest, _latest, _heard, _agreed) = (earliest, latest, now, _agreed + 1);
        return true;
    }

    /// <summary>The belief was wrong. Always false.</summary>
    public bool Contradict(TimeSpan now)
    {
        _agreed = 0;
        _notBefore = now + Disbelief;
        return false;
    }

    /// <summary>The last turn that has surely passed: when it may have been at the earliest.</summary>
    /// <param name="now">The pool's time; the turn must be known.</param>
    /// <param name="length">The window, or a part of it that begins with it.</param>
    public TimeSpan LastTurn(TimeSpan now, TimeSpan length)
    {
        var (earliest, latest) = Bounds(now);
        return earliest + (length * Math.Floor((now - latest) / length));
    }

    /// <summary>The next turn: when it has surely passed. Always after now.</summary>
    /// <inheritdoc cref="LastTurn"/>
    public TimeSpan NextTurn(TimeSpan now, TimeSpan length)
    {
        var (_, latest) = Bounds(now);
        return latest + (length * (Math.Floor((now - latest) / length) + 1));
    }

    /// <summary>How far the two bounds of the turn lie apart.</summary>
    public TimeSpan Uncertain(TimeSpan now)
    {
        var (earliest, latest) = Bounds(now);
        return latest - earliest;
    }

    private (TimeSpan Earliest, TimeSpan Latest) Bounds(TimeSpan now)
    {
        var drift = DriftPerWindow * Math.Max(0, Math.Ceiling((now - _heard) / window));
        return (_earliest - drift, _latest + drift);
    }
}
