using System.Text.Json;
using GovStack.Conversations.Quota;
using GovStack.Grains.Interfaces;
using GovStack.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace GovStack.Grains.Quota;

/// <summary>Hosts one <see cref="ProviderPool"/>: brings it time and calls, and holds its lease. Every rule of the quota lives in the pool.</summary>
[Reentrant, KeepAlive]   // Calls only ever wait for news; between awaits the pool has them to itself.
internal sealed partial class ProviderQuotaGrain : Grain, IProviderQuotaGrain, IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private readonly QuotaOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<QuotaLedger> _logger;
    private readonly LeaseRows _rows;
    private readonly LedgersHere _here;
    private readonly long _start;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _ended;   // Taken once: the source is gone before the last call may be.
    private PoolTenure _tenure = null!;   // These four are set in OnActivateAsync, before the first call is delivered.
    private PoolSettings? _settings;
    private GrainAlarm _tick = null!;
    private GrainAlarm _renewal = null!;
    private Task<ProviderPool?> _opening = null!;
    private ProviderPool? _pool;
    private Task _renewing = Task.CompletedTask;

    public ProviderQuotaGrain(IOptions<QuotaOptions> options, LeaseRows rows, LedgersHere here, TimeProvider clock, ILogger<QuotaLedger> logger)
    {
        (_options, _rows, _here, _clock, _logger) = (options.Value, rows, here, clock, logger);
        _start = clock.GetTimestamp();
        _ended = _end.Token;
    }

    private string Pool => this.GetPrimaryKeyString();

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _settings = PoolSettings.Find(Pool, _options);
        _tenure = new(Pool, _rows, _clock, _logger);
        _tick = new(_clock, Tick);
        _renewal = new(_clock, () => _ = RenewAsync());
        _opening = _settings is null ? Task.FromResult<ProviderPool?>(null) : OpenAsync(_settings);   // Calls wait for it; activation does not.
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _end.CancelAsync();
        if (_pool is { } pool)
        {
            pool.Lease!.Lost();   // Nothing is granted after the books are closed.
            _here.Forget(Pool);
            await _tenure.EndAsync(pool.Ledger.Epoch, pool.Ledger.Export(Now) with { SharesTold = pool.Callers.Outstanding }, cancellationToken);
            WakeAll(pool);
        }
    }

    /// <inheritdoc/>
    public async Task<Wire<QuotaAnswer>> AcquireAsync(string server, Wire<GrantRequest> request, TimeSpan askedAgo, TimeSpan deadlineIn)
    {
        var asked = Now;
        if (await _opening.WaitAsync(LongestWait, _clock) is not { } pool)
            return Refuse(request.Value.Reservation, "unknown-pool");
        if (!pool.Lease!.MayGrant(Now))
            await RenewAsync();
        var waited = Now - asked;
        var ticket = pool.Acquire(Now, request.Value, server, askedAgo + waited, deadlineIn - waited);
        var answer = pool.Answer(Now, ticket);
        var (sized, credit) = answer is Grant ? pool.GiveCredit(Now, server, request.Value) : (request.Value, []);
        AfterChange(pool);
        return credit.Count == 0 ? Answer(answer) : Wire.Of(new QuotaAnswer(answer as Grant, null, null) { Credit = new(sized.InputTokens, credit) });
    }

    /// <inheritdoc/>
    public async Task<Wire<QuotaAnswer>> WaitAsync(string reservation, TimeSpan patience)
    {
        if (await _opening.WaitAsync(LongestWait, _clock) is not { } pool || pool.Find(reservation) is not { } ticket)
            return Refuse(reservation, "cancelled");
        if (ticket.State == TicketState.Waiting && patience > TimeSpan.Zero && !_ended.IsCancellationRequested)
        {
            if (ticket.Waiter is not TaskCompletionSource waiter)
                ticket.Waiter = waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await waiter.Task.WaitAsync(patience < LongestWait ? patience : LongestWait, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        return pool.Find(reservation) is { } found && !_ended.IsCancellationRequested ? Answer(pool.Answer(Now, found)) : Refuse(reservation, "cancelled");
    }

    /// <inheritdoc/>
    public async Task<Wire<BeatReply?>> ReportAsync(string server, Wire<ServerReport> report)
    {
        if (await _opening.WaitAsync(LongestWait, _clock) is not { } pool)
            return Wire.Of<BeatReply?>(null);
        foreach (var told in report.Value.Reports)
            Take(pool, told);
        var reply = pool.Lease!.MayGrant(Now) ? pool.Heard(Now, server, report.Value.Beat) : null;
        AfterChange(pool);
        return Wire.Of(reply);
    }

    /// <inheritdoc/>
    public Task<Wire<PoolStatus?>> StatusAsync() => Task.FromResult(Wire.Of(_pool?.Status(Now, _clock.GetUtcNow())));

    /// <inheritdoc/>
    public void Dispose()
    {
        _tick?.Dispose();
        _renewal?.Dispose();
        _end.Dispose();
    }

    private static Wire<QuotaAnswer> Answer(GateAnswer answer) => Wire.Of(new QuotaAnswer(answer as Grant, answer as Wait, answer as Refusal));

    private Wire<QuotaAnswer> Refuse(string reservation, string reason) => Answer(new Refusal(Pool, reservation, reason, RetryAfter: null));

    private async Task<ProviderPool?> OpenAsync(PoolSettings settings)
    {
        var (epoch, sentAt, books) = await _tenure.BeginAsync(() => Now, _ended);
        var lease = new PoolLease(PoolTenure.Length, settings.SendJitter + settings.SpendWithin);
        var pool = new ProviderPool(settings, _options, epoch, _logger) { Lease = lease };
        if (books is null)
            pool.StartInDebt(Now, Now);
        else
            pool.Ledger.Import(Now, books);
        if (epoch > 1)
            pool.Callers.Expect(Now, books?.SharesTold ?? FallbackPace.Share);
        lease.Renewed(sentAt);
        _pool = pool;
        TellGauges(pool);
        _renewal.Set(PoolCallers.Beat, PoolCallers.Beat);
        return pool;
    }

    /// <summary>Renews the lease, or waits for the renewal under way.</summary>
    private Task RenewAsync()
    {
        if (_renewing.IsCompleted && _pool is { } pool && !_ended.IsCancellationRequested)
            _renewing = RenewAsync(pool);
        return _renewing;
    }

    private async Task RenewAsync(ProviderPool pool)
    {
        var sentAt = Now;
        TellGauges(pool);
        switch (await _tenure.RenewAsync(pool.Ledger.Epoch, _ended))
        {
            case true:
                pool.Lease!.Renewed(sentAt);
                Tick();
                if (_logger.IsEnabled(LogLevel.Debug))
                {
                    var books = JsonSerializer.Serialize(pool.Ledger.Export(Now));
                    LogBooks(pool.Name, pool.Waiting, pool.Ledger.InFlight, pool.Callers.Count, books);
                }

                break;
            case false:
                pool.Lease!.Lost();
                _here.Forget(Pool);
                WakeAll(pool);
                DeactivateOnIdle();   // Whoever asks next finds the one that holds it, or begins anew.
                break;
            default:
                break;   // The lease runs out by itself unless the store is back in time.
        }
    }

    private void TellGauges(ProviderPool pool) => _here.Tell(pool.Status(Now, _clock.GetUtcNow()));

    private void Tick()
    {
        if (_pool is not { } pool)
            return;
        pool.Tick(Now);
        AfterChange(pool);
    }

    private void Take(ProviderPool pool, QuotaReport report)
    {
        switch (report.Kind)
        {
            case QuotaReportKind.Sent:
                pool.Sent(Now, report.Reservation, report.Epoch);
                break;
            case QuotaReportKind.Headers:
                pool.Report(Now, report.Reservation, report.Epoch, Read(report.Headers!));
                break;
            case QuotaReportKind.Settled:
                pool.Settle(Now, report.Reservation, report.Epoch, report.Settlement!, Read(report.Settlement!.Headers));
                break;
            default:
                pool.Cancel(Now, report.Reservation);
                break;
        }
    }

    private HeaderReading Read(IReadOnlyDictionary<string, string> headers) => HeaderParser.Read(_settings!.Profile.Dialect, headers, _clock.GetUtcNow());

    /// <summary>Wakes whoever has news and sets the alarm to the next feasible time.</summary>
    private void AfterChange(ProviderPool pool)
    {
        while (pool.TryTakeNews(out var ticket))
        {
            var waiter = ticket.Waiter as TaskCompletionSource;
            ticket.Waiter = null;
            waiter?.TrySetResult();
        }

        _tick.Set(pool.Wake == TimeSpan.MaxValue ? null : pool.Wake - Now);
    }

    /// <summary>Lets everybody who waits ask again, elsewhere.</summary>
    private static void WakeAll(ProviderPool pool)
    {
        foreach (var ticket in pool.Tickets)
            (ticket.Waiter as TaskCompletionSource)?.TrySetResult();
    }

    [LoggerMessage(EventId = 1805, Level = LogLevel.Debug, Message = "Pool {Pool}: {Waiting} waiting, {InFlight} in flight, {Servers} servers; books {Books}.")]
    private partial void LogBooks(string pool, int waiting, int inFlight, int servers, string books);
}
