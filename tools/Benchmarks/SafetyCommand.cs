using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Safety;
using GovStack.Knowledge.Packs;

namespace GovStack.Benchmarks;

/// <summary>Measures what the guard does to harmless texts, and that hostile ones cost no more than their length.</summary>
internal static class SafetyCommand
{
    private static readonly string[] Hostile = ["a", "1 ", "4", "4111 ", "12-", "@a.", "a@", "aaaa.", "DE89 ", "A 1 ", "passport 1 ", "phone 1-", "((((", "\u0334\u0323", "\u200D\u200C", "👩\u200D", "\U000E0041", "my house is on fire ", "kill my kill my ", "someone ... gun "];

    public static Command Create()
    {
        var data = BenchmarkData.Option();
        var pack = BenchmarkData.PackOption();
        var shows = new Option<bool>("--show") { Description = "Prints each message that was judged wrongly." };
        var command = new Command("safety", "Crises recognised, harmless texts refused or taken for one, and the guard's speed.") { data, pack, shows };
        command.SetAction(result =>
        {
            var agency = new ContentPackReader(TimeProvider.System).Read(result.GetRequiredValue(pack).FullName).Require().Agency;
            var watch = Stopwatch.StartNew();
            var crises = new CrisisRecognizer(agency);
            crises.LearnAsync().GetAwaiter().GetResult();
            Console.WriteLine($"the recognizer was made in {watch.ElapsedMilliseconds} ms from {agency.Emergency.Crises.Sum(crisis => crisis.Phrases.Values.Sum(phrases => phrases.Count))} phrases and {agency.CrisisExamples.Count} examples");
            CrisisTrial.Run(crises, agency.Languages, result.GetValue(shows));
            CrisisTrial.CountFalseAlarms(crises, result.GetRequiredValue(data));
            MeasureHarmless(result.GetRequiredValue(data), agency, crises);
            MeasureSpeed(agency, crises);
        });
        return command;
    }

    private static void MeasureHarmless(DirectoryInfo data, Agency agency, CrisisRecognizer crises)
    {
        Report("benign-with-trigger-words.jsonl", "text", "harmless texts with trigger words");
        Report("injection-validation.jsonl", "prompt", "mixed prompts, harmless and injections (none is refused: the words decide nothing)");

        void Report(string file, string field, string name)
        {
            var texts = BenchmarkData.ReadLines(data, $"safety/{file}")?
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty(field).GetString()!)
                .ToArray();
            if (texts is null)
                return;
            var guarded = texts.Select(text => InputGuard.Inspect(text, agency)).ToArray();
            Console.WriteLine($"{texts.Length} {name}: {guarded.Count(text => text.IsTooLong || text.IsEmpty)} refused, "
                + $"{guarded.Count(text => crises.Find(text.Clean) is not null)} taken for a crisis, {guarded.Count(text => text.MaskedKinds.Count > 0)} with something masked, "
                + $"{guarded.Zip(texts).Count(pair => pair.First.Clean != pair.Second)} with characters removed or composed");
            foreach (var text in guarded)
            {
                if (text.MaskedKinds.Count > 0)
                    Console.WriteLine($"  masked {string.Join(", ", text.MaskedKinds)}: {text.Masked.ReplaceLineEndings(" ")[..Math.Min(120, text.Masked.Length)]}");
                if (crises.FindMatch(text.Clean) is { } match)
                    Console.WriteLine($"  crisis {match.Rule.Id}: {text.Clean.ReplaceLineEndings(" ")[..Math.Min(120, text.Clean.Length)]}");
            }
        }
    }

    private static void MeasureSpeed(Agency agency, CrisisRecognizer crises)
    {
        const string Question = "How do I renew my passport, and can I do it online? My number is 202-555-0143.";
        Console.WriteLine($"an ordinary question: guard {Fastest(() => InputGuard.Inspect(Question, agency)) * 1000:F1} microseconds, crisis {Fastest(() => crises.Find(Question)) * 1000:F1} microseconds");
        var worst = Hostile
            .Select(piece => string.Concat(Enumerable.Repeat(piece, InputGuard.MaxTextBytes / Encoding.UTF8.GetByteCount(piece))))
            .Select((text, i) => (Piece: Hostile[i], Guard: Fastest(() => InputGuard.Inspect(text, agency)), Crisis: Fastest(() => crises.Find(text))))
            .ToArray();
        foreach (var (piece, guard, crisis) in worst)
            Console.WriteLine($"32 KB of {JsonSerializer.Serialize(piece),-24} guard {guard,6:F2} ms   crisis {crisis,6:F2} ms");
        Console.WriteLine($"worst: guard {worst.Max(item => item.Guard):F2} ms, crisis {worst.Max(item => item.Crisis):F2} ms");
    }

    // Milliseconds of the fastest of thirty runs: the work itself, without what else the machine does.
    private static double Fastest(Action action)
    {
        var fastest = double.MaxValue;
        for (var i = 0; i < 30; i++)
        {
            var watch = Stopwatch.StartNew();
            action();
            fastest = Math.Min(fastest, watch.Elapsed.TotalMilliseconds);
        }

        return fastest;
    }
}
