using System.CommandLine;

namespace GovStack.Benchmarks.Server;

/// <summary>Measures what a turn costs over HTTP beside calling the provider directly: its rate with a provider that takes no time, its latency with one at a model's pace.</summary>
internal static class TurnsCommand
{
    public static Command CreateTurns() => Create(
        "turns", "Durable turns a second over HTTP with an instant provider. All callers ask again at once, so the latency beyond one caller is that of a full server.", isPaced: false);

    public static Command CreateLatency() => Create(
        "latency", "The latency a turn over HTTP adds to calling a provider directly that answers at a model's pace: 200 ms to the first word, 10 ms for each of 39 more. The provider tells how long it really took; what is printed is the time beyond that. Beside it what a proxy adds that does nothing but the two durable saves.", isPaced: true);

    private static Command Create(string name, string description, bool isPaced)
    {
        var seconds = ServerBenchmark.SecondsOption();
        var storage = ServerBenchmark.StorageOption();
        var pack = BenchmarkData.PackOption();
        var atOnce = new Option<int[]>("--at-once") { Description = "How many people ask at once, a row each.", DefaultValueFactory = _ => [1, 16, 64], AllowMultipleArgumentsPerToken = true };
        var command = new Command(name, description) { seconds, storage, pack, atOnce };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var provider = await InstantProvider.StartAsync(isPaced);
            await using var server = await MeasuredServer.StartAsync(parsed.GetRequiredValue(storage), parsed.GetRequiredValue(pack), provider.Address, cancellationToken);
            await using var proxy = await MeasuredServer.StartBareProxyAsync(parsed.GetRequiredValue(storage), provider.Address, cancellationToken);
            using var direct = ServerBenchmark.Client(provider.Address);
            using var bare = ServerBenchmark.Client(proxy.Address);
            using var through = ServerBenchmark.Client(server.Address);
            var time = TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds));
            var asker = new Asker(through, cancellationToken);
            // Compiled, and warm, before anything is measured.
            await ServerBenchmark.LoopAsync(isPaced ? 64 : 16, 3 * time, asker.AskAsync);
            await ServerBenchmark.LoopAsync(isPaced ? 64 : 16, time, _ => Asker.CallAsync(bare, cancellationToken));

            ServerBenchmark.Write($"{"at once",8} {"direct p50",11} {"GovStack p50",13} {"added p50",10} {"added p99",10} {"proxy p50",10} {"proxy p99",10} {"turns/s",8} | {"ms of processor a turn: server",30} {"client and provider",20} | others on the machine");
            foreach (var callers in parsed.GetRequiredValue(atOnce))
            {
                var called = await ServerBenchmark.LoopAsync(callers, isPaced ? time : time / 4, _ => Asker.CallAsync(direct, cancellationToken));
                var passed = await ServerBenchmark.LoopAsync(callers, isPaced ? time : time / 4, _ => Asker.CallAsync(bare, cancellationToken));
                var before = ProcessorUse.Now(server);
                var asked = await ServerBenchmark.LoopAsync(callers, time, asker.AskAsync);
                var used = ProcessorUse.Now(server).Since(before);
                var (directly, median) = (called.Latencies.Milliseconds(0.5), asked.Latencies.Milliseconds(0.5));
                var late = asked.Latencies.Milliseconds(0.99) - called.Latencies.Milliseconds(0.99);
                ServerBenchmark.Write(
                    $"{callers,8} {directly,8:F2} ms {median,10:F2} ms {median - directly,7:F2} ms {late,7:F2} ms {passed.Latencies.Milliseconds(0.5) - directly,7:F2} ms {passed.Latencies.Milliseconds(0.99) - called.Latencies.Milliseconds(0.99),7:F2} ms {asked.PerSecond,8:F0} | {used.Server * 1000 / asked.Latencies.Count,30:F2} {used.Own * 1000 / asked.Latencies.Count,20:F2} | {used.Others / asked.Took.TotalSeconds:F2} processors");
            }
        });
        return command;
    }
}
