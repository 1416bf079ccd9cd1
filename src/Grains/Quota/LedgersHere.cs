using System.Collections.Concurrent;
using GovStack.Conversations.Quota;

namespace GovStack.Grains.Quota;

/// <summary>
/// The pools whose ledgers this server holds, as they were at their last beat, for its gauges. Only the holder tells a pool's state: what the servers of a
/// cluster tell may be added up, and nothing has to be asked over the network to be told.
/// </summary>
internal sealed class LedgersHere : IDisposable
{
    private readonly ConcurrentDictionary<string, PoolStatus> _pools = new(StringComparer.Ordinal);

    public LedgersHere() => QuotaMetrics.Watch(() => _pools.Values);

    /// <summary>Notes a pool's state; called by its grain, which nobody else may look into.</summary>
    public void Tell(PoolStatus status) => _pools[status.Pool] = status;

    /// <summary>The ledger is another server's from now on.</summary>
    public void Forget(string pool) => _pools.TryRemove(pool, out _);

    /// <inheritdoc/>
    public void Dispose() => _pools.Clear();   // The meter outlives the server and still asks it.
}
