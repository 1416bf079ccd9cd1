namespace GovStack.Conversations.Quota;

/// <summary>Keeps retries a small part of what is granted: repeating a failing call must not double the load.</summary>
internal sealed class RetryBudget(double share)
{
    private static readonly TimeSpan OneAlways = TimeSpan.FromSeconds(10);
    private readonly UsageRing _granted = new(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
    private readonly UsageRing _retried = new(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
    private TimeSpan _lastFree = TimeSpan.MinValue;

    /// <summary>Counts what is granted at first attempts, in seconds of the pool's drain.</summary>
    public void Granted(TimeSpan now, double seconds)
    {
        _granted.Advance(now);
        _granted.Add((long)(seconds * 1_000_000));
    }

    /// <summary>Takes a retry out of the budget.</summary>
    /// <returns>Whether it may be made; if not, how long until one may.</returns>
    public (bool Allowed, TimeSpan RetryAfter) TryTake(TimeSpan now, double seconds)
    {
        _granted.Advance(now);
        _retried.Advance(now);
        var amount = (long)(seconds * 1_000_000);
        if (_retried.Sum + amount <= share * _granted.Sum)
        {
            _retried.Add(amount);
            return (true, TimeSpan.Zero);
        }

        if (_lastFree == TimeSpan.MinValue || now - _lastFree >= OneAlways)
        {
            _lastFree = now;
            return (true, TimeSpan.Zero);
        }

        return (false, _lastFree + OneAlways - now);
    }
}
