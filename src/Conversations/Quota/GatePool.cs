using Microsoft.Extensions.Logging;

namespace GovStack.Conversations.Quota;

/// <summary>One pool in one process: its rules behind a lock, a timer at exactly the next feasible time, and a signal for each caller that waits.</summary>
internal sealed class GatePool : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ProviderPool _pool;
    private readonly PoolSettings _settings;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly ITimer _timer;
    private TimeSpan _timerAt = TimeSpan.MaxValue;

    /// <summary>Opens a pool.</summary>
    /// <param name="settings">The pool.</param>
    /// <param name="options">The queue's settings.</param>
    /// <param name="prompts">What learns tokens per byte.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="start">The clock's timestamp when this process began: nobody has spent anything here since.</param>
    /// <param name="logger">The pool's logger.</param>
    public GatePool(PoolSettings settings, QuotaOptions options, PromptTokens prompts, TimeProvider clock, long start, ILogger logger)
    {
        _settings = settings;
        _clock = clock;
        _start = start;
        _pool = new ProviderPool(settings, options, epoch: 1, logger) { PromptTokens = prompts };
        _timer = clock.CreateTimer(static state => ((GatePool)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pool.StartInDebt(Now, TimeSpan.Zero);
    }

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    public GateAnswer Acquire(GrantRequest request)
    {
        var utcNow = _clock.GetUtcNow();
        lock (_gate)
        {
            var now = Now;
            var ticket = _pool.Acquire(now, request, caller: "", utcNow - request.ArrivedAt, request.Deadline - utcNow);
            AfterChange(now);
            return _pool.Answer(now, ticket);
        }
    }

    public async Task<GateAnswer> WaitAsync(string reservation, TimeSpan patience, CancellationToken cancellationToken)
    {
        Task news;
        lock (_gate)
        {
            if (_pool.Find(reservation) is not { } ticket)
                return new Refusal(_pool.Name, reservation, "cancelled", RetryAfter: null);
            if (ticket.State != TicketState.Waiting || patience <= TimeSpan.Zero)
                return _pool.Answer(Now, ticket);
            if (ticket.Waiter is not TaskCompletionSource waiter)
                ticket.Waiter = waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            news = waiter.Task;
        }

        // Most waits end without news, a thousand of them at once in a rush: too many for exceptions to be thrown.
        await news.WaitAsync(patience < Longest ? patience : Longest, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return _pool.Find(reservation) is { } ticket
                ? _pool.Answer(Now, ticket)
                : new Refusal(_pool.Name, reservation, "cancelled", RetryAfter: null);
        }
    }

    public void Sent(Grant grant)
    {
        lock (_gate)
        {
            var now = Now;
            _pool.Sent(now, grant.Reservation, grant.Epoch);
            AfterChange(now);
        }
    }

    public void Report(Grant grant, IReadOnlyDictionary<string, string> headers)
    {
        var reading = HeaderParser.Read(_settings.Profile.Dialect, headers, _clock.GetUtcNow());
        lock (_gate)
        {
            var now = Now;
            _pool.Report(now, grant.Reservation, grant.Epoch, reading);
            AfterChange(now);
        }
    }

    public void Settle(Grant grant, Settlement settlement)
    {
        var reading = HeaderParser.Read(_settings.Profile.Dialect, settlement.Headers, _clock.GetUtcNow());
        lock (_gate)
        {
            var now = Now;
            _pool.Settle(now, grant.Reservation, grant.Epoch, settlement, reading);
            AfterChange(now);
        }
    }

    public void Cancel(string reservation)
    {
        lock (_gate)
        {
            var now = Now;
            _pool.Cancel(now, reservation);
            AfterChange(now);
        }
    }

    public PoolStatus Status()
    {
        lock (_gate)
            return _pool.Status(Now, _clock.GetUtcNow());
    }

    public void Dispose() => _timer.Dispose();

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private void OnTimer()
    {
        lock (_gate)
        {
            _timerAt = TimeSpan.MaxValue;
            var now = Now;
            _pool.Tick(now);
            AfterChange(now);
        }
    }

    /// <summary>Wakes whoever has news and sets the timer to the next feasible time.</summary>
    private void AfterChange(TimeSpan now)
    {
        while (_pool.TryTakeNews(out var ticket))
        {
            var waiter = ticket.Waiter as TaskCompletionSource;
            ticket.Waiter = null;
            waiter?.TrySetResult();
        }

        if (_pool.Wake == _timerAt)
            return;
        _timerAt = _pool.Wake;
        if (_timerAt == TimeSpan.MaxValue)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Timers count whole milliseconds: rounded up, so that they do not wake in vain.
        var due = _timerAt - now;
        var wait = due <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
