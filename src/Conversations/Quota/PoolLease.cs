namespace GovStack.Conversations.Quota;

/// <summary>
/// The right to grant for a pool in a cluster, held by renewing a row (pool, epoch, beat) in the shared store. Single activations are not single while
/// servers fail, and an epoch cannot fence a server that sees only the old ledger: time can. All times are the holder's own monotonic clock.
/// </summary>
/// <param name="length">How long a renewal lasts, counted from when it was sent.</param>
/// <param name="reach">How long after a grant its request may still arrive: send jitter and the time a grant may wait.</param>
internal sealed class PoolLease(TimeSpan length, TimeSpan reach)
{
    private TimeSpan _until = TimeSpan.MinValue;

    /// <summary>Notes a renewal that the store has confirmed.</summary>
    /// <param name="sentAt">When it was sent, not when it was confirmed: the store may have counted from then.</param>
    public void Renewed(TimeSpan sentAt)
    {
        if (sentAt + length > _until)
            _until = sentAt + length;
    }

    /// <summary>The row was found changed by another: nothing is granted any more.</summary>
    public void Lost() => _until = TimeSpan.MinValue;

    /// <summary>Whether a grant given now reaches the provider before anybody else may grant.</summary>
    public bool MayGrant(TimeSpan now) => _until > TimeSpan.MinValue && now + reach <= _until;

    /// <summary>Until when grants may be given.</summary>
    public TimeSpan GrantsUntil => _until == TimeSpan.MinValue ? _until : _until - reach;
}

/// <summary>A successor's watch on the lease row: it may take over only once it has seen the row unchanged for the whole lease by its own clock.</summary>
/// <param name="length">The lease's length; a hundredth more is waited for, so that clocks may run apart.</param>
internal sealed class LeaseWatch(TimeSpan length)
{
    private (long Epoch, long Beat)? _seen;
    private TimeSpan _since;

    /// <summary>Takes in one reading of the row.</summary>
    /// <param name="readFinishedAt">When the reading came back: the row may have been written up to then.</param>
    /// <param name="epoch">The row's epoch.</param>
    /// <param name="beat">The row's beat, which rises with each renewal.</param>
    /// <returns>Whether the lease has run out.</returns>
    public bool HasRunOut(TimeSpan readFinishedAt, long epoch, long beat)
    {
        if (_seen != (epoch, beat))
        {
            _seen = (epoch, beat);
            _since = readFinishedAt;
            return false;
        }

        return readFinishedAt - _since >= length * 1.01;
    }
}
