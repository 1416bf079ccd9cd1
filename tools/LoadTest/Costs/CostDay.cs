using System.Globalization;
using GovStack.LoadTest.Measuring;
using GovStack.LoadTest.Reporting;
using GovStack.ProviderSimulator.Statistics;

namespace GovStack.LoadTest.Costs;

/// <summary>A day of so many questions, projected from the calls that real questions caused: every prompt as the server built it, every call it made.</summary>
internal static class CostDay
{
    private const int Questions = 200_000;
    private const double MeasuredAssistantUsd = 6_636;    // The same day on the assistant that sends everything to the largest model: 5,854 tokens a question.
    private const double LeastLargeShare = 0.15;
    private const string UsualLarge = "gpt-4.1";          // The sample agency's; what a large turn is taken to cost where none was seen.

    /// <summary>What a day costs.</summary>
    /// <param name="calls">The provider's log of the questions that were asked with reuse off.</param>
    /// <param name="asked">How many questions those were.</param>
    /// <param name="reusedShare">The share that needed no model on a list with repetitions.</param>
    /// <param name="prices">The prices.</param>
    public static IReadOnlyList<Table> Project(IReadOnlyList<CallRecord> calls, int asked, double reusedShare, IReadOnlyList<ModelPrice> prices)
    {
        var answers = calls.Where(call => call is { Status: 200, Nonce: not null } && !Figures.IsOwn(call)).ToArray();
        var others = calls.Where(call => call.Status == 200).Except(answers).ToArray();
        double Cost(CallRecord call) => Price(prices, call.Model).Cost(call.InputTokens, 0, call.OutputTokens);
        var large = answers.Where(call => IsLarge(prices, call)).ToArray();
        var small = answers.Except(large).ToArray();
        var largeShare = Mean(answers, call => IsLarge(prices, call) ? 1 : 0);
        var overhead = asked == 0 ? 0 : others.Sum(Cost) / asked;
        var largeTurn = large.Length > 0 ? Mean(large, Cost) : Mean(answers, call => Price(prices, UsualLarge).Cost(call.InputTokens, 0, call.OutputTokens));
        double Day(double share, double reused) => Questions * ((1 - reused) * ((share * largeTurn) + ((1 - share) * Mean(small, Cost))) + overhead);

        var tokens = new Table(["turns", "count", "share", "prompt tokens p50", "p95", "mean", "answer tokens mean", "US$ a turn"],
            [Row("small models", small), Row("large models", large), Row("all", answers), Row("without a person's question (dispatch, summaries, probes)", others)]);
        var used = Math.Max(largeShare, LeastLargeShare);
        var day = new Table(["a day of 200,000 questions", "turns on large models", "US$ a day", "share of the measured assistant's 6,636"],
        [
            DayRow("reuse off, as measured", largeShare, 0),
            DayRow("reuse off, at least 15 % large", used, 0),
            DayRow(string.Create(CultureInfo.InvariantCulture, $"reuse on: {100 * reusedShare:0.0} % answered without a model"), used, reusedShare),
        ]);
        return [tokens, day];

        IReadOnlyList<string> Row(string name, CallRecord[] of)
        {
            var input = of.Select(call => (double)call.InputTokens).Order().ToArray();
            return
            [
                name, RunTable.Whole(of.Length), RunTable.Percent(answers.Length == 0 ? null : of.Length / (double)answers.Length), RunTable.Whole(At(input, 0.5)), RunTable.Whole(At(input, 0.95)),
                RunTable.Whole(Mean(of, call => call.InputTokens)), RunTable.Whole(Mean(of, call => call.OutputTokens)), Mean(of, Cost).ToString("0.00000", CultureInfo.InvariantCulture),
            ];
        }

        IReadOnlyList<string> DayRow(string name, double share, double reused)
            => [name, RunTable.Percent(share), RunTable.Whole(Day(share, reused)), RunTable.Percent(Day(share, reused) / MeasuredAssistantUsd)];
    }

    // The dearer half of what was called is large; a chain of one model has no large ones.
    private static bool IsLarge(IReadOnlyList<ModelPrice> prices, CallRecord call) => Price(prices, call.Model).Output >= 5;

    private static ModelPrice Price(IReadOnlyList<ModelPrice> prices, string model)
        => prices.FirstOrDefault(price => price.Model == model)
            ?? throw new InvalidOperationException($"There is no price for {model}: name a file with --prices.");

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];

    private static double Mean(CallRecord[] of, Func<CallRecord, double> value) => of.Length == 0 ? 0 : of.Average(value);
}
