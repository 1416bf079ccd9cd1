namespace GovStack.Grains.Storage;

/// <summary>
/// Knows whether this process has stood still: stopped, swapped out or throttled. While it did, the others may have put it out of the cluster and run its
/// questions again, and what its timers say when it wakes (a provider that was silent, a deadline that passed) says nothing about the world. Process time, not
/// the product's clock.
/// </summary>
internal sealed class StandstillWatch : IDisposable
{
    // Under the six seconds after which others may put a silent server out (docs/decisions/0050), well over what a collection of garbage takes.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private long _tick;
    private long _stoodStillAt;

    /// <summary>Begins to watch.</summary>
    /// <param name="clock">The process's time; a test moves it.</param>
    public StandstillWatch(TimeProvider clock)
    {
        _clock = clock;
        _tick = clock.GetTimestamp();
        _stoodStillAt = _tick;
        _timer = clock.CreateTimer(_ => Look(), null, Step, Step);
    }

    /// <summary>Gets the time now, to ask about later.</summary>
    public long Now => _clock.GetTimestamp();

    /// <summary>Says whether the process has stood still since a time; right also in the first moment after it woke.</summary>
    public bool HasStoodStillSince(long time)
    {
        Look();
        return Volatile.Read(ref _stoodStillAt) > time;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = _clock.GetTimestamp();
        var before = Interlocked.Exchange(ref _tick, now);
        if (_clock.GetElapsedTime(before, now) >= Limit)
            Volatile.Write(ref _stoodStillAt, now);
    }
}
