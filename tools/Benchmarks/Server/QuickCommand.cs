using System.CommandLine;
using System.Net.Http.Json;
using GovStack.Knowledge.Packs;

namespace GovStack.Benchmarks.Server;

/// <summary>Measures answers without a model and without a conversation.</summary>
internal static class QuickCommand
{
    public static Command Create()
    {
        var seconds = ServerBenchmark.SecondsOption();
        var storage = ServerBenchmark.StorageOption();
        var pack = BenchmarkData.PackOption();
        var command = new Command("quick", "POST /api/quick: the sample agency's approved questions, and its example questions answered from the pages, at 32 at once.") { seconds, storage, pack };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var agency = new ContentPackReader(TimeProvider.System).Read(parsed.GetRequiredValue(pack).FullName).Require().Agency;
            await using var server = await MeasuredServer.StartAsync(parsed.GetRequiredValue(storage), parsed.GetRequiredValue(pack), null, cancellationToken);
            using var http = ServerBenchmark.Client(server.Address);
            var time = TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds));
            (string Text, string Language)[] known = [.. agency.ApprovedAnswers.SelectMany(answer => answer.Questions.Select(question => (question, answer.Language)))];
            (string Text, string Language)[] examples = [.. agency.Questions.Where(question => question.Botlet is not null).Select(question => (question.Text, question.Language))];
            ServerBenchmark.Write($"{"",-20} {"a second",9} {"p50",9} {"p95",9} {"answered",9}");
            await MeasureAsync("approved questions", known);
            await MeasureAsync("from the pages", examples);

            async Task MeasureAsync(string name, (string Text, string Language)[] questions)
            {
                var (asked, answered) = (0, 0);
                await ServerBenchmark.LoopAsync(32, time / 3, _ => AskAsync());   // Warm.
                answered = 0;
                var result = await ServerBenchmark.LoopAsync(32, time, _ => AskAsync());
                ServerBenchmark.Write($"{name,-20} {result.PerSecond,9:F0} {result.Latencies.Milliseconds(0.5),6:F1} ms {result.Latencies.Milliseconds(0.95),6:F1} ms {(double)answered / result.Latencies.Count,9:P1}");

                async Task AskAsync()
                {
                    var (text, language) = questions[Interlocked.Increment(ref asked) % questions.Length];
                    using var response = await http.PostAsJsonAsync("api/quick", new { text, language }, cancellationToken);
                    response.EnsureSuccessStatusCode();
                    if ((await response.Content.ReadAsStringAsync(cancellationToken)).Contains("\"found\":true", StringComparison.Ordinal))
                        Interlocked.Increment(ref answered);
                }
            }
        });
        return command;
    }
}
