using GovStack.Benchmarks.Quota.Simulation;

namespace GovStack.Benchmarks.Quota;

/// <summary>One line per world: how much of the possible was used, how long people waited, how well that was promised.</summary>
internal static class SimulationTable
{
    private const long Grants = 20_000;

    public static int Print(ulong seed)
    {
        Console.WriteLine($"{"world",-38} {"429",8} {"of possible",12} {"kept",7} {"promise/wait p50 p95",21} {"wait p50 p95 s",15} {"emergency max s",15} {"ideal p50 p95 s",16}");
        foreach (var evaluator in Enum.GetValues<SimulatedEvaluator>())
        {
            foreach (var mixed in (bool[])[false, true])
            {
                Line($"{evaluator} {(mixed ? "mixed" : "equal")} 1.5x", new SimulationPlan { Evaluator = evaluator, MixedSizes = mixed, Deadline = 200, Seed = seed });
                Line($"{evaluator} {(mixed ? "mixed" : "equal")} refunded 1.5x", new SimulationPlan { Evaluator = evaluator, MixedSizes = mixed, Deadline = 200, Seed = seed, Charge = SimulatedCharge.Refunded });
            }

            foreach (var load in (double[])[0.5, 1.0, 1.5, 3.0])
            {
                Line($"{evaluator} classes, tenants {load:0.0}x", new SimulationPlan
                {
                    Evaluator = evaluator, MixedSizes = true, Load = load, Deadline = 120, EmergencyShare = 0.05, BackgroundShare = 0.2, Tenants = 5, Seed = seed,
                });
            }

            Line($"{evaluator} emergencies at 10x", new SimulationPlan { Evaluator = evaluator, Load = 10, Deadline = 120, EmergencyShare = 0.02, BackgroundShare = 0.2, Seed = seed });
            foreach (var share in (double[])[0.015, 0.06])
                Line($"{evaluator} first minute, emergencies {10 * share:P0}", new SimulationPlan { Evaluator = evaluator, Load = 10, Deadline = 150, EmergencyShare = share, Seed = seed, Until = 60 });
            Line($"{evaluator} a third used elsewhere", new SimulationPlan { Evaluator = evaluator, Headers = true, Deadline = 120, Foreign = (0.3, 120), Seed = seed });
            Line($"{evaluator} a new ledger every 35 s", new SimulationPlan { Evaluator = evaluator, Deadline = 120, FailEvery = 30, Seed = seed });
        }

        Line("FixedOneSecond equal, paced", new SimulationPlan { Evaluator = SimulatedEvaluator.FixedOneSecond, Paced = true, Deadline = 200, Seed = seed });
        foreach (var evaluator in Enum.GetValues<SimulatedEvaluator>())
        {
            Line($"{evaluator} 1,000 at once, 150 s", new SimulationPlan { Evaluator = evaluator, Crowd = 1_000, CrowdOnly = true, Deadline = 150, Seed = seed }, isCrowd: true);
            if (evaluator != SimulatedEvaluator.Bucket)
                Line($"{evaluator} 1,000 at once, 150 s, bursts", new SimulationPlan { Evaluator = evaluator, Crowd = 1_000, CrowdOnly = true, Deadline = 150, Bursts = true, Seed = seed }, isCrowd: true);
            if (evaluator is SimulatedEvaluator.Fixed or SimulatedEvaluator.FixedTenSeconds)
            {
                foreach (var mixed in (bool[])[false, true])
                {
                    Line($"{evaluator} {(mixed ? "mixed" : "equal")}, turn told, 1.5x", new SimulationPlan { Evaluator = evaluator, MixedSizes = mixed, Deadline = 200, Bursts = true, TellsTurn = true, Seed = seed });
                    Line($"{evaluator} {(mixed ? "mixed" : "equal")}, 1,000, turn told", new SimulationPlan { Evaluator = evaluator, MixedSizes = mixed, Crowd = 1_000, CrowdOnly = true, CrowdAt = 75, Deadline = 150, Bursts = true, TellsTurn = true, Seed = seed }, isCrowd: true);
                }
            }

            Line($"{evaluator} 1,000 at once, no deadline", new SimulationPlan { Evaluator = evaluator, Crowd = 1_000, CrowdOnly = true, Seed = seed }, isCrowd: true);
        }

        return 0;
    }

    private static void Line(string name, SimulationPlan plan, bool isCrowd = false)
    {
        var result = new QuotaSimulation(plan with { Grants = Grants }).Run();
        var waits = result.Waits.SelectMany(list => list).ToList();
        var possible = isCrowd ? $"{result.Accepted - (plan.CrowdAt > 0 ? 5 : 0),4} of {PossibleIn(plan, result),4}" : $"{result.Efficiency,12:P2}";
        Console.WriteLine(
            $"{name,-38} {result.Share429,8:P3} {possible,12} {result.KeptShare,7:P1} {At(result.PromiseRatios, 0.5),10:0.00} {At(result.PromiseRatios, 0.95),10:0.00} " +
            $"{At(waits, 0.5),7:0.0} {At(waits, 0.95),7:0.0} {At(result.Waits[0], 1),15:0.00} " +
            (isCrowd ? $"{At(result.IdealWaits, 0.5),8:0.0} {At(result.IdealWaits, 0.95),7:0.0}" : ""));
    }

    /// <summary>How many of the crowd the ideal sender starts early enough to end by the deadline.</summary>
    private static long PossibleIn(SimulationPlan plan, SimulationResult result)
    {
        var provider = new SimulatedProvider(plan.Evaluator, plan.Charge, plan.RequestsPerMinute, plan.TokensPerMinute, new SimulationRandom(plan.Seed).Between(0, 60));
        var at = plan.CrowdAt;
        var sizes = result.Sizes.TakeLast(plan.Crowd).ToList();
        foreach (var (input, maximum) in sizes)
        {
            at = provider.EarliestFor(at, input, maximum);
            if (at > plan.CrowdAt + plan.Deadline - QuotaSimulation.ServiceSeconds)
                break;
            provider.TryAccept(at, input, maximum);
        }

        return provider.Accepted;
    }

    private static double At(IReadOnlyCollection<double> values, double share) => SimulationResult.Quantile(values, share);
}
