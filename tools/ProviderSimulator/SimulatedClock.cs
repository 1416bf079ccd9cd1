namespace GovStack.ProviderSimulator;

/// <summary>Simulated time: how much of it has passed since the start, and waiting in it. One real second is <c>scale</c> simulated ones.</summary>
internal sealed class SimulatedClock(TimeProvider time, double scale)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>The simulated time since the start.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start) * scale;

    /// <summary>Real time now, for headers that name an instant.</summary>
    public DateTimeOffset WallNow => time.GetUtcNow();

    /// <summary>What a client's watch measures while <paramref name="simulated"/> passes here.</summary>
    public TimeSpan ToWall(TimeSpan simulated) => simulated / scale;

    public double Scale => scale;

    public Task DelayAsync(TimeSpan simulated, CancellationToken cancellationToken)
        => simulated <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(ToWall(simulated), time, cancellationToken);
}
