using System.Text.Json;
using GovStack.Conversations.Safety;

namespace GovStack.Benchmarks;

/// <summary>
/// How many people in danger are recognised. The messages were written by somebody who had seen neither the pack's phrases nor its examples, and nothing was chosen by them:
/// whoever tunes the pack by what is shown here must write new ones.
/// </summary>
internal static class CrisisTrial
{
    private const string Harmless = "none";

    public static void Run(CrisisRecognizer crises, IEnumerable<string> languages, bool shows)
    {
        foreach (var language in languages)
        {
            var path = Path.Combine(AppContext.BaseDirectory, "Crises", $"{language}.tsv");
            if (!File.Exists(path))
                continue;
            var judged = File.ReadLines(path)
                .Select(line => line.Split('\t', 2))
                .Select(row => (Label: row[0], Text: row[1], Found: crises.Find(InputGuard.Inspect(row[1]).Clean)?.Id))
                .ToArray();
            var danger = judged.Where(message => message.Label != Harmless).ToArray();
            var harmless = judged.Where(message => message.Label == Harmless).ToArray();
            Console.WriteLine($"{language}: {danger.Count(message => message.Found is not null)} of {danger.Length} crises recognised ({danger.Count(message => message.Found == message.Label)} as what they are), "
                + $"{harmless.Count(message => message.Found is not null)} of {harmless.Length} harmless messages taken for one");
            Console.WriteLine("  " + string.Join(", ", danger.GroupBy(message => message.Label).OrderBy(label => label.Key, StringComparer.Ordinal)
                .Select(label => $"{label.Key} {label.Count(message => message.Found is not null)}/{label.Count()}")));
            if (!shows)
                continue;
            foreach (var (label, text, found) in judged.Where(message => (message.Found is null) != (message.Label == Harmless)))
                Console.WriteLine($"  {label} taken for {found ?? Harmless}: {text}");
        }
    }

    /// <summary>Counts alarms among questions that people asked of other services: not one of them was in danger.</summary>
    public static void CountFalseAlarms(CrisisRecognizer crises, DirectoryInfo data)
    {
        Report("clinc150/train.tsv", line => line.Split('\t')[0]);
        Report("clinc150/val.tsv", line => line.Split('\t')[0]);
        Report("or-sharc/questions-dev.jsonl", line => Field(line, "question"));
        Report("agency-routing/dev.jsonl", line => Field(line, "question"));
        Report("government-faq/faq.jsonl", line => Field(line, "question"));

        void Report(string file, Func<string, string> text)
        {
            if (BenchmarkData.ReadLines(data, file)?.Select(text).ToArray() is not { } texts)
                return;
            var alarms = texts.Where(question => crises.Find(question) is not null).ToArray();
            Console.WriteLine($"{file}: {alarms.Length} of {texts.Length} taken for a crisis" + string.Concat(alarms.Take(12).Select(alarm => $"\n  {alarm}")));
        }
    }

    private static string Field(string line, string name)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty(name).GetString()!;
    }
}
