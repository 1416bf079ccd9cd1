using System.Globalization;
using GovStack.Benchmarks.Quota.Simulation;
using Xunit.Sdk;

namespace GovStack.Conversations.Tests.Quota;

/// <summary>Runs a property over many seeds. A failing seed is named; GOVSTACK_SEED=n runs that one alone.</summary>
internal static class Seeds
{
    public static void Check(int count, Action<SimulationRandom> property)
    {
        var only = Environment.GetEnvironmentVariable("GOVSTACK_SEED");
        var first = only is null ? 1UL : ulong.Parse(only, CultureInfo.InvariantCulture);
        var last = only is null ? (ulong)count : first;
        for (var seed = first; seed <= last; seed++)
        {
            try
            {
                property(new SimulationRandom(seed));
            }
            catch (Exception fault)
            {
                throw new XunitException($"Seed {seed} breaks the property; run it again with GOVSTACK_SEED={seed}. {fault.Message}", fault);
            }
        }
    }
}
