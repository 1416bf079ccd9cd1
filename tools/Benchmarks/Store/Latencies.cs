using System.Globalization;

namespace GovStack.Benchmarks.Store;

/// <summary>Measured times, in milliseconds when told.</summary>
internal sealed class Latencies
{
    private readonly List<long> _ticks = [];
    private readonly Lock _gate = new();

    public int Count => _ticks.Count;

    public static async Task<Latencies> OfAsync(int times, Func<int, Task> work)
    {
        var latencies = new Latencies();
        for (var time = 0; time < times; time++)
            await latencies.AddAsync(() => work(time));
        return latencies;
    }

    public async Task AddAsync(Func<Task> work)
    {
        var start = TimeProvider.System.GetTimestamp();
        await work();
        Add(TimeProvider.System.GetElapsedTime(start));
    }

    public void Add(TimeSpan time)
    {
        lock (_gate)
            _ticks.Add(time.Ticks);
    }

    public double Milliseconds(double share)
    {
        lock (_gate)
        {
            _ticks.Sort();
            return TimeSpan.FromTicks(_ticks[Math.Min(_ticks.Count - 1, (int)(_ticks.Count * share))]).TotalMilliseconds;
        }
    }

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"p50 {Milliseconds(0.5):F3} ms, p99 {Milliseconds(0.99):F3} ms, max {Milliseconds(1):F1} ms");
}
