namespace GovStack.Conversations.Quota;

/// <summary>
/// What a server sends by while it cannot reach a pool: the share it was told, nothing saved up, never before the pool keeps that share back and never longer
/// than the pool does. Times are the server's own clock.
/// </summary>
internal sealed class FallbackPace
{
    /// <summary>The part of a pool's pace that all its servers together may use on their own.</summary>
    public const double Share = 0.5;

    /// <summary>
    /// How long after the last sign of life that was answered. A new ledger is there within 20 seconds (docs/decisions/0050); one who is alone for longer is cut
    /// off, and its share is of more use to the others.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // The pool has missed a proof half a beat earlier, however long messages take: see PoolCallers.
    private static readonly TimeSpan Patience = PoolCallers.Beat * 3;

    private long _epoch;
    private long _echo;
    private double _share;
    private IReadOnlyList<AxisRate> _rates = [];
    private bool _isAwaiting;
    private TimeSpan _begins = TimeSpan.MaxValue;
    private TimeSpan _ends = TimeSpan.MinValue;
    private TimeSpan _freeAt = TimeSpan.MinValue;

    /// <summary>A sign of life goes out. The first that is not answered begins the server's time on its own.</summary>
    public ServerBeat Sending(TimeSpan now)
    {
        if (!_isAwaiting)
            _begins = now + Patience;
        _isAwaiting = true;
        return new(_epoch, _echo, _share);
    }

    /// <summary>A sign of life was answered.</summary>
    /// <param name="sentAt">When it had been sent.</param>
    /// <param name="reply">The answer.</param>
    public void Heard(TimeSpan sentAt, BeatReply reply)
    {
        (_epoch, _echo, _share, _rates) = (reply.Epoch, reply.Number, reply.Share, reply.Rates);
        _isAwaiting = false;
        _begins = TimeSpan.MaxValue;
        _ends = sentAt + Longest;
        _freeAt = TimeSpan.MinValue;
    }

    /// <summary>The provider's limit was met: what was told is wrong by now, and nothing more is sent before the pool is heard again.</summary>
    public void LimitMet() => _ends = TimeSpan.MinValue;

    /// <summary>Whether the server is on its own and may send.</summary>
    public bool IsAlone(TimeSpan now) => _share > 0 && now >= _begins && now < _ends;

    /// <summary>
    /// The seconds of the pool's whole pace that a charge takes, on the axis that is tightest; infinite where no pace is known, or where the pool has never seen
    /// a request so large.
    /// </summary>
    public double Seconds(ChargeRule rule, GrantRequest request)
    {
        var longest = _rates.Count == 0 ? double.PositiveInfinity : 0;
        foreach (var rate in _rates)
        {
            var amount = rule.AtStart(rate.Axis, request.InputTokens, request.CachedInputTokens, request.MaxOutputTokens, request.MaxOutputTokens);
            longest = Math.Max(longest, amount <= rate.Largest ? amount / rate.PerSecond : double.PositiveInfinity);
        }

        return longest;
    }

    /// <summary>Sends where the pace allows it.</summary>
    /// <param name="now">The server's time.</param>
    /// <param name="seconds">The charge in seconds of the pool's whole pace.</param>
    public bool TrySend(TimeSpan now, double seconds)
    {
        if (!IsAlone(now))
            return false;
        var free = _freeAt > _begins ? _freeAt : _begins;
        if ((now - free).TotalSeconds * _share < seconds)
            return false;   // Paid before it is sent: no burst at all.
        _freeAt = now;
        return true;
    }
}
