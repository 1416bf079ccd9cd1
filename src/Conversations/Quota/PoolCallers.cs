namespace GovStack.Conversations.Quota;

/// <summary>
/// The servers that ask a pool for grants: who is there, who has gone quiet, and what pace is kept back for those who may be sending on their own. The shares
/// told to all of them together never exceed <see cref="FallbackPace.Share"/>, and what a server may hold is kept back from a time at which it cannot have
/// begun yet: both by what its signs of life prove it has heard, never by how long a message may take.
/// </summary>
internal sealed class PoolCallers
{
    /// <summary>How often a caller says that it lives.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // Counted from the last reply a caller has proved to have heard, which is a beat old when the next proof is due.
    private static readonly TimeSpan Missed = Beat * 2.5;
    private static readonly TimeSpan Gone = Beat * 3.5;

    // No share outlasts this; a beat more, for clocks that run apart.
    private static readonly TimeSpan Forgotten = FallbackPace.Longest + Beat;
    private static readonly TimeSpan Look = Beat / 4;

    private readonly Dictionary<string, Caller> _callers = new(StringComparer.Ordinal);
    private readonly Caller _unknown = new();
    private long _number;

    /// <summary>Gets how many servers are known, at least 1.</summary>
    public int Count => Math.Max(1, _callers.Count);

    /// <summary>Gets whether any server is known.</summary>
    public bool Any => _callers.Count > 0;

    /// <summary>Gets the shares that servers may hold now.</summary>
    public double Outstanding => _unknown.Share + _callers.Values.Sum(caller => caller.Share);

    /// <summary>An earlier ledger has told shares to servers this one does not know yet.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="outstanding">What those hold together.</param>
    public void Expect(TimeSpan now, double outstanding)
    {
        _unknown.Held = Math.Clamp(outstanding, 0, FallbackPace.Share);
        _unknown.LastBeat = now;
        _unknown.Proven = now - Missed;   // Some of them may have been on their own for a while.
    }

    /// <summary>Takes a sign of life.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="name">The server.</param>
    /// <param name="beat">What it said.</param>
    /// <param name="epoch">The ledger's epoch.</param>
    /// <param name="mayShare">Whether the pool grants now, so that it may tell shares.</param>
    /// <returns>The reply's number and the share it tells.</returns>
    public (long Number, double Share) Heard(TimeSpan now, string name, ServerBeat beat, long epoch, bool mayShare)
    {
        if (beat.IsLeaving)
        {
            _callers.Remove(name);
            return (0, 0);
        }

        if (!_callers.TryGetValue(name, out var caller))
        {
            // What it brings along of an earlier ledger it may be using at this moment; what it is told now only after it has heard it.
            _callers[name] = caller = new Caller { Proven = beat.Share > 0 ? now - Missed : now, LastBeat = now };
            _unknown.Held = Math.Max(0, _unknown.Held - beat.Share);
        }
        else if (beat.Epoch == epoch && beat.Echo == caller.Number)
        {
            caller.Proven = caller.LastBeat;   // It had heard the reply to the beat before when it sent this one.
        }

        caller.Held = beat.Share;
        caller.LastBeat = now;
        caller.Number = ++_number;
        caller.Told = 0;
        if (mayShare)
            caller.Told = Math.Clamp(FallbackPace.Share - (Outstanding - caller.Share), 0, FallbackPace.Share / Count);
        return (caller.Number, caller.Told);
    }

    /// <summary>The callers that have missed three beats.</summary>
    public IEnumerable<string> Lost(TimeSpan now) => _callers.Where(pair => now - pair.Value.LastBeat >= Gone).Select(pair => pair.Key);

    /// <summary>When something must be kept back next, or forgotten; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public TimeSpan NextChange(TimeSpan now)
    {
        var next = _unknown.Held > 0 ? now + Look : TimeSpan.MaxValue;
        foreach (var caller in _callers.Values)
        {
            var due = now >= caller.Proven + Missed ? now + Look : caller.Proven + Missed;
            if (due < next)
                next = due;
        }

        return next;
    }

    /// <summary>Takes the pace of quiet callers off the ledger up to now, for they may have been sending. Called before anything is granted.</summary>
    public void Withhold(TimeSpan now, QuotaLedger ledger)
    {
        Withhold(now, ledger, _unknown);
        if (now - _unknown.LastBeat >= Forgotten)
            _unknown.Held = 0;
        foreach (var (name, caller) in _callers)
        {
            Withhold(now, ledger, caller);
            if (now - caller.LastBeat >= Forgotten)
                _callers.Remove(name);   // Whatever it held has run out.
        }
    }

    private static void Withhold(TimeSpan now, QuotaLedger ledger, Caller caller)
    {
        var isQuiet = caller.Share > 0 && now >= caller.Proven + Missed && now - caller.LastBeat < Forgotten;
        if (isQuiet != caller.IsQuiet)
            ledger.WithholdLargest(now);   // At both ends: whatever it sends lies between them.
        if (isQuiet)
        {
            var from = caller.IsQuiet ? caller.KeptUntil : caller.Proven + Missed;
            ledger.Withhold(now, caller.Share, now - from);
            caller.KeptUntil = now;
        }

        caller.IsQuiet = isQuiet;
    }

    private sealed class Caller
    {
        public TimeSpan LastBeat { get; set; }

        /// <summary>Gets or sets when a reply was given that it has surely heard.</summary>
        public TimeSpan Proven { get; set; }

        public long Number { get; set; }

        public double Held { get; set; }

        public double Told { get; set; }

        /// <summary>Gets what it may hold: what it said, or what it was told since and may have heard.</summary>
        public double Share => Math.Max(Held, Told);

        /// <summary>Gets or sets whether its share is being kept back.</summary>
        public bool IsQuiet { get; set; }

        /// <summary>Gets or sets up to when it has been kept back.</summary>
        public TimeSpan KeptUntil { get; set; }
    }
}
