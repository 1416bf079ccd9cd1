using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using GovStack.Conversations.Dispatch;

namespace GovStack.Benchmarks;

/// <summary>Measures how well questions are sorted: CLINC150 with questions out of scope, and citizens' first questions to five agencies.</summary>
internal static class DispatchCommand
{
    private const int Folds = 5;
    private const int Shuffles = 3;
    private static readonly string[] ClincParts = ["train", "oos_train", "val", "oos_val"];

    public static Command Create()
    {
        var data = BenchmarkData.Option();
        var pack = BenchmarkData.PackOption();
        var command = new Command("dispatch", "Intent accuracy, out-of-scope recall, training time and time a question.") { data, pack };
        command.SetAction(result =>
        {
            PackRouting.Measure(result.GetRequiredValue(pack));
            MeasureClinc(result.GetRequiredValue(data));
            MeasureAgencies(result.GetRequiredValue(data));
        });
        command.Add(FormsCommand.Create());
        return command;
    }

    private static void MeasureClinc(DirectoryInfo data)
    {
        var files = ClincParts
            .Select(name => BenchmarkData.ReadLines(data, $"clinc150/{name}.tsv")?.Select(line => line.Split('\t')).ToArray())
            .ToArray();
        if (files is not [{ } train, { } outsideTrain, { } inside, { } outside])
            return;

        var watch = Stopwatch.StartNew();
        var classifier = IntentClassifier.Train([.. train.Select(row => new LabelledText(row[0], row[1]))], [.. outsideTrain.Select(row => row[0])]);
        Console.WriteLine($"CLINC150: {train.Length:N0} + {outsideTrain.Length} rows learned in {watch.Elapsed.TotalSeconds:F1} s, threshold {classifier.Threshold:F3}");
        var found = inside.Select(row => (Row: row, Prediction: classifier.Classify(row[0]))).ToArray();
        var right = found.Count(item => item.Prediction.Best.Label == item.Row[1]);
        var accepted = found.Count(item => item.Prediction.Best.Label == item.Row[1] && !item.Prediction.IsOutOfScope);
        var refused = outside.Count(row => classifier.Classify(row[0]).IsOutOfScope);
        Console.WriteLine("                                        in-scope accuracy   out-of-scope recall");
        Console.WriteLine($"  GovStack, val split                               {Share(accepted, inside.Length)}              {Share(refused, outside.Length)}");
        Console.WriteLine($"  GovStack, val split, never out of scope           {Share(right, inside.Length)}");
        Console.WriteLine("  published (Larson et al. 2019), test split: SVM   91.0 %              14.5 %");
        Console.WriteLine("  … fastText                                        89.0 %               9.7 %");
        Console.WriteLine("  … MLP                                             93.5 %              47.4 %");
        Console.WriteLine("  … BERT                                            96.9 %              40.3 %");
        Console.WriteLine("  … BERT with threshold                             96.2 %              52.3 %");
        PrintCalibration(found);
        PrintTime(classifier, [.. inside.Select(row => row[0])]);
    }

    // Of the answers said to be 90 % sure, nine in ten should be right.
    private static void PrintCalibration((string[] Row, IntentPrediction Prediction)[] found)
    {
        var bins = found.GroupBy(item => Math.Min(9, (int)(item.Prediction.Best.Confidence * 10))).OrderBy(bin => bin.Key).ToArray();
        var error = bins.Sum(bin => Math.Abs(
            bin.Sum(item => item.Prediction.Best.Confidence) - bin.Count(item => item.Prediction.Best.Label == item.Row[1]))) / found.Length;
        Console.WriteLine($"  expected calibration error of the confidence, in scope: {error:F3}");
    }

    private static void PrintTime(IntentClassifier classifier, string[] questions)
    {
        foreach (var question in questions)
            classifier.Classify(question);
        var watch = Stopwatch.StartNew();
        foreach (var question in questions)
            classifier.Classify(question);
        Console.WriteLine($"  {watch.Elapsed.TotalMicroseconds / questions.Length:F1} microseconds a question, one thread");
    }

    private static void MeasureAgencies(DirectoryInfo data)
    {
        var rows = BenchmarkData.ReadLines(data, "agency-routing/dev.jsonl")?
            .Select(line => JsonSerializer.Deserialize<AgencyQuestion>(line, JsonSerializerOptions.Web)!)
            .ToArray();
        if (rows is null)
            return;
        var documents = rows.Select(row => (row.Agency, row.Document)).Distinct().ToArray();
        Console.WriteLine($"agency routing: {rows.Length} questions, {documents.Length} documents, {Folds} folds grouped by document, mean of {Shuffles} shuffles");
        var descriptions = ReadDescriptions();
        Console.WriteLine($"  learned from questions only                       {Mean(rows, documents, TitlesKnown.None, []):P1}  (published linear tf-idf 76.2 %, majority class 23.5 %)");
        Console.WriteLine($"  and from the titles of the pages in training      {Mean(rows, documents, TitlesKnown.Training, []):P1}");
        Console.WriteLine($"  and from the titles of all the agencies' pages    {Mean(rows, documents, TitlesKnown.All, []):P1}");
        Console.WriteLine($"  questions and the agencies' descriptions          {Mean(rows, documents, TitlesKnown.None, descriptions):P1}");
        Console.WriteLine($"  and the titles of the pages in training           {Mean(rows, documents, TitlesKnown.Training, descriptions):P1}");
        Console.WriteLine($"  and the titles of all the agencies' pages         {Mean(rows, documents, TitlesKnown.All, descriptions):P1}  (as a server has them: its pages and services are known, its questions are not)");
    }

    // What the author of a pack says of each service.
    private static LabelledText[] ReadDescriptions()
        => [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Dispatch/agencies.tsv")).Select(line => line.Split('\t'))
            .SelectMany(row => IntentDispatcher.TextsOf(row[1], row[2]).Select(text => new LabelledText(text, row[0])))];

    private static double Mean(AgencyQuestion[] rows, (string Agency, string Document)[] documents, TitlesKnown titles, LabelledText[] descriptions)
    {
        var right = 0;
        for (var shuffle = 0; shuffle < Shuffles; shuffle++)
        {
            var order = documents.Select(document => document.Document).Distinct().ToArray();
            new Random(shuffle).Shuffle(order);
            var folds = order.Index().ToDictionary(item => item.Item, item => item.Index % Folds);
            for (var fold = 0; fold < Folds; fold++)
            {
                var named = documents.Where(document => titles == TitlesKnown.All || (titles == TitlesKnown.Training && folds[document.Document] != fold));
                LabelledText[] examples =
                [
                    .. rows.Where(row => folds[row.Document] != fold).Select(row => new LabelledText(row.Question, row.Agency)),
                    .. named.Select(document => new LabelledText(TitleOf(document.Document), document.Agency)),
                    .. descriptions,
                ];
                var classifier = IntentClassifier.Train(examples, []);
                right += rows.Count(row => folds[row.Document] == fold && classifier.Classify(row.Question).Best.Label == row.Agency);
            }
        }

        return (double)right / rows.Length / Shuffles;
    }

    // "Replace a non-driver ID card | DMV#1_0": the agency's own name after the bar would give the answer away.
    private static string TitleOf(string document) => document.Split('#')[0].Split('|')[0].Trim();

    private static string Share(int part, int whole) => $"{100.0 * part / whole:F1} %";

    private enum TitlesKnown
    {
        None,
        Training,
        All,
    }

    private sealed record AgencyQuestion(string Agency, string Document, string Question);
}
