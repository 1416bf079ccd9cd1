using GovStack.Benchmarks.Quota.Simulation;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

/// <summary>The ledger, the queue and the waits against providers written apart from them, on virtual time.</summary>
public sealed class QuotaSimulationTests
{
    [Theory]
    [InlineData(SimulatedEvaluator.Bucket, false, 0.99)]
    [InlineData(SimulatedEvaluator.Bucket, true, 0.99)]
    [InlineData(SimulatedEvaluator.Sliding, false, 0.98)]
    [InlineData(SimulatedEvaluator.Sliding, true, 0.98)]
    [InlineData(SimulatedEvaluator.Fixed, false, 0.98)]
    [InlineData(SimulatedEvaluator.Fixed, true, 0.98)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, false, 0.94)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, true, 0.94)]
    internal void Run_Overloaded_UsesThePossibleWithoutOne429(SimulatedEvaluator evaluator, bool mixedSizes, double efficiency)
    {
        var result = new QuotaSimulation(new SimulationPlan { Evaluator = evaluator, MixedSizes = mixedSizes, Grants = 5_000, Deadline = 60 }).Run();

        Assert.Equal(0, result.RateLimited);
        Assert.True(result.Efficiency >= efficiency, $"{result.Efficiency:P2} of what whole requests fit");
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Bucket)]
    [InlineData(SimulatedEvaluator.Sliding)]
    [InlineData(SimulatedEvaluator.Fixed)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds)]
    [InlineData(SimulatedEvaluator.FixedOneSecond)]
    internal void Run_RefundsFailoversClassesAndHeaders_NeverMeetsTheLimit(SimulatedEvaluator evaluator)
    {
        Seeds.Check(4, random =>
        {
            var result = new QuotaSimulation(new SimulationPlan
            {
                Evaluator = evaluator,
                Seed = (ulong)random.Below(1_000_000),
                Charge = (SimulatedCharge)random.Below(2),
                MixedSizes = random.Below(2) == 0,
                Headers = random.Below(2) == 0,
                Load = random.Between(0.5, 3),
                EmergencyShare = 0.05,
                BackgroundShare = 0.2,
                Tenants = 3,
                Deadline = 40,
                FailEvery = 40,
                Grants = 1_200,
                RequestsPerMinute = evaluator == SimulatedEvaluator.FixedOneSecond ? 3_000 : 500,
                TokensPerMinute = evaluator == SimulatedEvaluator.FixedOneSecond ? 1_800_000 : 300_000,
            }).Run();
            Assert.True(result.Share429 <= 0.001, $"{result.Share429:P2} 429");
        });
    }

    [Fact]
    public void Run_OneSecondWindowByPace_CostsAFewImmediateRequeues()
    {
        var result = new QuotaSimulation(new SimulationPlan
        {
            Evaluator = SimulatedEvaluator.FixedOneSecond, Paced = true, Deadline = 60, Grants = 3_000,
        }).Run();

        Assert.InRange(result.Share429, 0, 0.035);
    }

    [Fact]
    public void Run_SameSeed_GivesTheSameGrantLog()
    {
        var plan = new SimulationPlan { Evaluator = SimulatedEvaluator.Sliding, MixedSizes = true, Headers = true, EmergencyShare = 0.1, Tenants = 4, FailEvery = 50, Deadline = 60, Grants = 1_000 };

        var first = new QuotaSimulation(plan).Run().LogHash;

        Assert.Equal(first, new QuotaSimulation(plan).Run().LogHash);
        Assert.NotEqual(first, new QuotaSimulation(plan with { Seed = 2 }).Run().LogHash);
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Bucket, 1.5, false)]
    [InlineData(SimulatedEvaluator.Bucket, 3.0, true)]
    [InlineData(SimulatedEvaluator.Sliding, 1.5, true)]
    [InlineData(SimulatedEvaluator.Sliding, 3.0, false)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, 1.5, true)]
    internal void Promises_UnderLoad_AreKeptAndNotInflated(SimulatedEvaluator evaluator, double load, bool classes)
    {
        // Property 6.
        var result = new QuotaSimulation(new SimulationPlan
        {
            Evaluator = evaluator,
            Load = load,
            MixedSizes = true,
            Deadline = 120,
            EmergencyShare = classes ? 0.05 : 0,
            BackgroundShare = classes ? 0.2 : 0,
            Tenants = classes ? 5 : 1,
            Grants = 6_000,
        }).Run();

        Assert.True(result.KeptShare >= 0.95, $"{result.KeptShare:P1} kept");
        Assert.InRange(SimulationResult.Quantile(result.PromiseRatios, 0.5), 1, 1.35);
        Assert.InRange(SimulationResult.Quantile(result.PromiseRatios, 0.95), 1, 2);
    }

    [Fact]
    public void Crowd_OfAThousand_GetsWithinTwoPerCentOfThePossible()
    {
        var result = new QuotaSimulation(new SimulationPlan { Evaluator = SimulatedEvaluator.Bucket, Crowd = 1_000, CrowdOnly = true, Deadline = 150 }).Run();

        // 300,000 at once and 5,000 a second for the 144 seconds that leave time to answer, at 2,100 each.
        Assert.InRange(result.Accepted, 0.98 * 485, 486);
        Assert.Equal(0, result.RateLimited);
        Assert.Equal(1_000, result.Accepted + result.RefusedEarly);
        Assert.Equal(1, result.KeptShare);
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Sliding, 400)]
    [InlineData(SimulatedEvaluator.Fixed, 400)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, 310)]
    internal void Crowd_KnownWindowsFilledAtOnce_IsServedSoonerWithoutOne429(SimulatedEvaluator evaluator, int least)
    {
        Seeds.Check(6, random =>
        {
            // 141 fit a window, and three windows begin within 150 s; paced, 334 and 312 were answered.
            var result = new QuotaSimulation(new SimulationPlan
            {
                Evaluator = evaluator, Crowd = 1_000, CrowdOnly = true, Deadline = 150, Bursts = true, Seed = (ulong)random.Below(1_000_000),
            }).Run();

            Assert.Equal(0, result.RateLimited);
            Assert.True(result.Accepted >= least, $"{result.Accepted} answered");
            Assert.True(result.KeptShare >= 0.95, $"{result.KeptShare:P1} kept");
        });
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Sliding, 0.9)]
    [InlineData(SimulatedEvaluator.Fixed, 0.9)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, 0.9)]
    internal void Run_KnownWindowsFilledAtOnce_NeverMeetsTheLimit(SimulatedEvaluator evaluator, double efficiency)
    {
        Seeds.Check(3, random =>
        {
            var result = new QuotaSimulation(new SimulationPlan
            {
                Evaluator = evaluator, Bursts = true, MixedSizes = random.Below(2) == 0, EmergencyShare = 0.05, Tenants = 3, Grants = 4_000, Deadline = 100, Seed = (ulong)random.Below(1_000_000),
            }).Run();

            Assert.Equal(0, result.RateLimited);
            Assert.True(result.Efficiency >= efficiency, $"{result.Efficiency:P2} of what whole requests fit");
        });
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Fixed, 0.98)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, 0.98)]
    internal void Run_TurnOfTheWindowTold_FillsEveryWindowWithoutOne429(SimulatedEvaluator evaluator, double efficiency)
    {
        // Property 1 where capacity comes back at the turn: any phase, equal and mixed sizes, refunds, emergencies.
        Seeds.Check(6, random =>
        {
            var result = new QuotaSimulation(new SimulationPlan
            {
                Evaluator = evaluator,
                TellsTurn = true,
                Bursts = true,
                MixedSizes = random.Below(2) == 0,
                EmergencyShare = 0.05 * random.Below(2),
                Tenants = 1 + random.Below(3),
                Grants = 3_000,
                Deadline = 100,
                Seed = (ulong)random.Below(1_000_000),
            }).Run();

            Assert.Equal(0, result.RateLimited);
            Assert.True(result.Efficiency >= efficiency, $"{result.Efficiency:P2} of what whole requests fit");
        });
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Fixed, SimulatedCharge.UpFront)]
    [InlineData(SimulatedEvaluator.Fixed, SimulatedCharge.Refunded)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, SimulatedCharge.UpFront)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, SimulatedCharge.Refunded)]
    internal void Run_TurnToldAndLedgersThatDie_NeverMeetsTheLimit(SimulatedEvaluator evaluator, SimulatedCharge charge)
    {
        Seeds.Check(4, random =>
        {
            var result = new QuotaSimulation(new SimulationPlan
            {
                Evaluator = evaluator, Charge = charge, TellsTurn = true, MixedSizes = random.Below(2) == 0, FailEvery = 40, Deadline = 60, Grants = 1_500, Seed = (ulong)random.Below(1_000_000),
            }).Run();

            Assert.True(result.Share429 <= 0.001, $"{result.Share429:P2} 429");
        });
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Sliding, false)]
    [InlineData(SimulatedEvaluator.Fixed, false)]
    [InlineData(SimulatedEvaluator.Fixed, true)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, true)]
    internal void Run_WindowsFilledAtOnceAndLedgersThatDie_NeverMeetsTheLimit(SimulatedEvaluator evaluator, bool tellsTurn)
    {
        // The one that died may have filled the window a moment ago: its successor takes that for certain.
        Seeds.Check(4, random =>
        {
            var result = new QuotaSimulation(new SimulationPlan
            {
                Evaluator = evaluator,
                Charge = (SimulatedCharge)random.Below(2),
                TellsTurn = tellsTurn,
                Bursts = true,
                MixedSizes = random.Below(2) == 0,
                EmergencyShare = 0.05 * random.Below(2),
                FailEvery = 90,
                Deadline = 100,
                Grants = 1_500,
                Seed = (ulong)random.Below(1_000_000),
            }).Run();

            Assert.Equal(0, result.RateLimited);
        });
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Fixed, SimulatedCharge.UpFront)]
    [InlineData(SimulatedEvaluator.Fixed, SimulatedCharge.Refunded)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, SimulatedCharge.UpFront)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, SimulatedCharge.Refunded)]
    internal void Run_TurnToldAndGrantsThatGoOutLate_NeverMeetsTheLimit(SimulatedEvaluator evaluator, SimulatedCharge charge)
    {
        // A starved machine: grants lie for seconds, across the turn too, and then travel as long as the jitter allows.
        Seeds.Check(6, random =>
        {
            var result = new QuotaSimulation(new SimulationPlan
            {
                Evaluator = evaluator,
                Charge = charge,
                TellsTurn = true,
                Bursts = true,
                MixedSizes = random.Below(2) == 0,
                LongestDelay = random.Between(0.2, 4),
                Jitter = (0, 0.3),
                Grants = 2_000,
                Deadline = 100,
                Seed = (ulong)random.Below(1_000_000),
            }).Run();

            Assert.Equal(0, result.RateLimited);
        });
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Fixed, true)]
    [InlineData(SimulatedEvaluator.Sliding, false)]
    internal void Run_TurnThatIsNone_IsDisbelievedAfterOneWave(SimulatedEvaluator evaluator, bool lies)
    {
        // The provider names a turn half a window off, or has none at all: the first answers after it contradict, and the ring has kept everything.
        var plan = new SimulationPlan { Evaluator = evaluator, TellsTurn = true, Lies = lies, Bursts = true, Deadline = 100, Grants = 3_000 };
        var late = 0L;
        QuotaSimulation simulation = null!;
        simulation = new QuotaSimulation(plan)
        {
            Watch = (_, now) =>
            {
                if (now < TimeSpan.FromSeconds(180))
                    late = simulation.Provider.Refused;
            },
        };

        var result = simulation.Run();

        Assert.Equal(late, result.RateLimited);
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Fixed, 0.97)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds, 0.92)]
    internal void Crowd_TurnTold_GetsWhatFitsTheWindowsThatBegin(SimulatedEvaluator evaluator, double share)
    {
        Seeds.Check(6, random =>
        {
            var plan = new SimulationPlan
            {
                Evaluator = evaluator, TellsTurn = true, Bursts = true, Crowd = 1_000, CrowdOnly = true, CrowdAt = 75, Deadline = 150, Seed = (ulong)random.Below(1_000_000),
            };
            var simulation = new QuotaSimulation(plan);
            var result = simulation.Run();
            var possible = 0;
            var ideal = new SimulatedProvider(evaluator, plan.Charge, plan.RequestsPerMinute, plan.TokensPerMinute, new SimulationRandom(plan.Seed).Between(0, 60));
            for (var at = ideal.EarliestFor(75, 1_500, 600); at <= 75 + plan.Deadline - QuotaSimulation.ServiceSeconds; at = ideal.EarliestFor(at, 1_500, 600))
            {
                ideal.TryAccept(at, 1_500, 600);
                possible++;
            }

            Assert.Equal(0, result.RateLimited);
            Assert.True(result.Accepted - 5 >= share * possible, $"{result.Accepted - 5} of {possible}");
            Assert.True(result.KeptShare >= 0.95, $"{result.KeptShare:P1} kept");
        });
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Bucket)]
    [InlineData(SimulatedEvaluator.Sliding)]
    [InlineData(SimulatedEvaluator.FixedTenSeconds)]
    internal void Promises_FirstMinuteOfARushWithEmergencies_AreKept(SimulatedEvaluator evaluator)
    {
        // Property 6, where it was broken: most is promised before it is known that emergencies go on coming.
        Seeds.Check(6, random =>
        {
            var result = new QuotaSimulation(new SimulationPlan
            {
                Evaluator = evaluator, Load = 10, Deadline = 150, EmergencyShare = 0.015, Until = 60, Grants = 20_000, Seed = (ulong)random.Below(1_000_000),
            }).Run();

            Assert.True(result.KeptShare >= 0.95, $"{result.KeptShare:P1} kept");
            Assert.InRange(SimulationResult.Quantile(result.PromiseRatios, 0.5), 1, 1.35);
        });
    }

    [Theory]
    [InlineData(SimulatedEvaluator.Bucket)]
    [InlineData(SimulatedEvaluator.Sliding)]
    internal void ForeignUse_OfAThird_IsAbsorbedWithinTwoWindows(SimulatedEvaluator evaluator)
    {
        // Property 8: after two minutes of learning, 429s are as rare as ever.
        var plan = new SimulationPlan { Evaluator = evaluator, Headers = true, Deadline = 60, Foreign = (0.3, 200), Grants = 1_000 };
        var late = 0L;
        QuotaSimulation simulation = null!;
        simulation = new QuotaSimulation(plan)
        {
            Watch = (_, now) =>
            {
                if (now < TimeSpan.FromSeconds(320))
                    late = simulation.Provider.Refused;
            },
        };

        var result = simulation.Run();

        Assert.True((result.RateLimited - late) / (double)result.Accepted <= 0.005, $"{result.RateLimited - late} late 429s of {result.Accepted}");
    }

    [Fact]
    public void AllCallsFail_RetriesStayATenth()
    {
        var result = new QuotaSimulation(new SimulationPlan { Evaluator = SimulatedEvaluator.Bucket, FailureShare = 1, Deadline = 60, Grants = 4_000 }).Run();

        Assert.True(result.RetrySeconds <= 0.1 * result.FirstSeconds + (result.Seconds / 10 * 0.42), $"{result.RetrySeconds / result.FirstSeconds:P1} retries");
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Run_TenMillionGrants_EveryWorldKeepsItsLimit()
    {
        var grants = 0L;
        Parallel.ForEach(Worlds.Until(10_000_000, 500_000, 1), plan =>
        {
            var result = new QuotaSimulation(plan, keepsRecord: false).Run();
            Interlocked.Add(ref grants, result.Grants);
            Assert.True(result.Share429 <= Worlds.Most429(plan), $"{Worlds.NameOf(plan)}, seed {plan.Seed}: {result.Share429:P3}");
        });

        Assert.InRange(grants, 10_000_000, 10_100_000);
    }
}
