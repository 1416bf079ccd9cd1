using System.CommandLine;

namespace GovStack.Benchmarks.Server;

/// <summary>Measures whether the server's memory stays level: more turns must not mean more memory. It is read at equal moments, when every conversation has been put away.</summary>
internal static class MemoryCommand
{
    private const int Callers = 8;

    // Put away soon, which the server sees to every 15 s: after this long none is left.
    private static readonly TimeSpan _idleAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _untilPutAway = TimeSpan.FromSeconds(18);

    // The quota lets go of its closed tickets when it is next asked after two minutes.
    private static readonly TimeSpan _untilForgotten = TimeSpan.FromSeconds(122);

    public static Command Create()
    {
        var turns = new Option<int[]>("--turns")
        {
            Description = "After how many turns it is read.", DefaultValueFactory = _ => [5_000, 20_000, 60_000, 100_000], AllowMultipleArgumentsPerToken = true,
        };
        var storage = ServerBenchmark.StorageOption();
        var pack = BenchmarkData.PackOption();
        var command = new Command("memory", "The server's memory after so many turns, 8 at once without a pause: busy, when all conversations have been put away, and at the end when the quota has forgotten its tickets too, which it remembers for two minutes.") { turns, storage, pack };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var provider = await InstantProvider.StartAsync();
            await using var server = await MeasuredServer.StartAsync(
                parsed.GetRequiredValue(storage), parsed.GetRequiredValue(pack), provider.Address, cancellationToken, server: null, $"Conversations:IdleAfter={_idleAfter}");
            using var through = ServerBenchmark.Client(server.Address);
            var asker = new Asker(through, cancellationToken);
            var asked = 0;
            ServerBenchmark.Write($"{"turns",9} {"",-9} {"resident MB",12} {"after collection",17} {"kept by the GC",15} {"live",8}");
            foreach (var wanted in parsed.GetRequiredValue(turns))
            {
                await AskUntilAsync(wanted);
                await WriteAsync("busy");
                await Task.Delay(_untilPutAway, cancellationToken);
                await WriteAsync("idle");
            }

            await Task.Delay(_untilForgotten - _untilPutAway, cancellationToken);
            await asker.AskAsync(0);
            await WriteAsync("forgotten");

            async Task AskUntilAsync(int wanted)
                => await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(
                    async () =>
                    {
                        while (Interlocked.Increment(ref asked) <= wanted)
                            await asker.AskAsync(caller);
                        Interlocked.Decrement(ref asked);
                    },
                    cancellationToken)));

            async Task WriteAsync(string when)
            {
                var use = await server.ReadMemoryUseAsync(through, cancellationToken);
                ServerBenchmark.Write($"{asked,9} {when,-9} {use.Resident / 1e6,12:F0} {use.ResidentAfter / 1e6,17:F0} {use.Committed / 1e6,15:F0} {use.Live / 1e6,8:F1}");
            }
        });
        return command;
    }
}
