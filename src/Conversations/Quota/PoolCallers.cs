namespace GovStack.Conversations.Quota;

/// <summary>The servers that ask a pool for grants: who is there, who has gone quiet, and what pace is kept back for those.</summary>
internal sealed class PoolCallers
{
    /// <summary>How often a caller says that it lives.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Missed = Beat * 1.5;      // A beat may be half of one late.
    private static readonly TimeSpan Gone = Beat * 3.5;
    private readonly Dictionary<string, TimeSpan> _lastBeat = new(StringComparer.Ordinal);
    private TimeSpan _withheldUntil;
    private bool _isWithholding;

    /// <summary>Gets how many servers are known, at least 1.</summary>
    public int Count => Math.Max(1, _lastBeat.Count);

    /// <summary>Gets whether any server is known.</summary>
    public bool Any => _lastBeat.Count > 0;

    public void Beaten(TimeSpan now, string caller) => _lastBeat[caller] = now;

    /// <summary>The cluster has taken a server out of its membership: it sends nothing any more and nothing is kept back for it.</summary>
    public void Forget(string caller) => _lastBeat.Remove(caller);

    /// <summary>The callers that have missed three beats.</summary>
    public IEnumerable<string> Lost(TimeSpan now) => _lastBeat.Where(pair => now - pair.Value >= Gone).Select(pair => pair.Key);

    /// <summary>Whether anybody has gone quiet.</summary>
    public bool AnyMissing(TimeSpan now)
    {
        foreach (var beat in _lastBeat.Values)
        {
            if (now - beat >= Missed)
                return true;
        }

        return false;
    }

    /// <summary>Takes the pace of quiet callers off the ledger up to a little ahead of now, for they may be sending at half their share.</summary>
    public void Withhold(TimeSpan now, QuotaLedger ledger)
    {
        var missing = 0;
        foreach (var beat in _lastBeat.Values)
        {
            if (now - beat >= Missed)
                missing++;
        }

        var began = !_isWithholding;
        _isWithholding = missing > 0;
        if (missing == 0)
            return;
        var from = began && _withheldUntil < now ? now : _withheldUntil;
        var until = now + (Beat / 2);
        if (until <= from)
            return;
        ledger.Withhold(now, missing * FallbackPace.Share / Count, until - from);
        _withheldUntil = until;
    }
}

/// <summary>
/// What a server sends by when it cannot reach its pool: half its share of the pace and nothing saved up, and only after the pool has begun to keep that back.
/// </summary>
/// <param name="ratePerSecond">The pool's rate as last told.</param>
/// <param name="servers">The servers that share it.</param>
internal sealed class FallbackPace(double ratePerSecond, int servers)
{
    /// <summary>The part of its share a server on its own may use.</summary>
    public const double Share = 0.5;

    private static readonly TimeSpan Patience = PoolCallers.Beat * 2;   // After the first missed beat has been noticed at the other end too.
    private TimeSpan _freeAt = TimeSpan.MinValue;

    /// <summary>Whether a request may go out alone.</summary>
    /// <param name="now">The server's clock.</param>
    /// <param name="lastHeard">When the pool last confirmed a beat.</param>
    /// <param name="amount">The charge.</param>
    public bool TrySend(TimeSpan now, TimeSpan lastHeard, double amount)
    {
        var begins = lastHeard + Patience;
        var pace = ratePerSecond * Share / Math.Max(1, servers);
        var free = _freeAt > begins ? _freeAt : begins;
        var ready = free + TimeSpan.FromSeconds(amount / pace);      // Paid before it is sent: no burst at all.
        if (now < ready)
            return false;
        _freeAt = now;
        return true;
    }
}
