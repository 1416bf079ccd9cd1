namespace GovStack.Benchmarks.Quota.Simulation;

/// <summary>The worlds of a long run: every evaluator, charge, mix of sizes and classes, with and without headers, failures of the ledger and changes.</summary>
internal static class Worlds
{
    /// <summary>Worlds in a fixed order until so many grants are planned.</summary>
    public static IEnumerable<SimulationPlan> Until(long grants, long each, ulong seed)
    {
        for (var i = 0L; i * each < grants; i++)
            yield return Number(i, seed) with { Grants = Math.Min(each, grants - (i * each)) };
    }

    /// <summary>One world by its number.</summary>
    public static SimulationPlan Number(long number, ulong seed)
    {
        var random = new SimulationRandom(seed + ((ulong)number * 7_919));
        var evaluator = (SimulatedEvaluator)(number % 5);
        var isLarge = random.Below(2) == 0;
        var plan = new SimulationPlan
        {
            Evaluator = evaluator,
            Seed = seed + (ulong)number,
            Charge = (SimulatedCharge)(number / 5 % 2),
            MixedSizes = number / 10 % 2 == 1,
            Headers = random.Below(4) == 0,
            TokensPerMinute = isLarge ? 4_000_000 : 1_000_000,
            RequestsPerMinute = isLarge ? 6_000 : 1_500,
            Load = random.Between(0.8, 1.6),
            EmergencyShare = random.Below(2) * 0.05,
            BackgroundShare = random.Below(2) * 0.2,
            Tenants = 1 + (3 * random.Below(2)),
            Deadline = random.Between(8, 20),
            FailEvery = random.Below(3) == 0 ? 120 : double.PositiveInfinity,
        };

        return plan with
        {
            Bursts = evaluator != SimulatedEvaluator.Bucket && random.Below(2) == 0,
            TellsTurn = evaluator is SimulatedEvaluator.Fixed or SimulatedEvaluator.FixedTenSeconds && random.Below(2) == 0,
        };
    }

    /// <summary>The largest share of 429 a world may show.</summary>
    public static double Most429(SimulationPlan plan) => plan.Paced ? 0.035 : 0.001;

    public static string NameOf(SimulationPlan plan)
        => $"{plan.Evaluator}, {(plan.Charge == SimulatedCharge.Refunded ? "refunded" : "up front")}, {(plan.MixedSizes ? "mixed" : "equal")} sizes";
}
