using GovStack.Cluster.Tests.Hosts;
using GovStack.Conversations.Quota;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GovStack.Cluster.Tests.Quota;

/// <summary>One pool, asked by three silos: its limit is kept by all together, and its ledger outlives its server.</summary>
public sealed class PoolAcrossSilosTests : IAsyncLifetime
{
    private readonly ClusterHostFixture _host = new(3,
        new("Quota:Pools:small:Profile", "generic"),
        new("Quota:Pools:small:RequestsPerMinute", "60"),
        new("Quota:Pools:small:TokensPerMinute", "6000"));

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task AcquireAsync_FromThreeSilos_KeepsTheLimitTogether()
    {
        var gates = _host.Cluster.Silos.Select(silo => ClusterHostFixture.ServicesOf(silo).GetRequiredService<IProviderGate>()).ToArray();
        var granted = 0;
        for (var number = 0; number < 120; number++)
        {
            if (await gates[number % 3].AcquireAsync(Request($"ask/{number}"), CancellationToken.None) is Grant)
                granted++;
        }

        var status = Assert.Single(await gates[1].StatusAsync(CancellationToken.None), pool => pool.Pool == "small");
        var requests = status.Axes.Single(axis => axis.Axis == "Requests");
        Assert.InRange(granted, 0, 60);
        Assert.Equal(120, status.InFlight + status.Queues.Sum(queue => queue.Waiting));
        Assert.True(requests.Charged <= requests.Limit);
    }

    [Fact]
    public async Task AcquireAsync_RepeatedThroughAnotherSilo_IsOneTicket()
    {
        var gates = _host.Cluster.Silos.Select(silo => ClusterHostFixture.ServicesOf(silo).GetRequiredService<IProviderGate>()).ToArray();

        await gates[0].AcquireAsync(Request("once"), CancellationToken.None);
        await gates[2].AcquireAsync(Request("once"), CancellationToken.None);

        var status = (await gates[1].StatusAsync(CancellationToken.None)).Single(pool => pool.Pool == "small");
        Assert.Equal(1, status.InFlight + status.Queues.Sum(queue => queue.Waiting));
    }

    [Fact]
    public async Task RestartAsync_OfAllSilos_BeginsTheNextEpochInDebt()
    {
        var gate = _host.Services.GetRequiredService<IProviderGate>();
        var before = (await gate.StatusAsync(CancellationToken.None)).Single(pool => pool.Pool == "small").Epoch;

        await _host.RestartAsync();

        gate = _host.Services.GetRequiredService<IProviderGate>();
        Assert.Equal(before + 1, (await gate.StatusAsync(CancellationToken.None)).Single(pool => pool.Pool == "small").Epoch);
    }

    private GrantRequest Request(string reservation) => new(
        "small", reservation, QuotaClass.Interactive, "town", "person-1", 20, 0, 50, _host.Clock.GetUtcNow(), _host.Clock.GetUtcNow() + TimeSpan.FromHours(1),
        TimeSpan.FromSeconds(5), "tax:model");
}
