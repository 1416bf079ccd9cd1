using System.Globalization;
using GovStack.LoadTest.Measuring;
using GovStack.LoadTest.Running;
using GovStack.ProviderSimulator.Statistics;

namespace GovStack.LoadTest.Reporting;

/// <summary>The tables and charts every load gets.</summary>
internal static class RunTable
{
    private static readonly Outcome[] _shown = Enum.GetValues<Outcome>();

    /// <summary>What became of the questions, beside what an ideal queue would have reached.</summary>
    public static Table Outcomes(IReadOnlyList<RunResult> runs) => new(
        ["load", "asked", "answered in time", "ideal", "ratio", "ideal without foresight", "late", "cut", "wrong", "quick", "reused", "out of scope", "ticket", "refused", "abandoned", "429 seen", "failed"],
        [.. runs.Select(run => (IReadOnlyList<string>)
        [
            run.Plan.Name,
            Whole(run.Figures.Asked),
            Whole(run.Figures.Count(Outcome.Answered)),
            run.Ideal is null ? "-" : Whole(run.Ideal.Answered),
            Ratio(run.Figures.Count(Outcome.Answered), run.Ideal?.Answered),
            run.Ideal is null ? "-" : Whole(run.Ideal.AnsweredWithoutForesight),
            .. new[]
            {
                Outcome.Late, Outcome.Cut, Outcome.Wrong, Outcome.Quick, Outcome.Reused, Outcome.OutOfScope, Outcome.Ticket, Outcome.Refused, Outcome.Abandoned,
                Outcome.RateLimited, Outcome.Failed,
            }.Select(outcome => Whole(run.Figures.Count(outcome))),
        ])]);

    /// <summary>How long people waited, beside the ideal queue's waits, and what they had been promised.</summary>
    public static Table Waits(IReadOnlyList<RunResult> runs) => new(
        [
            "load", "wait p50 s", "p95", "ideal p50", "ideal p95", "ratio p50", "ratio p95", "first token p50", "answer p50 s", "p95", "ideal answer p95",
            "promises", "kept", "promise ÷ actual p50", "p95", "told with a cause", "of these kept", "rose unexplained", "told no p95 s", "tickets kept", "late", "lost", "last answer s", "all cleared, ideal s",
        ],
        [.. runs.Select(run => (IReadOnlyList<string>)
        [
            run.Plan.Name,
            Seconds(run.Figures.Waits.At(0.5)),
            Seconds(run.Figures.Waits.At(0.95)),
            Seconds(run.Ideal?.WaitP50),
            Seconds(run.Ideal?.WaitP95),
            WaitRatio(run, 0.5, run.Ideal?.WaitP50),
            WaitRatio(run, 0.95, run.Ideal?.WaitP95),
            Seconds(run.Figures.FirstTokens.At(0.5)),
            Seconds(run.Figures.Answers.At(0.5)),
            Seconds(run.Figures.Answers.At(0.95)),
            Seconds(run.Ideal?.AnswerP95),
            Whole(run.Figures.Promises.Count),
            Percent(run.Figures.PromisesKept),
            Plain(run.Figures.PromiseRatios.At(0.5)),
            Plain(run.Figures.PromiseRatios.At(0.95)),
            Whole(run.Figures.ToldWithCause.Count),
            Percent(run.Figures.ToldWithCause.Count == 0 ? null : run.Figures.ToldWithCause.Count(pair => pair.Actual <= pair.Promised) / (double)run.Figures.ToldWithCause.Count),
            Whole(run.Figures.UnexplainedRises),
            Seconds(run.Figures.ToldNo.At(0.95)),
            Whole(run.Figures.Tickets.Kept),
            Whole(run.Figures.Tickets.Late),
            Whole(run.Figures.Tickets.Lost),
            Seconds(run.Figures.ClearedAfter),
            Seconds(run.Ideal?.ClearingSeconds),
        ])]);

