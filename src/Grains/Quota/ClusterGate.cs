using System.Collections.Concurrent;
using GovStack.Conversations.Quota;
using GovStack.Grains.Interfaces;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Grains.Quota;

/// <summary>
/// This server's gate: asks the pools' grains, and tells them in batches what has become of their grants. Where a pool's grain has moved or died, whoever waits
/// asks the next one with the first arrival, so that no place is lost. While no ledger can be reached nothing is granted but the pace it keeps back for that.
/// </summary>
internal sealed partial class ClusterGate : IProviderGate, IHostedService, IAsyncDisposable
{
    private static readonly Task Never = new TaskCompletionSource().Task;
    private static readonly TimeSpan SearchPause = TimeSpan.FromMilliseconds(500);

    private readonly IGrainFactory _grains;
    private readonly QuotaOptions _options;
    private readonly PromptTokens _prompts;
    private readonly TimeProvider _clock;
    private readonly ILogger<ClusterGate> _logger;
    private readonly string _server;
    private readonly ConcurrentDictionary<string, PoolReports> _pools = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, GrantRequest> _asked = new(StringComparer.Ordinal);
    private readonly CreditPurse _credits = new();
    private readonly ITimer _creditsEnd;
    private readonly long _start;

    public ClusterGate(IGrainFactory grains, IOptions<QuotaOptions> options, PromptTokens prompts, TimeProvider clock, ILogger<ClusterGate> logger)
    {
        (_grains, _options, _prompts, _clock, _logger) = (grains, options.Value, prompts, clock, logger);
        // A new name with each start: a server that comes back is another caller, and its old tickets are nobody's.
        _server = $"{Environment.MachineName}/{Guid.NewGuid():N}";
        _start = clock.GetTimestamp();
        _creditsEnd = clock.CreateTimer(_ => GiveCreditsBack(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public async ValueTask<GateAnswer> AcquireAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_credits.TryTake(Now, request) is { } credit)
        {
            _asked[credit.Reservation] = request;
            return credit;
        }

        _asked[request.Reservation] = request;
        return Remember(request, await AskAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask<GateAnswer> WaitAsync(string pool, string reservation, TimeSpan patience, CancellationToken cancellationToken)
    {
        QuotaAnswer? told = null;
        try
        {
            var waiting = Grain(pool).WaitAsync(reservation, patience);
            await Task.WhenAny(waiting, Alone(pool)).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (waiting.IsCompleted)
                told = (await waiting.ConfigureAwait(false)).Value;   // Else the ledger hangs, and the ticket is asked for as if it had answered that it is away.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogAskFailed(exception, pool);
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
        if (grant.Epoch == 0 && settlement.Outcome == CallOutcome.RateLimited)
            Reports(grant.Pool).Line?.LimitMet();
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
        await _creditsEnd.DisposeAsync().ConfigureAwait(false);
        foreach (var reports in _pools.Values)
            await reports.DisposeAsync().ConfigureAwait(false);
        _pools.Clear();
    }

    private static GateAnswer Answer(QuotaAnswer told) => (GateAnswer?)told.Grant ?? (GateAnswer?)told.Wait ?? told.Refusal!;

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    private IProviderQuotaGrain Grain(string pool) => _grains.GetGrain<IProviderQuotaGrain>(pool);

    private PoolReports Reports(string pool)
        => _pools.GetOrAdd(pool, static (name, gate) => gate.Open(name), this);

    private PoolReports Open(string pool)
        => new(_server, Grain(pool), PoolSettings.Find(pool, _options) is { } settings ? new FallbackLine(settings, _clock) : null, _clock, exception =>
        {
            if (exception is null)
                LogAlone(pool);
            else
                LogPoolAway(exception, pool);
        });

    private Task Alone(string pool) => Reports(pool).Line?.Alone ?? Never;

    private ValueTask Report(string pool, QuotaReport report)
    {
        if (report.Epoch > 0 || report.Kind == QuotaReportKind.Cancelled)   // What was sent alone the pool has kept back already.
            Reports(pool).Add(report);
        return ValueTask.CompletedTask;
    }

    private GateAnswer Remember(GrantRequest request, GateAnswer answer)
    {
        if (answer is Refusal)
            _asked.TryRemove(request.Reservation, out _);
        return answer;
    }

    /// <summary>Asks until the pool has answered, or the request is not worth answering any more; while the pool is away this server's own pace may serve it.</summary>
    private async Task<GateAnswer> AskAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var asking = AskOnceAsync(request);
            await Task.WhenAny(asking, Alone(request.Pool)).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!asking.IsCompleted && await SendAloneAsync(request, asking, cancellationToken).ConfigureAwait(false) is { } alone)
            {
                _ = ForgetAsync(request, asking);
                return alone;
            }

            if (!asking.IsCompleted)
                continue;   // The pool is heard again, perhaps of another server: asked twice it is one ticket.
            if (await asking.ConfigureAwait(false) is { } answer)
                return answer;
            if (_clock.GetUtcNow() + request.ServiceTime >= request.Deadline)
                return new Refusal(request.Pool, request.Reservation, "no-lease", RetryAfter: null);
            var pause = Task.Delay(SearchPause, _clock, cancellationToken);
            if (await SendAloneAsync(request, pause, cancellationToken).ConfigureAwait(false) is { } grant)
                return grant;
            await pause.ConfigureAwait(false);
        }
    }

    /// <summary>Asks the pool once.</summary>
    /// <returns>Its answer; null where it has none: it cannot be reached, or nobody holds its lease.</returns>
    private async Task<GateAnswer?> AskOnceAsync(GrantRequest request)
    {
        var now = _clock.GetUtcNow();
        var askedAt = Now;
        try
        {
            var told = (await Grain(request.Pool).AcquireAsync(_server, Wire.Of(request), now - request.ArrivedAt, request.Deadline - now).ConfigureAwait(false)).Value;
            if (told.Credit is { } credit)
            {
                if (_credits.Keep(askedAt, request with { InputTokens = credit.InputTokens }, credit.Grants))
                    _creditsEnd.Change(CreditPurse.Life, Timeout.InfiniteTimeSpan);
            }

            return told.Refusal?.Reason == "no-lease" ? null : Answer(told);
        }
        catch (Exception exception)
        {
            LogAskFailed(exception, request.Pool);   // The pool's signs of life warn for all of these together.
            return null;
        }
    }

    private Task<Grant?> SendAloneAsync(GrantRequest request, Task until, CancellationToken cancellationToken)
        => Reports(request.Pool).Line?.WaitAsync(request, until, cancellationToken) ?? Task.FromResult<Grant?>(null);

    /// <summary>Gives back what the pool may still answer to a request that was served without it.</summary>
    private async Task ForgetAsync(GrantRequest request, Task<GateAnswer?> asking)
    {
        if (await asking.ConfigureAwait(false) is not (null or Refusal))
            await Report(request.Pool, new(QuotaReportKind.Cancelled, request.Reservation, 0)).ConfigureAwait(false);
    }

    private void GiveCreditsBack()
    {
        foreach (var grant in _credits.TakeExpired(Now))
            Reports(grant.Pool).Add(new(QuotaReportKind.Cancelled, grant.Reservation, 0));
        if (_credits.Any)
            _creditsEnd.Change(CreditPurse.Life, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(EventId = 1804, Level = LogLevel.Warning, Message = "Pool {Pool}: its ledger could not be reached; nothing is granted until it can.")]
    private partial void LogPoolAway(Exception exception, string pool);

    [LoggerMessage(EventId = 1807, Level = LogLevel.Debug, Message = "Pool {Pool}: a request found no ledger; it asks again.")]
    private partial void LogAskFailed(Exception exception, string pool);

    [LoggerMessage(EventId = 1806, Level = LogLevel.Warning, Message = "Pool {Pool}: not heard of for three seconds; this server sends by the share it was told.")]
    private partial void LogAlone(string pool);
}
