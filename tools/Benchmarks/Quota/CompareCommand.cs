using System.CommandLine;
using System.Globalization;
using System.Text;
using GovStack.Benchmarks.Quota.Simulation;

namespace GovStack.Benchmarks.Quota;

/// <summary>The same crowd in front of the same provider behind six limiters; writes the table and the chart of docs/quota-comparison.</summary>
internal static class CompareCommand
{
    private const double Deadline = 150;
    private const int Replicas = 4;
    private const int Seeds = 5;
    private static readonly int[] Crowds = [50, 100, 150, 200, 250, 300, 400, 500, 750, 1_000];
    private static readonly SimulatedEvaluator[] Evaluators = [SimulatedEvaluator.Bucket, SimulatedEvaluator.FixedTenSeconds];

    private static readonly (string Name, Func<double, RivalLimiter>? Make)[] Limiters =
    [
        ("GovStack", null),
        ("SDK retries (2)", _ => new SdkRetries()),
        ("Framework token bucket at L", tokens => new FrameworkTokenBucket(tokens)),
        ("Minute charged afterwards", tokens => new ChargedAfterwards(tokens)),
        ("L/4 in each of 4 replicas", tokens => new FrameworkTokenBucket(tokens, Replicas)),
        ("15 s leases, 4 replicas", tokens => new FifteenSecondLeases(tokens, Replicas)),
    ];

    public static Command Create()
    {
        var docs = new Option<DirectoryInfo?>("--docs") { Description = "Where quota-comparison.md and .svg are written; nothing is written without it." };
        var command = new Command("compare", "Six limiters, one crowd, one provider.") { docs };
        command.SetAction(result => Run(result.GetValue(docs)));
        return command;
    }

    private static int Run(DirectoryInfo? docs)
    {
        var text = new StringBuilder();
        foreach (var evaluator in Evaluators)
            Table(text, evaluator);
        Console.Write(text);
        if (docs is null)
            return 0;
        File.WriteAllText(Path.Combine(docs.FullName, "quota-comparison.md"), Page(text.ToString()));
        File.WriteAllText(Path.Combine(docs.FullName, "quota-comparison.svg"), ComparisonChart.Draw(
            Crowds,
            [.. Limiters.Select(limiter => (limiter.Name, Crowds.Select(crowd => Mean(limiter.Make, SimulatedEvaluator.Bucket, crowd).InTime).ToArray()))],
            [.. Crowds.Select(crowd => (double)Possible(SimulatedEvaluator.Bucket, crowd, 1))]));
        return 0;
    }

