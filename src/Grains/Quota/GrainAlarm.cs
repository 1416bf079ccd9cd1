namespace GovStack.Grains.Quota;

/// <summary>Calls back on a grain's own scheduler at a time of the injected clock.</summary>
internal sealed class GrainAlarm : IDisposable
{
    private readonly TaskScheduler _scheduler = TaskScheduler.Current;   // The activation's: made inside the grain.
    private readonly Action _ring;
    private readonly ITimer _timer;

    /// <summary>Makes an alarm that is not set.</summary>
    public GrainAlarm(TimeProvider clock, Action ring)
    {
        _ring = ring;
        _timer = clock.CreateTimer(static state => ((GrainAlarm)state!).Post(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets it, in place of what was set before.</summary>
    /// <param name="due">From now; rounded up to whole milliseconds so that it does not ring in vain. Null for never.</param>
    /// <param name="period">How often after that; null for once.</param>
    public void Set(TimeSpan? due, TimeSpan? period = null)
        => _timer.Change(
            due is { } time ? TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(time.TotalMilliseconds, 0))) : Timeout.InfiniteTimeSpan,
            period ?? Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Post() => Task.Factory.StartNew(_ring, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
}