    /// <summary>What the provider counted.</summary>
    public static Table Provider(IReadOnlyList<RunResult> runs) => new(
        ["load", "calls", "let in", "429 at provider", "429 share", "attempts a question", "the server's own calls", "charged tokens", "used", "wasted", "cut at maximum", "fullest window", "most offered", "without a grant", "grants used twice"],
        [.. runs.Where(run => run.Statistics is not null).Select(run => (run, statistics: run.Statistics!)).Select(pair => (IReadOnlyList<string>)
        [
            pair.run.Plan.Name,
            Whole(pair.statistics.Requests),
            Whole(pair.statistics.Admitted),
            Whole(pair.statistics.RateLimited),
            Percent(pair.statistics.Requests == 0 ? null : pair.statistics.RateLimited / (double)pair.statistics.Requests),
            Plain(Attempts(pair.run), "0.000"),
            Whole(pair.run.Calls.Count(Figures.IsOwn)),
            Whole(pair.statistics.Charged),
            Whole(pair.statistics.Used),
            Whole(pair.statistics.Wasted),
            Whole(pair.statistics.CutAtMaximum),
            Percent(pair.statistics.Axes.Select(axis => (double?)axis.PeakShare).Max()),
            Percent(pair.statistics.Axes.Select(axis => (double?)axis.PeakOfferedShare).Max()),
            Whole(pair.run.Calls.Count(call => call.Reservation is null)),
            Whole(pair.statistics.RepeatedReservations),
        ])]);

    public static BarChart OutcomeChart(string title, IReadOnlyList<RunResult> runs) => new(
        title,
        [.. _shown.Select(Name)],
        [.. runs.Select(run => (run.Plan.Name, (IReadOnlyList<double>)[.. _shown.Select(outcome => (double)run.Figures.Count(outcome))]))]);

    /// <summary>The share of all questions answered by each moment, measured and ideal.</summary>
    public static LineChart WaitChart(RunResult run)
    {
        var lines = new List<(string, IReadOnlyList<(double X, double Y)>)> { ("measured", Cumulative(run.Figures.Waits, run.Figures.Asked)) };
        if (run.Ideal is { } ideal)
            lines.Add(("ideal queue", Cumulative([.. ideal.WaitsWithDeadline.Where(wait => wait is not null).Select(wait => wait!.Value).Order()], run.Figures.Asked)));
        return new LineChart($"{run.Plan.Name}: sent to the model within", "seconds waited", "% of questions", lines);
    }

    /// <summary>Calls let in and refused, second by second, quiet seconds included.</summary>
    public static LineChart ProviderChart(RunResult run)
    {
        var seconds = run.Statistics!.PerSecond.ToDictionary(second => second.Second);
        var first = (int)run.StartedAt;
        var last = Math.Max(first + 1, seconds.Keys.DefaultIfEmpty().Max());
        (double X, double Y)[] Line(Func<SecondStatistics, double> value)
            => [.. Enumerable.Range(first, last - first + 1).Select(second => ((double)(second - first), seconds.TryGetValue(second, out var one) ? value(one) : 0))];
        return new LineChart(
            $"{run.Plan.Name}: calls at the provider", "seconds", "calls a second",
            [("let in", Line(second => second.Admitted)), ("429", Line(second => second.RateLimited))]);
    }

    public static LineChart MemoryChart(RunResult run) => new(
        $"{run.Plan.Name}: the server's memory", "seconds", "MB resident",
        [("resident", [.. run.Memory.Select(sample => (sample.At.TotalSeconds, sample.Bytes / 1e6))])]);

    public static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Seconds(double? value) => Plain(value, "0.0");

    public static string Percent(double? value) => value is null ? "-" : (100 * value.Value).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Plain(double? value, string format = "0.00") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    // Calls for an answer ÷ questions that got one.
    private static double? Attempts(RunResult run)
    {
        var calls = run.Calls.Where(call => call.Nonce is not null && !Figures.IsOwn(call)).ToArray();
        return calls.Length == 0 ? null : calls.Length / (double)calls.Select(call => call.Nonce).Distinct().Count();
    }

    private static string Ratio(double? measured, double? ideal) => measured is { } of && ideal is { } to && to > 0 ? Plain(of / to, "0.000") : "-";

    // Who answers a few at once and turns the others away has short waits; they say something only where most were answered.
    private static string WaitRatio(RunResult run, double share, double? ideal)
        => run.Ideal is { } queue && run.Figures.Count(Outcome.Answered) >= 0.9 * queue.Answered ? Ratio(run.Figures.Waits.At(share), ideal) : "-";

    private static (double X, double Y)[] Cumulative(IReadOnlyList<double> sorted, int all)
        => [(0, 0), .. sorted.Select((wait, index) => (wait, 100d * (index + 1) / Math.Max(1, all)))];

    private static string Name(Outcome outcome) => outcome switch
    {
        Outcome.Answered => "answered in time",
        Outcome.OutOfScope => "out of scope",
        Outcome.RateLimited => "429 seen",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}
