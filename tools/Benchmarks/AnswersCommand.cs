using System.CommandLine;
using System.Globalization;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Answers;
using GovStack.Conversations.Dispatch;
using GovStack.Conversations.Providers.Extractive;
using GovStack.Knowledge.Index;
using GovStack.Knowledge.Packs;

namespace GovStack.Benchmarks;

/// <summary>
/// Measures answers without a model as a person meets them: an ordinary question, the answer's page, and a phrase the answer must hold. Questions of
/// <c>tried.tsv</c> were read while the answers were being improved, those of <c>held-out.tsv</c> were not.
/// </summary>
internal static class AnswersCommand
{
    public static Command Create()
    {
        var pack = BenchmarkData.PackOption();
        var questions = new Option<DirectoryInfo>("--questions")
        {
            Description = "The folder of labelled questions: language, question (an earlier one before \"=>\"), pages, phrases; tab between.",
            DefaultValueFactory = _ => new DirectoryInfo("tools/Benchmarks/Answers"),
        };
        var show = new Option<bool>("--show") { Description = "Prints every answer that is not right; with --all, every answer." };
        var all = new Option<bool>("--all") { Description = "With --show: every answer." };
        var data = BenchmarkData.Option();
        var command = new Command("answers", "Answers without a model: right, beside the point, or honestly not on the pages.") { pack, questions, data, show, all };
        command.SetAction(result =>
        {
            var loaded = Load(result.GetRequiredValue(pack));
            foreach (var file in result.GetRequiredValue(questions).GetFiles("*.tsv").OrderByDescending(file => file.Name, StringComparer.Ordinal))
                Measure(loaded, file, result.GetValue(show), result.GetValue(all));
            MeasureOthers(loaded, result.GetRequiredValue(data), result.GetValue(show));
        });
        return command;
    }

    private static LoadedAgency Load(DirectoryInfo folder)
    {
        var pack = new ContentPackReader(TimeProvider.System).Read(folder.FullName).Require();
        return LoadedAgency.Load(pack.Agency, () => PassageIndex.Build(pack.Passages), pack.Titles());
    }

    private static void Measure(LoadedAgency agency, FileInfo file, bool show, bool all)
    {
        var rows = File.ReadLines(file.FullName).Where(line => line.Length > 0).Select(Labelled.Parse).ToArray();
        var told = rows.Select(row => (Row: row, Answer: Answer(agency, row))).ToArray();
        var ours = told.Where(item => item.Row.Pages.Length > 0).ToArray();
        var others = told.Where(item => item.Row.Pages.Length == 0).ToArray();
        Console.WriteLine($"{file.Name}: {rows.Length} questions, {ours.Length} of them on the pages");
        Console.WriteLine($"  on the pages: {Share(ours, Verdict.Right)} right, {Share(ours, Verdict.Beside)} beside the point, {Share(ours, Verdict.NotHere)} said to be not on the pages");
        Console.WriteLine($"  not on the pages: {Share(others, Verdict.NotHere)} said so, {Share(others, Verdict.Beside)} answered all the same");
        if (!show)
            return;
        foreach (var (row, answer) in told)
        {
            var verdict = row.Judge(answer);
            if (all || verdict != row.Wanted)
                Console.WriteLine($"\n--- {verdict}: {row.Question}  [{answer.How}; wanted {string.Join(", ", row.Pages)}: {string.Join(" or ", row.Phrases)}]\n{answer.FoundText}\n{answer.Text}");
        }

        Console.WriteLine();
    }

