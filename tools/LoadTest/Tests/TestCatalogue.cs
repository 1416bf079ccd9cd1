using System.Globalization;
using GovStack.LoadTest.Costs;
using GovStack.LoadTest.Measuring;
using GovStack.LoadTest.Planning;
using GovStack.LoadTest.Reporting;
using GovStack.LoadTest.Running;
using GovStack.LoadTest.Starting;

namespace GovStack.LoadTest.Tests;

/// <summary>The tests of the measured assistant, one method each: loads in, a section of the report out.</summary>
internal sealed partial class TestCatalogue(Measurement measurement, TestSettings settings, TextWriter output)
{
    private const int MeasuredAssistantTokens = 5_854;

    /// <summary>A question, a thousand, and a month of so many a day.</summary>
    private static readonly int[] _projected = [1, 1_000, 30_000, 300_000, 3_000_000];

    private readonly Plans _plans = new(
        new QuestionMaker(measurement.Options.Seed, measurement.Options.Repeat, ReadQuestions(measurement.Options), measurement.Options.MixedSizes), measurement.Options.Seed);

    /// <summary>Every load that was run so far.</summary>
    public List<RunResult> Runs { get; } = [];

    public async Task<ReportSection> BaselineAsync(CancellationToken cancellationToken)
    {
        var run = await RunAsync(_plans.Baseline(settings.BaselineQuestions), cancellationToken);
        return Section("Baseline", "One question after the other, each in a conversation of its own: what an answer takes when nobody else asks.", [run], []);
    }

    public async Task<ReportSection> LadderAsync(CancellationToken cancellationToken)
    {
        var runs = new List<RunResult>();
        foreach (var level in settings.Levels)
            runs.Add(await RunAsync(_plans.AtOnce(level), cancellationToken));
        return Section("Ladder", "So many people at once, one question each. The ideal is a first-come queue that knows the provider's limits exactly.", runs,
            [RunTable.OutcomeChart("What became of the questions", runs), .. Charts(runs[^1])]);
    }

    public async Task<ReportSection> BusinessDayAsync(CancellationToken cancellationToken)
    {
        var run = await RunAsync(_plans.BusinessDay(settings.Hour, settings.DayFactor), cancellationToken);
        var text = string.Create(CultureInfo.InvariantCulture, $"9 to 13 h in the shape 120, 150, 120, 80, 60 questions an hour times {settings.DayFactor}, an hour passing in {settings.Hour.TotalSeconds:0} s.");
        return Section("Business day", text, [run], Charts(run));
    }

    public async Task<ReportSection> RapidFireAsync(CancellationToken cancellationToken)
    {
        var run = await RunAsync(_plans.RapidFire(settings.RapidQuestions), cancellationToken);
        var ended = run.Records.Where(record => record.Outcome is Outcome.Answered or Outcome.Late).OrderBy(record => record.EndedAt).ToArray();
        var turns = ended.Select(record => record.Reply.Turn).ToArray();
        var ordered = turns.SequenceEqual(turns.Order());
        return Section(
            "Rapid fire",
            $"One person sends {settings.RapidQuestions} questions into one conversation without waiting. {ended.Length} were answered, {(ordered ? "in the order they were taken" : "not in the order they were taken")}.",
            [run], []);
    }

    public async Task<ReportSection> PayloadsAsync(CancellationToken cancellationToken)
    {
        var runs = new List<RunResult>();
        foreach (var bytes in settings.Payloads)
            runs.Add(await RunAsync(_plans.Payload(bytes, settings.PayloadQuestions), cancellationToken));
        return Section("Payloads", "Questions of growing size, one every two seconds.", runs, []);
    }

    public async Task<ReportSection> ConversationsAsync(CancellationToken cancellationToken)
    {
        var run = await RunAsync(_plans.Conversations(settings.ConversationPeople, settings.ConversationTurns, settings.Think), cancellationToken);
        var people = run.Records.GroupBy(record => record.Person).ToArray();
        var whole = people.Count(person => person.All(record => record.Outcome == Outcome.Answered));
        var eventually = people.Count(person => person.All(record => record.Outcome is Outcome.Answered or Outcome.Late));
        var table = new Table(["conversations", "whole, every answer in time", "whole, some late", "answers that forgot the question before"],
            [[RunTable.Whole(people.Length), RunTable.Whole(whole), RunTable.Whole(eventually - whole), RunTable.Whole(run.Figures.Forgotten)]]);
        return Section(
            "Long conversations",
            $"{settings.ConversationPeople} people ask {settings.ConversationTurns} questions each, {settings.Think.TotalSeconds:0} s after each answer. Whole means every answer right, complete and in time.",
            [run], Charts(run), [table]);
    }

