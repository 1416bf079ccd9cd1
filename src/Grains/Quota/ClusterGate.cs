using System.Collections.Concurrent;
using GovStack.Conversations.Quota;
using GovStack.Grains.Interfaces;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Grains.Quota;

/// <summary>
/// This server's gate: asks the pools' grains, and tells them in batches what has become of their grants. Where a pool's grain has moved or died, whoever waits
/// asks the next one with the first arrival, so that no place is lost. While no ledger can be reached nothing is granted.
/// </summary>
internal sealed partial class ClusterGate : IProviderGate, IHostedService, IAsyncDisposable
{
    // A ledger that has to be taken over is away for its lease and the time to notice its server's death.
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan SearchPause = TimeSpan.FromMilliseconds(500);

    private readonly IGrainFactory _grains;
    private readonly QuotaOptions _options;
    private readonly PromptTokens _prompts;
    private readonly TimeProvider _clock;
    private readonly ILogger<ClusterGate> _logger;
    private readonly string _server;
    private readonly ConcurrentDictionary<string, PoolReports> _pools = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, GrantRequest> _asked = new(StringComparer.Ordinal);

    public ClusterGate(IGrainFactory grains, IOptions<QuotaOptions> options, PromptTokens prompts, TimeProvider clock, ILogger<ClusterGate> logger)
    {
        (_grains, _options, _prompts, _clock, _logger) = (grains, options.Value, prompts, clock, logger);
        // A new name with each start: a server that comes back is another caller, and its old tickets are nobody's.
        _server = $"{Environment.MachineName}/{Guid.NewGuid():N}";
    }

    /// <inheritdoc/>
    public async ValueTask<GateAnswer> AcquireAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _asked[request.Reservation] = request;
        return Remember(request, await AskAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask<GateAnswer> WaitAsync(string pool, string reservation, TimeSpan patience, CancellationToken cancellationToken)
    {
        QuotaAnswer? told = null;
        try
        {
            told = (await Grain(pool).WaitAsync(reservation, patience).WaitAsync(cancellationToken).ConfigureAwait(false)).Value;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogPoolAway(exception, pool);
        }

        if (!_asked.TryGetValue(reservation, out var request))
            return told is null ? new Refusal(pool, reservation, "cancelled", RetryAfter: null) : Answer(told);
        // The grain does not know the ticket: it is a new one, after a crash or a handover.
        if (told is null || told.Refusal?.Reason == "cancelled")
            return Remember(request, await AskAsync(request, cancellationToken).ConfigureAwait(false));
        return Remember(request, Answer(told));
    }

    /// <inheritdoc/>
    public ValueTask SentAsync(Grant grant, CancellationToken cancellationToken)
        => Report(grant.Pool, new(QuotaReportKind.Sent, grant.Reservation, grant.Epoch));

    /// <inheritdoc/>
    public ValueTask ReportAsync(Grant grant, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
        => Report(grant.Pool, new(QuotaReportKind.Headers, grant.Reservation, grant.Epoch, Headers: headers));

    /// <inheritdoc/>
    public ValueTask SettleAsync(Grant grant, Settlement settlement, CancellationToken cancellationToken)
    {
        // What a byte of prompt costs is learnt where prompts are estimated: here.
        if (_asked.TryRemove(grant.Reservation, out var request) && settlement is { Outcome: CallOutcome.Answered, InputTokens: { } input, PromptBytes: > 0 })
            _prompts.Learn(request.Tenant, request.Script, settlement.PromptBytes, input);
        return Report(grant.Pool, new(QuotaReportKind.Settled, grant.Reservation, grant.Epoch, settlement));
    }

    /// <inheritdoc/>
    public ValueTask CancelAsync(string pool, string reservation, CancellationToken cancellationToken)
    {
        _asked.TryRemove(reservation, out _);
        return Report(pool, new(QuotaReportKind.Cancelled, reservation, 0));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PoolStatus>> StatusAsync(CancellationToken cancellationToken)
    {
        var names = _options.Pools.Keys.Union(_pools.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);
        var statuses = await Task.WhenAll(names.Select(name => Grain(name).StatusAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);
        return [.. statuses.Select(status => status.Value).OfType<PoolStatus>()];
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in _options.Pools.Keys)
            Reports(name);   // From the first moment on the pools know how many servers share them.
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var reports in _pools.Values)
            await reports.DisposeAsync().ConfigureAwait(false);
        _pools.Clear();
    }

    private static GateAnswer Answer(QuotaAnswer told) => (GateAnswer?)told.Grant ?? (GateAnswer?)told.Wait ?? told.Refusal!;

    private IProviderQuotaGrain Grain(string pool) => _grains.GetGrain<IProviderQuotaGrain>(pool);

    private PoolReports Reports(string pool)
        => _pools.GetOrAdd(pool, static (name, gate) => new(gate._server, gate.Grain(name), gate._clock, exception => gate.LogPoolAway(exception, name)), this);

    private ValueTask Report(string pool, QuotaReport report)
    {
        Reports(pool).Add(report);
        return ValueTask.CompletedTask;
    }

    private GateAnswer Remember(GrantRequest request, GateAnswer answer)
    {
        if (answer is Refusal)
            _asked.TryRemove(request.Reservation, out _);
        return answer;
    }

    private async Task<GateAnswer> AskAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        Reports(request.Pool);
        var began = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                var now = _clock.GetUtcNow();
                var told = await Grain(request.Pool)
                    .AcquireAsync(_server, Wire.Of(request), now - request.ArrivedAt, request.Deadline - now)
                    .WaitAsync(cancellationToken).ConfigureAwait(false);
                // No lease: the store is away, or another ledger is about to begin. The ticket is asked for again as long as that can last.
                if (told.Value.Refusal?.Reason != "no-lease" || _clock.GetElapsedTime(began) >= LongestSearch)
                    return Answer(told.Value);
            }
            catch (Exception exception) when (exception is not OperationCanceledException && _clock.GetElapsedTime(began) < LongestSearch)
            {
                LogPoolAway(exception, request.Pool);
            }

            await Task.Delay(SearchPause, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(EventId = 1804, Level = LogLevel.Warning, Message = "Pool {Pool}: its ledger could not be reached; nothing is granted until it can.")]
    private partial void LogPoolAway(Exception exception, string pool);
}
