using System.CommandLine;
using System.Text.Json;
using GovStack.Conversations.Dispatch;

namespace GovStack.Benchmarks;

/// <summary>Measures how often two questions of the same meaning have the same form, and how often two of different meaning do.</summary>
internal static class FormsCommand
{
    public static Command Create()
    {
        var data = BenchmarkData.Option();
        var command = new Command("forms", "Hit share and wrong-hit share of equal question forms on labelled pairs.") { data };
        command.SetAction(result =>
        {
            MeasurePairs(result.GetRequiredValue(data), "en");
            MeasurePairs(result.GetRequiredValue(data), "de");
            MeasureOfficial(result.GetRequiredValue(data));
        });
        return command;
    }

    private static void MeasurePairs(DirectoryInfo data, string language)
    {
        var pairs = BenchmarkData.ReadLines(data, $"government-faq/pairs-{language}-dev.tsv")?
            .Select(line => line.Split('\t'))
            .Where(pair => pair.Length == 3)
            .Select(pair => (
                IsSame: pair[2].Trim() == "1",
                HasSameForm: QuestionForm.Of(pair[0], language) == QuestionForm.Of(pair[1], language)))
            .ToArray();
        if (pairs is null)
            return;
        var same = pairs.Count(pair => pair.IsSame);
        var hits = pairs.Count(pair => pair.HasSameForm);
        var wrong = pairs.Count(pair => pair.HasSameForm && !pair.IsSame);
        Console.WriteLine($"{language}: {pairs.Length} pairs, {same} of one meaning");
        Console.WriteLine($"  same form: {hits} hits, {100.0 * (hits - wrong) / same:F1} % of the pairs of one meaning; {wrong} wrong hits{(hits > 0 ? $", {100.0 * wrong / hits:F1} % of the hits" : "")}");
    }

    // Official questions whose form is the same though the words are not: would one answer do for both?
    private static void MeasureOfficial(DirectoryInfo data)
    {
        var official = BenchmarkData.ReadLines(data, "government-faq/faq.jsonl")?
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => (Language: Text(row, "language", "lang"), Question: Text(row, "question"), Answer: Text(row, "answer")))
            .ToArray();
        if (official is null)
            return;
        var groups = official.GroupBy(row => (row.Language, Form: QuestionForm.Of(row.Question, row.Language))).Where(group => group.Select(row => row.Question).Distinct().Count() > 1).ToArray();
        Console.WriteLine($"official questions: {official.Length}; forms that several differently worded questions share: {groups.Length}");
        foreach (var group in groups)
            Console.WriteLine($"  {group.Key.Language}: {string.Join(" = ", group.Select(row => row.Question).Distinct())}");
    }

    private static string Text(JsonElement row, params string[] names)
        => names.Select(name => row.TryGetProperty(name, out var value) ? value.GetString() : null).FirstOrDefault(value => value is not null) ?? "";
}
