using System.CommandLine;

namespace GovStack.Benchmarks.Server;

/// <summary>Measures whether the server's memory stays level under load: more turns must not mean more memory.</summary>
internal static class MemoryCommand
{
    // Put away soon, so that a run of minutes shows what one of hours would: as many conversations leave as come.
    private static readonly TimeSpan _idleAfter = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var minutes = new Option<int>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 4 };
        var storage = ServerBenchmark.StorageOption();
        var pack = BenchmarkData.PackOption();
        var command = new Command("memory", "The server's memory while 8 at once ask without a pause, each half minute before and after garbage collection; conversations are put away after 10 s.") { minutes, storage, pack };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var provider = await InstantProvider.StartAsync();
            await using var server = await MeasuredServer.StartAsync(
                parsed.GetRequiredValue(storage), parsed.GetRequiredValue(pack), provider.Address, cancellationToken, $"Conversations:IdleAfter={_idleAfter}");
            using var through = ServerBenchmark.Client(server.Address);
            var asker = new Asker(through, cancellationToken);
            ServerBenchmark.Write($"{"turns",9} {"resident MB",12} {"after collection",17}");
            var turns = 0;
            for (var half = 0; half < 2 * parsed.GetRequiredValue(minutes); half++)
            {
                turns += (await ServerBenchmark.LoopAsync(8, TimeSpan.FromSeconds(30), asker.AskAsync)).Latencies.Count;
                var resident = server.Memory;
                ServerBenchmark.Write($"{turns,9} {resident / 1e6,12:F0} {server.ReadMemoryAfterCollection() / 1e6,17:F0}");
            }

            await Task.Delay(3 * _idleAfter + TimeSpan.FromSeconds(20), cancellationToken);
            ServerBenchmark.Write($"{"idle",9} {server.Memory / 1e6,12:F0} {server.ReadMemoryAfterCollection() / 1e6,17:F0}");
        });
        return command;
    }
}
