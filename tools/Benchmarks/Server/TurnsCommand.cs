using System.CommandLine;
using System.Globalization;
using System.Text;

namespace GovStack.Benchmarks.Server;

/// <summary>Measures what a turn costs over HTTP beside calling the provider directly.</summary>
internal static class TurnsCommand
{
    private const int TurnsPerConversation = 5;

    public static Command Create()
    {
        var seconds = ServerBenchmark.SecondsOption();
        var storage = ServerBenchmark.StorageOption();
        var pack = BenchmarkData.PackOption();
        var atOnce = new Option<int[]>("--at-once") { Description = "How many people ask at once, a row each.", DefaultValueFactory = _ => [1, 16, 64], AllowMultipleArgumentsPerToken = true };
        var command = new Command("turns", "Durable turns a second over HTTP, and the latency they add to an instant provider called directly, at 1, 16 and 64 at once.") { seconds, storage, pack, atOnce };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var provider = await InstantProvider.StartAsync();
            await using var server = await MeasuredServer.StartAsync(parsed.GetRequiredValue(storage), parsed.GetRequiredValue(pack), provider.Address, cancellationToken);
            using var direct = ServerBenchmark.Client(provider.Address);
            using var through = ServerBenchmark.Client(server.Address);
            var time = TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds));
            var asker = new Asker(through, cancellationToken);
            await ServerBenchmark.LoopAsync(16, 3 * time, asker.AskAsync);   // Compiled, and warm, before anything is measured.

            ServerBenchmark.Write($"{"at once",8} {"direct p50",11} {"GovStack p50",13} {"added p50",10} {"added p99",10} {"turns/s",8} {"CPU ms/turn",12} {"bench CPU",10}");
            foreach (var callers in parsed.GetRequiredValue(atOnce))
            {
                var called = await ServerBenchmark.LoopAsync(callers, time / 4, _ => CallAsync(direct, cancellationToken));
                var before = server.ProcessorSeconds;
                var ownBefore = Environment.CpuUsage.TotalTime;
                var asked = await ServerBenchmark.LoopAsync(callers, time, asker.AskAsync);
                var cost = (server.ProcessorSeconds - before) * 1000 / asked.Latencies.Count;
                var own = (Environment.CpuUsage.TotalTime - ownBefore).TotalMilliseconds / asked.Latencies.Count;
                var (directly, median) = (called.Latencies.Milliseconds(0.5), asked.Latencies.Milliseconds(0.5));
                var late = asked.Latencies.Milliseconds(0.99) - called.Latencies.Milliseconds(0.99);
                ServerBenchmark.Write($"{callers,8} {directly,8:F2} ms {median,10:F2} ms {median - directly,7:F2} ms {late,7:F2} ms {asked.PerSecond,8:F0} {cost,12:F2} {own,10:F2}");
            }
        });
        return command;
    }

    private static async Task CallAsync(HttpClient provider, CancellationToken cancellationToken)
    {
        // As long as a real prompt: the rules, the passages and the question.
        using var body = new StringContent($$"""{"model":"instant","stream":true,"messages":[{"role":"user","content":"{{new string('x', 4_000)}}"}]}""", Encoding.UTF8, "application/json");
        using var response = await provider.PostAsync("v1/chat/completions", body, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Callers that each begin a new conversation after five questions; no question is asked twice, so that no answer is reused.</summary>
    private sealed class Asker(HttpClient http, CancellationToken cancellationToken)
    {
        private static readonly string[] _questions =
        [
            "How do I renew a passport before trip number {0}?", "What does it cost to renew the licence of food truck {0}?",
            "When is the tax return of company {0} due?", "How long does the refund of return {0} take?", "Where do I report that power line {0} is down?",
        ];

        private readonly (AskingConversation? Conversation, int Turn)[] _callers = new (AskingConversation?, int)[64];
        private int _asked;

        public async Task AskAsync(int caller)
        {
            var (conversation, turn) = _callers[caller];
            if (conversation is null || turn == TurnsPerConversation)
                (conversation, turn) = (await AskingConversation.StartAsync(http, cancellationToken), 0);
            _callers[caller] = (conversation, turn + 1);
            var number = Interlocked.Increment(ref _asked);
            await conversation.AskAsync(string.Format(CultureInfo.InvariantCulture, _questions[number % _questions.Length], number), InstantProvider.LastWord, cancellationToken);
        }
    }
}
