using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GovStack.Conversations.Agencies;
using GovStack.Knowledge.Index;
using GovStack.Knowledge.Packs;

namespace GovStack.Benchmarks;

/// <summary>Measures finding the right passage of real government pages, without a model, beside plain SQLite FTS5.</summary>
internal static partial class RetrievalCommand
{
    private const int Depth = 50;

    public static Command Create()
    {
        var data = BenchmarkData.Option();
        var pack = new Option<DirectoryInfo>("--pack")
        {
            Description = "A content pack, whose approved questions are to find their pages.",
            DefaultValueFactory = _ => new DirectoryInfo("content/sample-agency"),
        };
        var command = new Command("retrieval", "Right passage first (hit@1), among five (hit@5), mean reciprocal rank, and time a question.") { data, pack };
        command.SetAction(result =>
        {
            var folder = result.GetRequiredValue(data);
            MeasureRules(folder);
            MeasureAnswers(folder);
            MeasurePack(result.GetRequiredValue(pack));
        });
        return command;
    }

    // OR-ShARC: rule texts of gov.uk, benefits.gov, irs.gov and others, and citizens' questions with the passage that answers each.
    private static void MeasureRules(DirectoryInfo data)
    {
        if (BenchmarkData.ReadLines(data, "or-sharc/passages.jsonl") is not { } passageLines
            || BenchmarkData.ReadLines(data, "or-sharc/questions-dev.jsonl") is not { } questionLines)
            return;
        var texts = passageLines.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => (Id: row.GetProperty("id").GetString()!, Text: row.GetProperty("text").GetString()!)).ToList();
        var questions = questionLines.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => new Asked(row.GetProperty("question").GetString()!, [.. row.GetProperty("gold").EnumerateArray().Select(gold => gold.GetString()!)])
            {
                Source = row.GetProperty("source_url").GetString()!,
            })
            .ToList();
        Console.WriteLine($"or-sharc: {questions.Count} questions, {texts.Count} passages (en)");
        using var plain = new PlainFullText(texts, "porter unicode61");
        Print("plain FTS5", questions, plain.Search);
        var passages = texts.ConvertAll(text => Passage(text.Id, text.Text, "en"));
        using var index = PassageIndex.Build(passages);
        Print("PassageIndex", questions, Searcher(index, "en"));
        ChosenWeights.Print(questions.ConvertAll(question => question.Source), weights =>
        {
            using var weighed = PassageIndex.Build(passages, weights);
            return questions.ConvertAll(question => Rank(Searcher(weighed, "en")(question.Text), question.Right));
        });
    }

    // Official answers of health ministries: the question is put, its own answer is to be found.
    private static void MeasureAnswers(DirectoryInfo data)
    {
        if (BenchmarkData.ReadLines(data, "government-faq/faq.jsonl") is not { } lines)
            return;
        var rows = lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => (
                Id: row.GetProperty("id").GetInt32().ToString(CultureInfo.InvariantCulture),
                Language: row.GetProperty("language").GetString()!,
                Question: row.GetProperty("question").GetString()!,
                Answer: row.GetProperty("answer").GetString()!))
            .ToList();
        foreach (var language in rows.GroupBy(row => row.Language).OrderByDescending(group => group.Count()))
        {
            // The same answer is often published twice; any copy is right.
            var copies = language.ToLookup(row => row.Answer, row => row.Id);
            var questions = language.Select(row => new Asked(row.Question, [.. copies[row.Answer]])).ToList();
            Console.WriteLine($"government-faq: {questions.Count} questions, each against all answers ({language.Key})");
            using var plain = new PlainFullText([.. language.Select(row => (row.Id, row.Answer))], "unicode61 remove_diacritics 2");
            Print("plain FTS5", questions, plain.Search);
            using var index = PassageIndex.Build([.. language.Select(row => Passage(row.Id, row.Answer, language.Key))]);
            Print("PassageIndex", questions, Searcher(index, language.Key));
        }
    }

    // A pack's approved questions find the pages they cite, and the questions a page suggests find that page.
    private static void MeasurePack(DirectoryInfo folder)
    {
        var pack = new ContentPackReader(TimeProvider.System).Read(folder.FullName).Require();
        using var index = PassageIndex.Build(pack.Passages);
        foreach (var language in pack.Agency.Languages)
        {
            var own = pack.Passages.Where(indexed => indexed.Passage.Language == language).ToList();
            var questions = pack.Agency.ApprovedAnswers.Where(answer => answer.Language == language)
                .SelectMany(answer => answer.Questions.Select(question => new Asked(question, [.. answer.Sources])))
                .Concat(own.DistinctBy(indexed => indexed.Passage.Slug).SelectMany(indexed =>
                    indexed.Passage.Suggests.Select(question => new Asked(question, [indexed.Passage.Slug]))))
                .ToList();
            Console.WriteLine($"{folder.Name}: {questions.Count} questions, {own.Count} passages of {own.DistinctBy(indexed => indexed.Passage.Slug).Count()} pages ({language})");
            using var plain = new PlainFullText(
                [.. own.Select(indexed => (indexed.Passage.Slug, string.Join('\n', [indexed.Passage.Title, indexed.Passage.Heading, .. indexed.Keywords, indexed.Passage.Text])))],
                language == "en" ? "porter unicode61" : "unicode61 remove_diacritics 2");
            Print("plain FTS5", questions, question => plain.Search(question).Distinct());
            Print("PassageIndex", questions, question => index.Search(new(question, language, [], Depth)).Select(found => found.Passage.Slug).Distinct());
        }
    }

    private static Func<string, IEnumerable<string>> Searcher(PassageIndex index, string language)
        => question => index.Search(new PassageQuery(question, language, [], Depth)).Select(found => found.Passage.Id);

    // Marked headings become the passage's heading, as they do in a content pack.
    private static IndexedPassage Passage(string id, string text, string language)
    {
        var heading = string.Join(". ", Heading().Matches(text).Select(match => match.Groups["text"].Value.Trim()));
        var body = Heading().Replace(text, "").Trim();
        return new(new Passage(id, id, "", heading, "", language, "", default, body, []), []);
    }

    private static void Print(string name, IReadOnlyList<Asked> questions, Func<string, IEnumerable<string>> search)
    {
        foreach (var question in questions)
            _ = search(question.Text).Count();   // Warm: compiled code and open connections.
        var start = Stopwatch.GetTimestamp();
        var ranks = questions.Select(question => Rank(search(question.Text), question.Right)).ToList();
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds / questions.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-14} {Figures.Of(ranks)}  {took:0.00} ms a question"));
    }

    private static int Rank(IEnumerable<string> found, HashSet<string> right)
        => found.Select((id, index) => (id, Rank: index + 1)).FirstOrDefault(hit => right.Contains(hit.id)).Rank;

    [GeneratedRegex(@"^#+\s*(?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    private sealed record Asked(string Text, HashSet<string> Right)
    {
        public string Source { get; init; } = "";
    }
}
