namespace GovStack.LoadTest;

/// <summary>The time since a run began, in simulated seconds: with a provider at time scale 60, a minute here is a second on the wall.</summary>
internal sealed class RunClock(TimeProvider time, double scale)
{
    private long _start = time.GetTimestamp();

    public TimeSpan Now => time.GetElapsedTime(_start) * scale;

    public double Scale => scale;

    public void Restart() => _start = time.GetTimestamp();

    public Task DelayAsync(TimeSpan simulated, CancellationToken cancellationToken)
        => simulated <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(simulated / scale, time, cancellationToken);

    public Task DelayUntilAsync(TimeSpan at, CancellationToken cancellationToken) => DelayAsync(at - Now, cancellationToken);

    /// <summary>Simulated time for an amount of real time, such as a server tells.</summary>
    public TimeSpan ToSimulated(TimeSpan wall) => wall * scale;

    /// <summary>Real time for an amount of simulated time.</summary>
    public TimeSpan ToWall(TimeSpan simulated) => simulated / scale;
}
