using System.Diagnostics;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;
using GovStack.Knowledge.Packs;

namespace GovStack.Benchmarks;

/// <summary>Measures a content pack's own dispatcher on questions of the pack it did not learn from.</summary>
internal static class PackRouting
{
    private const int Folds = 5;

    public static void Measure(DirectoryInfo folder)
    {
        var pack = new ContentPackReader(TimeProvider.System).Read(folder.FullName).Require();
        var watch = Stopwatch.StartNew();
        var dispatcher = IntentDispatcher.Train(pack.Agency, pack.Titles());
        Console.WriteLine($"{pack.Agency.Id}: {pack.Agency.Questions.Count} example questions and {pack.Titles().Count} titles learned in {watch.Elapsed.TotalSeconds:F2} s");
        PrintTime(dispatcher, pack.Agency);
        Print("  held-out questions, learned from questions only    ", pack.Agency, []);
        Print("  held-out questions, learned from page titles as well", pack.Agency, pack.Titles());
    }

    private static void Print(string name, Agency agency, IReadOnlyList<TopicTitle> titles)
    {
        var order = agency.Questions.ToArray();
        new Random(1).Shuffle(order);
        var outcomes = Enumerable.Range(0, Folds).SelectMany(fold => Try(agency, order, fold, titles)).ToArray();
        var inside = outcomes.Where(outcome => outcome.Question.Botlet is not null).ToArray();
        var outside = outcomes.Where(outcome => outcome.Question.Botlet is null).ToArray();
        Console.WriteLine($"{name}: {Share(inside, outcome => !outcome.Decision.IsOutOfScope && outcome.Decision.Botlet == outcome.Question.Botlet)} routed right, "
            + $"{Share(inside, outcome => outcome.Decision.IsOutOfScope)} wrongly refused, {Share(outside, outcome => outcome.Decision.IsOutOfScope)} of out-of-scope questions seen");
        if (agency.Dispatch is not { } rules)
            return;
        var own = inside.Where(outcome => !outcome.Decision.IsOutOfScope).ToArray();
        var sure = own.Where(outcome => outcome.Decision.Intents[0].Confidence >= rules.BelowConfidence).ToArray();
        Console.WriteLine($"    less sure than {rules.BelowConfidence:P0}, where a small model is asked: {100.0 * (own.Length - sure.Length) / own.Length:F1} %; of the others {Share(sure, outcome => outcome.Decision.Botlet == outcome.Question.Botlet)} routed right");
    }

    // An approved answer's question would give its own example away.
    private static IEnumerable<(ExampleQuestion Question, DispatchDecision Decision)> Try(
        Agency agency, ExampleQuestion[] order, int fold, IReadOnlyList<TopicTitle> titles)
    {
        var held = order.Where((_, i) => i % Folds == fold).ToArray();
        var dispatcher = IntentDispatcher.Train(agency with { Questions = [.. order.Where((_, i) => i % Folds != fold)], ApprovedAnswers = [] }, titles);
        return held.Select(question => (question, dispatcher.Dispatch(question.Text, question.Language, null)));
    }

    private static void PrintTime(IntentDispatcher dispatcher, Agency agency)
    {
        for (var round = 0; round < 2; round++)
        {
            var watch = Stopwatch.StartNew();
            foreach (var question in agency.Questions)
                dispatcher.Dispatch(question.Text, question.Language, null);
            if (round > 0)
                Console.WriteLine($"  {watch.Elapsed.TotalMicroseconds / agency.Questions.Count:F1} microseconds a question, one thread");
        }
    }

    private static string Share<T>(T[] all, Func<T, bool> part) => $"{100.0 * all.Count(part) / all.Length:F1} %";
}
