using System.CommandLine;
using System.Diagnostics;
using GovStack.Benchmarks.Quota.Simulation;

namespace GovStack.Benchmarks.Quota;

/// <summary>Runs worlds of every kind until so many grants were given, and holds each to its share of 429.</summary>
internal static class SimulateCommand
{
    private const long GrantsPerWorld = 500_000;
    private static readonly TimeSpan BetweenNews = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var grants = new Option<long>("--grants") { Description = "How many grants in all.", DefaultValueFactory = _ => 10_000_000 };
        var seed = new Option<ulong>("--seed") { Description = "The seed: the same seed gives the same grants.", DefaultValueFactory = _ => 1 };
        var detail = new Option<bool>("--detail") { Description = "Instead: one table of efficiency, waits and promises, 20,000 grants a row." };
        var command = new Command("simulate", "Deterministic simulation on virtual time.") { grants, seed, detail };
        command.SetAction(result => result.GetValue(detail) ? SimulationTable.Print(result.GetValue(seed)) : Run(result.GetValue(grants), result.GetValue(seed)));
        return command;
    }

    private static int Run(long grants, ulong seed)
    {
        var watch = Stopwatch.StartNew();
        var worlds = Worlds.Until(grants, GrantsPerWorld, seed).ToList();
        var totals = new SortedDictionary<string, (long Grants, long Limited, long Worlds)>(StringComparer.Ordinal);
        var hash = 0UL;
        var faults = 0;
        var done = 0L;
        var told = TimeSpan.Zero;
        Parallel.ForEach(worlds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, plan =>
        {
            var outcome = new QuotaSimulation(plan, keepsRecord: false).Run();
            lock (totals)
            {
                var name = Worlds.NameOf(plan);
                var (before, limited, count) = totals.GetValueOrDefault(name);
                totals[name] = (before + outcome.Grants, limited + outcome.RateLimited, count + 1);
                hash ^= outcome.LogHash;
                done += outcome.Grants;
                if (watch.Elapsed - told >= BetweenNews)
                {
                    told = watch.Elapsed;
                    Console.WriteLine($"{done:N0} of {grants:N0} grants after {told.TotalSeconds:N0} s");
                }

                if (outcome.Share429 > Worlds.Most429(plan))
                {
                    faults++;
                    Console.WriteLine($"BROKEN {name}, seed {plan.Seed}: {outcome.Share429:P3} of requests were answered 429.");
                }
            }
        });
        Console.WriteLine($"{"world",-44} {"worlds",7} {"grants",14} {"429",10}");
        foreach (var (name, (count, limited, number)) in totals)
            Console.WriteLine($"{name,-44} {number,7} {count,14:N0} {limited / (double)Math.Max(1, count),10:P4}");
        var all = totals.Values.Sum(total => total.Grants);
        Console.WriteLine($"{all:N0} grants in {watch.Elapsed.TotalSeconds:N1} s, {watch.Elapsed.TotalMicroseconds / all:N2} us a grant; log {hash:x16}; worlds broken: {faults}.");
        return faults == 0 ? 0 : 1;
    }
}
