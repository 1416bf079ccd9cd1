using System.CommandLine;

namespace GovStack.Benchmarks.Quota;

/// <summary>Everything that measures the quota: <c>quota simulate</c>, <c>quota compare</c>, <c>quota bench</c>.</summary>
internal static class QuotaCommands
{
    public static Command Create() => new("quota", "The quota ledger: simulated against providers, compared with other limiters, timed.")
    {
        SimulateCommand.Create(),
        CompareCommand.Create(),
        BenchCommand.Create(),
    };
}
