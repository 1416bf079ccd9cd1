using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Conversations.Quota;

/// <summary>The gate of one process: every pool behind its own lock. Pools come to life when they are first asked for.</summary>
internal sealed class InProcessGate : IProviderGate, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<GatePool?>> _pools = new(StringComparer.OrdinalIgnoreCase);
    private readonly QuotaOptions _options;
    private readonly PromptTokens _prompts;
    private readonly TimeProvider _clock;
    private readonly ILogger<QuotaLedger> _logger;
    private readonly long _start;

    public InProcessGate(IOptions<QuotaOptions> options, PromptTokens prompts, TimeProvider clock, ILogger<QuotaLedger> logger)
    {
        _options = options.Value;
        _prompts = prompts;
        _clock = clock;
        _logger = logger;
        _start = clock.GetTimestamp();
        QuotaMetrics.Watch(Statuses);
    }

    public ValueTask<GateAnswer> AcquireAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Pool(request.Pool)?.Acquire(request) ?? Unknown(request.Pool, request.Reservation));
    }

    public async ValueTask<GateAnswer> WaitAsync(string pool, string reservation, TimeSpan patience, CancellationToken cancellationToken)
        => Pool(pool) is { } found ? await found.WaitAsync(reservation, patience, cancellationToken).ConfigureAwait(false) : Unknown(pool, reservation);

    public ValueTask SentAsync(Grant grant, CancellationToken cancellationToken)
    {
        Pool(grant.Pool)?.Sent(grant);
        return ValueTask.CompletedTask;
    }

    public ValueTask ReportAsync(Grant grant, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        Pool(grant.Pool)?.Report(grant, headers);
        return ValueTask.CompletedTask;
    }

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
    {
        foreach (var name in _options.Pools.Keys)
            Pool(name);
        return ValueTask.FromResult<IReadOnlyList<PoolStatus>>([.. Statuses().OrderBy(pool => pool.Pool, StringComparer.Ordinal)]);
    }

    public void Dispose()
    {
        foreach (var pool in _pools.Values)
            pool.Value?.Dispose();
        _pools.Clear();   // The meter outlives the gate and still asks it.
    }

    private static Refusal Unknown(string pool, string reservation) => new(pool, reservation, "unknown-pool", RetryAfter: null);

    private IEnumerable<PoolStatus> Statuses() => _pools.Values.Select(pool => pool.Value?.Status()).OfType<PoolStatus>();

    private GatePool? Pool(string name) => _pools.GetOrAdd(name, static (key, gate) => new Lazy<GatePool?>(() => gate.Open(key)), this).Value;

    private GatePool? Open(string name)
        => PoolSettings.Find(name, _options) is { } settings ? new GatePool(settings, _options, _prompts, _clock, _start, _logger) : null;
}
