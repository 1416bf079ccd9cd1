using System.CommandLine;

namespace GovStack.Benchmarks.Server;

/// <summary>Measures the time from the start of the process to its first answer.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        var times = new Option<int>("--times") { Description = "How often.", DefaultValueFactory = _ => 5 };
        var server = new Option<FileInfo?>("--server") { Description = "The GovStack.Standalone.dll to start, of a published server for instance. Default: the one of this build." };
        var storage = ServerBenchmark.StorageOption();
        var pack = BenchmarkData.PackOption();
        var command = new Command("start", "From the start of the standalone host's process to its first answer, on an empty store.") { times, server, storage, pack };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            List<double> ready = [], answered = [];
            for (var time = 0; time < parsed.GetRequiredValue(times); time++)
            {
                await using var started = await MeasuredServer.StartAsync(parsed.GetRequiredValue(storage), parsed.GetRequiredValue(pack), null, cancellationToken, parsed.GetValue(server));
                ready.Add(TimeProvider.System.GetElapsedTime(started.Started).TotalSeconds);
                using var http = ServerBenchmark.Client(started.Address);
                var asking = await AskingConversation.StartAsync(http, cancellationToken);
                await asking.AskAsync("How do I renew a passport?", "event: token", cancellationToken);
                answered.Add(TimeProvider.System.GetElapsedTime(started.Started).TotalSeconds);
            }

            ServerBenchmark.Write($"ready after        {Told(ready)}");
            ServerBenchmark.Write($"first answer after {Told(answered)}");
        });
        return command;

        static FormattableString Told(List<double> seconds)
        {
            var sorted = seconds.Order().ToList();
            return $"median {sorted[sorted.Count / 2]:F2} s, {sorted[0]:F2} to {sorted[^1]:F2} s";
        }
    }
}
