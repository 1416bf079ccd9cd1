namespace GovStack.Conversations.Quota;

/// <summary>
/// The requests of this server that wait for a pool it cannot reach, and what it may send of them on its own: emergencies first, then by arrival. Safe for many
/// callers at once.
/// </summary>
internal sealed class FallbackLine : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly FallbackPace _pace = new();
    private readonly PriorityQueue<Seat, (bool IsNoEmergency, DateTimeOffset ArrivedAt)> _seats = new();
    private readonly PoolSettings _settings;
    private readonly ChargeRule _rule;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly ITimer _timer;
    private TaskCompletionSource _alone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FallbackLine(PoolSettings settings, TimeProvider clock)
    {
        (_settings, _rule, _clock, _start) = (settings, new ChargeRule(settings.Profile), clock, clock.GetTimestamp());
        _timer = clock.CreateTimer(static line => ((FallbackLine)line!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets a task that ends when the server comes to be on its own; a new one once the pool is heard again.</summary>
    public Task Alone
    {
        get
        {
            lock (_gate)
                return _alone.Task;
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    /// <summary>A sign of life goes out, or would if the one before had been answered.</summary>
    public (ServerBeat Beat, TimeSpan SentAt) Sending()
    {
        lock (_gate)
        {
            var now = Now;
            return (_pace.Sending(now), now);
        }
    }

    /// <summary>Looks whether the server is on its own by now.</summary>
    /// <returns>Whether it has just come to be so.</returns>
    public bool HasBegun()
    {
        lock (_gate)
        {
            if (!_pace.IsAlone(Now) || !_alone.TrySetResult())
                return false;
            _timer.Change(Step, Step);
            return true;
        }
    }

    /// <summary>The pool has answered: whoever still waits here asks it again.</summary>
    public void Heard(TimeSpan sentAt, BeatReply reply)
    {
        lock (_gate)
        {
            _pace.Heard(sentAt, reply);
            if (!_alone.Task.IsCompleted)
                return;
            _alone = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            while (_seats.TryDequeue(out var seat, out _))
                seat.Outcome.TrySetResult(null);
        }
    }

    /// <summary>The provider turned a call of this server away.</summary>
    public void LimitMet()
    {
        lock (_gate)
            _pace.LimitMet();
    }

    /// <summary>Waits for the server's own leave to send, or until something else has come of the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="until">What else may come of it.</param>
    /// <param name="cancellationToken">Gives the place up.</param>
    /// <returns>A grant of no ledger's epoch, or null where <paramref name="until"/> ended first or the pool is heard again.</returns>
    public async Task<Grant?> WaitAsync(GrantRequest request, Task until, CancellationToken cancellationToken)
    {
        var seat = new Seat(request);
        lock (_gate)
        {
            if (!_alone.Task.IsCompleted)
                return null;
            _seats.Enqueue(seat, (request.Class != QuotaClass.Emergency, request.ArrivedAt));
        }

        try
        {
            await Task.WhenAny(seat.Outcome.Task, until).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            seat.Outcome.TrySetResult(null);   // Passed over from now on, unless it has been granted.
        }

        return await seat.Outcome.Task.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Pump()
    {
        lock (_gate)
        {
            while (_seats.TryPeek(out var seat, out _))
            {
                if (!seat.Outcome.Task.IsCompleted)
                {
                    if (!_pace.TrySend(Now, _pace.Seconds(_rule, seat.Request)))
                        return;
                    seat.Outcome.TrySetResult(new Grant(
                        seat.Request.Pool, seat.Request.Reservation, Epoch: 0, seat.Request.MaxOutputTokens, _settings.SpendWithin,
                        _clock.GetUtcNow() - seat.Request.ArrivedAt, Promised: TimeSpan.Zero));
                }

                _seats.Dequeue();
            }
        }
    }

    private sealed record Seat(GrantRequest Request)
    {
        public TaskCompletionSource<Grant?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
