using System.Text.Json;
using GovStack.Conversations.Quota;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GovStack.Cluster.Tests.Quota;

/// <summary>The books go from one ledger to the next as the lease row holds them.</summary>
public sealed class PoolHandoverTests
{
    private static readonly QuotaOptions Options = new()
    {
        Profiles = { ["simulated"] = new ProfileOptions { BasedOn = "local", Evaluator = ProviderEvaluator.Bucket, Dialect = HeaderDialect.OpenAI } },
        Pools = { ["simulated"] = new PoolOptions { Profile = "simulated", RequestsPerMinute = 240, MaxInFlight = 100_000 } },
    };

    [Fact]
    public void Books_ThroughTheLeaseRow_GrantAtThePaceOfThePool()
    {
        var first = Make(1);
        first.StartInDebt(TimeSpan.Zero, TimeSpan.Zero);
        first.Lease!.Renewed(TimeSpan.FromHours(1));
        for (var second = 0; second < 30; second++)
        {
            first.Heard(TimeSpan.FromSeconds(second), "server", new(0, 0, 0));
            for (var number = 0; number < 8; number++)
                first.Acquire(TimeSpan.FromSeconds(second), Request($"{second}/{number}"), "server", TimeSpan.Zero, TimeSpan.FromHours(1));
            first.Tick(TimeSpan.FromSeconds(second));
        }

        var books = JsonSerializer.Deserialize<LedgerState>(JsonSerializer.Serialize(first.Ledger.Export(TimeSpan.FromSeconds(30))))!;
        var next = Make(2);
        next.Ledger.Import(TimeSpan.Zero, books);
        next.Lease!.Renewed(TimeSpan.FromHours(1));
        for (var number = 0; number < 100; number++)
            next.Acquire(TimeSpan.Zero, Request($"again/{number}"), "server", TimeSpan.Zero, TimeSpan.FromHours(1));
        for (var step = 1; step <= 100; step++)
        {
            next.Heard(TimeSpan.FromSeconds(step * 0.1), "server", new(0, 0, 0));
            next.Tick(TimeSpan.FromSeconds(step * 0.1));
        }

        // Four a second for ten seconds, and hardly anything saved up.
        Assert.InRange(next.Ledger.InFlight, 38, 46);
    }

    private static ProviderPool Make(long epoch)
        => new(PoolSettings.Find("simulated", Options)!, Options, epoch, NullLogger.Instance) { Lease = new PoolLease(TimeSpan.FromHours(2), TimeSpan.Zero) };

    private static GrantRequest Request(string reservation) => new(
        "simulated", reservation, QuotaClass.Interactive, "town", "person-1", 1_000, 0, 600, default, default, TimeSpan.FromSeconds(5), "tax:model");
}