    public async Task<ReportSection> MemoryAsync(CancellationToken cancellationToken)
    {
        var perMinute = await CapacityAsync(cancellationToken);
        var run = await RunAsync(_plans.Steady("steady load", perMinute, settings.Duration), cancellationToken);
        return Section("Memory over time", Rate(perMinute, settings.Duration), [run], MemoryCharts(run), [Memory(run)]);
    }

    public async Task<ReportSection> ReplayAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(measurement.Options.Data, "arrivals", settings.Trace + ".csv");
        if (!File.Exists(path))
            return new ReportSection("Replay of recorded arrivals", $"Skipped: {settings.Trace}.csv is not in {measurement.Options.Data}/arrivals (see --data).", [], []);

        var run = await RunAsync(_plans.Replay(path, settings.Duration, settings.ReplayRate), cancellationToken);
        var text = string.Create(CultureInfo.InvariantCulture, $"Arrivals, prompt and answer sizes of {settings.Trace} (Azure LLM inference traces 2023, CC BY 4.0), the first {settings.Duration.TotalMinutes:0.#} min at {settings.ReplayRate} times their pace.");
        return Section("Replay of recorded arrivals", text, [run], Charts(run));
    }

    public async Task<ReportSection> SoakAsync(CancellationToken cancellationToken)
    {
        var perMinute = settings.SoakFactor * await CapacityAsync(cancellationToken);
        var run = await RunAsync(_plans.Steady("soak", perMinute, settings.SoakDuration), cancellationToken);
        var minutes = run.Records.GroupBy(record => (int)record.EndedAt.TotalMinutes).OrderBy(group => group.Key)
            .Select(group => ((double)group.Key, (double)group.Count(record => record.Outcome == Outcome.Answered))).ToArray();
        var chart = new LineChart("Answers a minute", "minute", "answers", [("answered in time", minutes)]);
        return Section("Soak", Rate(perMinute, settings.SoakDuration), [run], [chart, .. MemoryCharts(run), .. Charts(run)], [Memory(run)]);
    }

    public async Task<ReportSection> CostAsync(CancellationToken cancellationToken)
    {
        var run = await RunAsync(_plans.Baseline(settings.CostQuestions), cancellationToken);
        var figures = run.Figures;
        var (input, cached, answer) = (figures.MeanInputTokens, figures.MeanCachedInputTokens, figures.MeanOutputTokens);
        var prices = measurement.Options.PricesFile is { } file ? ModelPrice.Read(file) : ModelPrice.ListPrices;
        var tokens = new Table(["a question takes", "tokens"],
        [
            ["prompt", RunTable.Whole(input)], ["of these cached", RunTable.Whole(cached)], ["answer", RunTable.Whole(answer)], ["together", RunTable.Whole(input + answer)],
            ["share of the measured assistant's 5,854", RunTable.Percent((input + answer) / MeasuredAssistantTokens)],
        ]);
        var projection = new Table(["model", "a question, US$", "1,000 questions", "a month of 1,000 a day", "a month of 10,000 a day", "a month of 100,000 a day"],
            [.. prices.Select(price => (IReadOnlyList<string>)
            [
                price.Model,
                .. _projected.Select(count => (count * price.Cost(input, cached, answer)).ToString(count == 1 ? "0.00000" : "#,0.00", CultureInfo.InvariantCulture)),
            ])]);
        return Section("Tokens and cost", "Means over answered questions, by the usage the server reported; every question is taken to need the model.", [run], [], [tokens, projection]);
    }

    /// <summary>A day of 200,000 questions: the agency's own example questions, each made unique, by the models the dispatcher gives them; then the same with repetitions.</summary>
    public async Task<ReportSection> CostDayAsync(CancellationToken cancellationToken)
    {
        var list = ReadQuestions(measurement.Options) ?? PackQuestions.Read(StartedServers.RepositoryRoot());
        var count = settings.CostDayQuestions;
        var unique = new Plans(new QuestionMaker(measurement.Options.Seed, repeat: false, PackQuestions.Shuffle(list, measurement.Options.Seed)), measurement.Options.Seed);
        var off = await RunAsync(unique.Evenly("each question its own", count, settings.CostDayPerMinute), cancellationToken);
        var repeated = PackQuestions.Popular(list, count, measurement.Options.Seed);
        var on = await RunAsync(new Plan("with repetitions", [.. repeated.Select((text, index) => new Person(TimeSpan.FromMinutes(index / settings.CostDayPerMinute), [new Question("", text)]))]), cancellationToken);
        var reached = on.Figures.Count(Outcome.Quick) + on.Figures.Count(Outcome.Reused);
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            {count} of the sample agency's example questions, each with a name of its own so that nothing is reused: prompts as the server built them, counted by the simulated provider (four
            characters a token, about a third more than real tokenizers count for English), no prompt-cache discount. Answers: {measurement.Provider?.OutputLengths} tokens. Then {count} drawn from the same list
            with repetitions, the n-th most popular 1/n as often as the first, to see how many need no model. Prices: {ModelPrice.Dated}. Models of 5 dollars a million answer tokens and more count as large.
            """);
        var prices = measurement.Options.PricesFile is { } file ? ModelPrice.Read(file) : ModelPrice.ListPrices;
        return Section("A day of 200,000 questions", text, [off, on], [], CostDay.Project(off.Calls, off.Figures.Asked, reached / (double)Math.Max(1, on.Figures.Asked), prices));
    }

    private async Task<RunResult> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        var run = await measurement.RunAsync(plan, cancellationToken);
        Runs.Add(run);
        await output.WriteLineAsync($"  {plan.Name}: {run.Figures.Count(Outcome.Answered)} of {run.Figures.Asked} answered in time"
            + (run.Ideal is { } ideal ? $", ideal {ideal.Answered}" : "")
            + $"; wait p50 {RunTable.Seconds(run.Figures.Waits.At(0.5))} s, p95 {RunTable.Seconds(run.Figures.Waits.At(0.95))} s"
            + (run.Ideal is { } queue ? $" (ideal {RunTable.Seconds(queue.WaitP50)}, {RunTable.Seconds(queue.WaitP95)})" : "")
            + (run.Statistics is { } statistics ? $"; {statistics.RateLimited} of {statistics.Requests} calls 429 at the provider" : ""));
        return run;
    }

    // What the provider lets through in a minute, measured on a few questions; 60 where it is not ours.
    private async Task<double> CapacityAsync(CancellationToken cancellationToken)
    {
        var run = await RunAsync(_plans.Baseline(5), cancellationToken);
        if (run.Statistics is not { Admitted: > 0 } statistics || measurement.Provider is not { } provider)
            return 60;

        var charge = statistics.Charged / statistics.Admitted;
        double[] limits = [provider.Requests, provider.Tokens / charge, provider.InputTokens / charge];
        return limits.Where(limit => limit > 0).DefaultIfEmpty(60).Min() * 60 / provider.WindowSeconds;
    }

    private static ReportSection Section(string heading, string text, IReadOnlyList<RunResult> runs, IReadOnlyList<Chart> charts, IReadOnlyList<Table>? more = null)
    {
        List<Table> tables = [.. more ?? [], RunTable.Outcomes(runs), RunTable.Waits(runs)];
        if (runs.Any(run => run.Statistics is not null))
            tables.Add(RunTable.Provider(runs));
        var errors = runs.SelectMany(run => run.Figures.Errors.Select(error => (IReadOnlyList<string>)[run.Plan.Name, error.Key, RunTable.Whole(error.Value)])).ToArray();
        if (errors.Length > 0)
            tables.Add(new Table(["load", "error", "times"], errors));
        return new ReportSection(heading, text, tables, charts);
    }

    private static List<Chart> Charts(RunResult run)
    {
        List<Chart> charts = [RunTable.WaitChart(run)];
        if (run.Statistics is not null)
            charts.Add(RunTable.ProviderChart(run));
        return charts;
    }

    private static IReadOnlyList<Chart> MemoryCharts(RunResult run) => run.Memory.Count == 0 ? [] : [RunTable.MemoryChart(run)];

    private static Table Memory(RunResult run)
    {
        if (run.Memory.Count < 2)
            return new Table(["memory"], [["not told: neither /metrics nor a process id"]]);

        var late = run.Memory.Skip(run.Memory.Count / 2).ToArray();
        var minutes = Math.Max(1e-9, (late[^1].At - late[0].At).TotalMinutes);
        return new Table(["start MB", "peak MB", "end MB", "second half, MB a minute"],
            [[Megabytes(run.Memory[0].Bytes), Megabytes(run.Memory.Max(sample => sample.Bytes)), Megabytes(run.Memory[^1].Bytes), RunTable.Plain((late[^1].Bytes - late[0].Bytes) / 1e6 / minutes)]]);
    }

    private static string Megabytes(double bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Rate(double perMinute, TimeSpan duration)
        => string.Create(CultureInfo.InvariantCulture, $"{perMinute:0} questions a minute for {duration.TotalMinutes:0.#} min, at random times.");

    private static IReadOnlyList<string>? ReadQuestions(LoadTestOptions options)
        => options.QuestionsFile is { } file ? [.. File.ReadLines(file).Where(line => line.Trim().Length > 0)] : null;
}
