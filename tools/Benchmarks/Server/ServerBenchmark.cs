using System.CommandLine;
using System.Globalization;
using GovStack.Benchmarks.Store;

namespace GovStack.Benchmarks.Server;

/// <summary>What the benchmarks of a running server share.</summary>
internal static class ServerBenchmark
{
    public static Option<DirectoryInfo> StorageOption() => new("--directory")
    {
        Description = "Where the server's store is made, which is deleted afterwards: on the disk to be measured.",
        DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()),
    };

    public static Option<int> SecondsOption() => new("--seconds") { Description = "How long each row is measured.", DefaultValueFactory = _ => 10 };

    /// <summary>Makes a client that opens as many connections as there are callers.</summary>
    public static HttpClient Client(Uri address) => new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = int.MaxValue })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromMinutes(1),
    };

    /// <summary>Runs callers in a closed loop: each asks again as soon as it has its answer.</summary>
    /// <param name="callers">How many at once.</param>
    /// <param name="time">How long.</param>
    /// <param name="ask">Asks once; gets the caller's number.</param>
    public static Task<LoopResult> LoopAsync(int callers, TimeSpan time, Func<int, Task> ask)
        => LoopAsync(callers, time, async caller =>
        {
            await ask(caller);
            return TimeSpan.Zero;
        });

    /// <summary>The same, where each call says how much of its time is not to be counted.</summary>
    public static async Task<LoopResult> LoopAsync(int callers, TimeSpan time, Func<int, Task<TimeSpan>> ask)
    {
        var latencies = new Latencies();
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (TimeProvider.System.GetElapsedTime(started) < time)
            {
                var asked = TimeProvider.System.GetTimestamp();
                var held = await ask(caller);
                latencies.Add(TimeProvider.System.GetElapsedTime(asked) - held);
            }
        })));
        return new(latencies, TimeProvider.System.GetElapsedTime(started));
    }

    public static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

/// <summary>What a closed loop came to.</summary>
internal sealed record LoopResult(Latencies Latencies, TimeSpan Took)
{
    public double PerSecond => Latencies.Count / Took.TotalSeconds;
}
