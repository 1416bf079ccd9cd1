using GovStack.Conversations;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Quota;
using Microsoft.Extensions.Hosting;

namespace GovStack.Frontend.Health;

/// <summary>Looks at the parts, at most once a second however often it is asked.</summary>
internal sealed class HealthChecks(
    ICheckpointStore store,
    IAgencyDirectory agencies,
    IProviderGate gate,
    TimeProvider clock,
    IHostApplicationLifetime lifetime) : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _one = new(1, 1);
    private HealthReport? _last;
    private long _lookedAt;

    public async Task<HealthReport> LookAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return new("not-ready", [new("host", HealthPart.Down, "stopping")]);
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || clock.GetElapsedTime(_lookedAt) >= Freshness)
            {
                _last = await LookAtPartsAsync(cancellationToken);
                _lookedAt = clock.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<HealthReport> LookAtPartsAsync(CancellationToken cancellationToken)
    {
        var storePart = await LookAsync("store", async patience =>
        {
            await store.OpenAsync("health", patience);
            return store.Trouble is { } trouble ? new("store", HealthPart.Degraded, trouble) : new("store", HealthPart.Ok);
        }, cancellationToken);
        var content = agencies.All.Count > 0
            ? new HealthPart("content", HealthPart.Ok, $"{agencies.All.Count} agencies")
            : new HealthPart("content", HealthPart.Down, "no agency");
        IReadOnlyList<PoolStatus> pools = [];
        var quota = await LookAsync("quota", async patience =>
        {
            pools = await gate.StatusAsync(patience);
            return new("quota", HealthPart.Ok, $"{pools.Sum(pool => pool.Queues.Sum(queue => queue.Waiting))} waiting");
        }, cancellationToken);

        IReadOnlyList<HealthPart> parts = [storePart, content, Providers(pools), quota];

        // Without its store a server still tells people in danger whom to call, and the others what is wrong. Not ready, it would leave that to a
        // proxy's error page: a store that is gone is gone for all servers at once.
        var status = content.Status == HealthPart.Down
            ? "not-ready"
            : parts.Any(part => part.Status != HealthPart.Ok) ? "degraded" : "ready";
        return new(status, parts);
    }

    private static HealthPart Providers(IReadOnlyList<PoolStatus> pools)
    {
        var off = pools.Count(pool => pool.IsOff);
        return new(
            "providers",
            off == 0 ? HealthPart.Ok : off == pools.Count ? HealthPart.Down : HealthPart.Degraded,
            $"{pools.Count - off} of {pools.Count} pools grant");
    }

    private async Task<HealthPart> LookAsync(string name, Func<CancellationToken, Task<HealthPart>> look, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await look(either.Token).WaitAsync(either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new(name, HealthPart.Down, exception.GetType().Name);
        }
    }
}