    private static void Table(StringBuilder text, SimulatedEvaluator evaluator)
    {
        const int Crowd = 1_000;
        var possible = Enumerable.Range(1, Seeds).Average(seed => Possible(evaluator, Crowd, (ulong)seed));
        text.AppendLine(CultureInfo.InvariantCulture, $"### {(evaluator == SimulatedEvaluator.Bucket ? "Bucket" : "Fixed minute and ten seconds")}: 1,000 people at once, {possible:0} possible in {Deadline:0} s");
        text.AppendLine();
        text.AppendLine("| limiter | answered in time | of possible | rate-limit errors seen | too late | told at once | attempts a question | provider's 429 | wait p50 / p95, s |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (name, make) in Limiters)
        {
            var mean = Mean(make, evaluator, Crowd);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | {mean.InTime:0} | {mean.InTime / possible:P1} | {mean.Errors:0} | {mean.TooLate:0} | {mean.ToldAtOnce:0} | {mean.Attempts:0.00} | {mean.RateLimited:0} | {mean.Median:0.0} / {mean.Late:0.0} |");
        }

        text.AppendLine();
    }

    private static Means Mean(Func<double, RivalLimiter>? make, SimulatedEvaluator evaluator, int crowd)
    {
        var runs = Enumerable.Range(1, Seeds).Select(seed => One(make, evaluator, crowd, (ulong)seed)).ToList();
        return new Means(
            runs.Average(run => run.InTime),
            runs.Average(run => run.Errors),
            runs.Average(run => run.TooLate),
            runs.Average(run => run.ToldAtOnce),
            runs.Average(run => run.Attempts / (double)Math.Max(1, run.People - run.ToldAtOnce)),
            runs.Average(run => run.RateLimited),
            runs.Average(run => SimulationResult.Quantile(run.Waits, 0.5)),
            runs.Average(run => SimulationResult.Quantile(run.Waits, 0.95)));
    }

    private static CrowdResult One(Func<double, RivalLimiter>? make, SimulatedEvaluator evaluator, int crowd, ulong seed)
    {
        var plan = new SimulationPlan { Evaluator = evaluator, Crowd = crowd, CrowdOnly = true, Deadline = Deadline, Seed = seed };
        if (make is not null)
            return new RivalSimulation(plan, make(plan.TokensPerMinute)).Run();
        var ours = new QuotaSimulation(plan).Run();
        var result = new CrowdResult
        {
            People = crowd,
            InTime = ours.InTime,
            TooLate = ours.Accepted - ours.InTime,
            ToldAtOnce = ours.RefusedEarly + ours.RefusedLate,
            Attempts = ours.Attempts,
            RateLimited = ours.RateLimited,
        };
        result.Waits.AddRange(ours.ProviderWaits);
        return result;
    }

    /// <summary>How many an ideal sender gets answered in time: it knows the provider's counters and each answer's length.</summary>
    private static long Possible(SimulatedEvaluator evaluator, int crowd, ulong seed)
    {
        var plan = new SimulationPlan { Evaluator = evaluator };
        var provider = new SimulatedProvider(evaluator, plan.Charge, plan.RequestsPerMinute, plan.TokensPerMinute, new SimulationRandom(seed).Between(0, 60));
        var sizes = new SimulationRandom(seed + 1_000_003);
        var at = 0.0;
        var inTime = 0L;
        for (var person = 0; person < crowd && at < Deadline; person++)
        {
            var output = Math.Clamp(sizes.LogNormal(600 * 0.4, 0.5), 1, 600);
            at = provider.EarliestFor(at, 1_500, 600);
            provider.TryAccept(at, 1_500, 600);
            if (at + 1 + (output / 80) <= Deadline)
                inTime++;
        }

        return inTime;
    }

    private static string Page(string tables) => $"""
        # Six ways to keep to a provider's limit

        One simulated provider with 500 requests and 300,000 tokens a minute; everybody asks one question at the same moment (1,500 prompt tokens, a maximum
        of 600, all charged up front) and waits at most 150 seconds. Requests take 20 to 300 ms to reach the provider. Every limiter but ours stands before
        a client with two retries that honours `retry-after`. Means of five seeds. *Told at once*: refused in milliseconds with a true time to come back.
        Printed by `dotnet run -c Release --project tools/Benchmarks -- quota compare --docs docs`; the code is `tools/Benchmarks/Quota`, and the provider there
        shares no line with the ledger.

        ![Answers in time by number of people](quota-comparison.svg)

        {tables.TrimEnd()}

        What the rows show:

        - **SDK retries** give up after seconds; capacity comes back over a minute.
        - A minute **charged afterwards** lets everything through that asks before the first answer has ended: it changes nothing here.
        - A **token bucket at L** serves this crowd as well as the ledger where the provider is a bucket too and nobody else comes: it even answers some more in time,
          since it refuses nobody and some answers turn out short. But the rest wait out their 150 seconds for nothing, and go on using quota after
          everybody has gone. Where the provider has shorter windows it meets them with errors.
        - **L/4 in each replica** does the same with a crowd that spreads evenly; what one replica does not use another cannot.
        - **15 s leases** lose what does not fit into a lease, and the stock of a rested bucket.
        - The **ledger** keeps windows it is told of without one error, at the price of its margin (on fixed windows of unknown phase a pace instead of a burst at each
          turn), and tells everybody else the truth at once.

        """;

    private sealed record Means(double InTime, double Errors, double TooLate, double ToldAtOnce, double Attempts, double RateLimited, double Median, double Late);
}
