using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace GovStack.Conversations.Quota;

/// <summary>Every pool in one process: a lock per pool, and a timer at exactly the next feasible time.</summary>
internal sealed class InProcessGate(IOptions<QuotaOptions> options, TimeProvider clock) : IProviderGate, IDisposable
{
    private readonly ConcurrentDictionary<string, GatePool?> _pools = new(StringComparer.OrdinalIgnoreCase);

    public ValueTask<GateAnswer> AcquireAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Pool(request.Pool)?.Acquire(request) ?? Unknown(request.Pool, request.Reservation));
    }

    public async ValueTask<GateAnswer> WaitAsync(string pool, string reservation, TimeSpan patience, CancellationToken cancellationToken)
        => Pool(pool) is { } found ? await found.WaitAsync(reservation, patience, cancellationToken).ConfigureAwait(false) : Unknown(pool, reservation);

    public ValueTask SentAsync(Grant grant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask SettleAsync(Grant grant, Settlement settlement, CancellationToken cancellationToken)
    {
        Pool(grant.Pool)?.Settle(grant, settlement);
        return ValueTask.CompletedTask;
    }

    public ValueTask CancelAsync(string pool, string reservation, CancellationToken cancellationToken)
    {
        Pool(pool)?.Cancel(reservation);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<PoolStatus>> StatusAsync(CancellationToken cancellationToken)
        => ValueTask.FromResult<IReadOnlyList<PoolStatus>>([.. _pools.Values.OfType<GatePool>().Select(pool => pool.Status()).OrderBy(pool => pool.Pool)]);

    public void Dispose()
    {
        foreach (var pool in _pools.Values)
            pool?.Dispose();
    }

    private GatePool? Pool(string name)
        => _pools.GetOrAdd(name, static (key, state) => PoolSettings.Find(key, state.options) is { } settings ? new GatePool(settings, state.clock) : null, (options: options.Value, clock));

    private static Refusal Unknown(string pool, string reservation) => new(pool, reservation, "unknown-pool", RetryAfter: null);
}