    // What people ask a bank, an airline or a kitchen assistant: nearly none of it is on an agency's pages.
    private static void MeasureOthers(LoadedAgency agency, DirectoryInfo data, bool show)
    {
        if (BenchmarkData.ReadLines(data, "clinc150/val.tsv") is not { } lines || BenchmarkData.ReadLines(data, "clinc150/oos_val.tsv") is not { } outside)
            return;
        var rows = lines.Concat(outside).Select(line => line.Split('\t')[0]).Select(text => new Labelled("en", null, text, [], [])).ToArray();
        var told = rows.Select(row => (Row: row, Answer: Answer(agency, row))).ToArray();
        var quoted = told.Where(item => item.Answer.How == "pages").ToArray();
        Console.WriteLine($"CLINC150, validation: of {rows.Length} questions to other assistants {100.0 * quoted.Length / rows.Length:F1} % got sentences of the pages");
        foreach (var (row, answer) in show ? quoted : [])
            Console.WriteLine($"  {row.Question} -> {answer.Pages[0]}");
    }

    // As a turn does it: crisis, scope, approved answers, then sentences of the pages.
    private static Told Answer(LoadedAgency agency, Labelled row)
    {
        if (agency.Crises.FindMatch(row.Question) is { } crisis)
            return new("crisis", crisis.Rule.Text[row.Language], ["crisis"]);
        DispatchContext? context = null;
        if (row.Earlier is { } earlier)
        {
            var before = agency.Dispatcher.Dispatch(earlier, row.Language, null);
            context = new(before.Botlet, before.SearchText);
        }

        var decision = agency.Dispatcher.Dispatch(row.Question, row.Language, context);
        if (decision.IsOutOfScope)
            return new("out of scope", "", []);
        if (!decision.IsFollowUp && new QuickAnswers().FindApproved(agency.Agency, row.Question, row.Language) is { } approved)
            return new("approved", approved.Answer, approved.Sources);
        var found = agency.Retrieve(decision, row.Language);
        var answer = ExtractiveAnswers.Answer(agency.Agency, decision.SearchText, found, row.Language);
        var cited = found.Where((_, i) => answer.Text.Contains($"[{i + 1}]", StringComparison.Ordinal)).Select(passage => passage.Passage.Slug).ToArray();
        return new(answer.IsAnswer ? "pages" : "not found", answer.Text, cited) { Found = found };
    }

    private static string Share((Labelled Row, Told Answer)[] of, Verdict verdict)
        => string.Create(CultureInfo.InvariantCulture, $"{100.0 * of.Count(item => item.Row.Judge(item.Answer) == verdict) / Math.Max(1, of.Length):F1} %");

    private enum Verdict
    {
        Right,
        Beside,
        NotHere,
    }

    private sealed record Told(string How, string Text, IReadOnlyList<string> Pages)
    {
        public IReadOnlyList<FoundPassage> Found { get; init; } = [];

        public bool IsAnswer => Pages.Count > 0;

        public string FoundText => string.Join(
            "; ", Found.Select(found => string.Create(CultureInfo.InvariantCulture, $"{found.Passage.Id} {found.Score:F1} {found.Coverage:F2}")));
    }

    /// <summary>A question as a person puts it, and what its answer must have: one of the pages, and one of the phrases, whose parts joined by "&amp;" must all be there.</summary>
    private sealed record Labelled(string Language, string? Earlier, string Question, string[] Pages, string[] Phrases)
    {
        public Verdict Wanted => Pages.Length == 0 ? Verdict.NotHere : Verdict.Right;

        public static Labelled Parse(string line)
        {
            var fields = line.Split('\t');
            var turns = fields[1].Split(" => ");
            string[] pages = fields[2] == "-" ? [] : fields[2].Split(',');
            return new(fields[0], turns.Length > 1 ? turns[0] : null, turns[^1], pages, fields.Length > 3 ? fields[3].Split('|') : []);
        }

        public Verdict Judge(Told answer)
        {
            if (!answer.IsAnswer)
                return Verdict.NotHere;
            var holds = Phrases.Length == 0
                || answer.Pages.Contains("crisis")
                || Array.Exists(Phrases, phrase => phrase.Split(" & ").All(part => answer.Text.Contains(part, StringComparison.OrdinalIgnoreCase)));
            return Pages.Intersect(answer.Pages).Any() && holds ? Verdict.Right : Verdict.Beside;
        }
    }
}
