namespace GovStack.Conversations.Quota;

/// <summary>One pool behind a lock: pacing of requests and tokens, first come first served inside a class.</summary>
internal sealed class GatePool(PoolSettings settings, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Ticket> _tickets = new(StringComparer.Ordinal);
    private readonly List<Ticket>[] _lines = [[], [], []];
    private readonly Dictionary<QuotaAxis, (double Level, long At)> _levels = [];
    private ITimer? _timer;
    private int _inFlight;

    public GateAnswer Acquire(GrantRequest request)
    {
        lock (_gate)
        {
            if (_tickets.TryGetValue(request.Reservation, out var known))
                return known.Answer(this);
            if (Costs(request).Any(cost => cost.Amount > cost.Limit))
                return new Refusal(settings.Name, request.Reservation, "too-large", RetryAfter: null);

            var ticket = new Ticket(request, clock.GetTimestamp());
            var promised = Estimate(ticket.Request, _lines.Take((int)request.Class + 1).SelectMany(line => line));
            var remaining = request.Deadline - clock.GetUtcNow();
            if (promised > TimeSpan.Zero && promised + request.ServiceTime > remaining)
                return new Refusal(settings.Name, request.Reservation, "deadline", promised);
            if (promised > settings.QueueCap)
                return new Refusal(settings.Name, request.Reservation, "queue-full", promised - settings.QueueCap);

            ticket.FirstPromise = promised;
            _tickets.Add(request.Reservation, ticket);
            _lines[(int)request.Class].Add(ticket);
            Pump();
            return ticket.Answer(this);
        }
    }

    public async Task<GateAnswer> WaitAsync(string reservation, TimeSpan patience, CancellationToken cancellationToken)
    {
        Task news;
        lock (_gate)
        {
            if (!_tickets.TryGetValue(reservation, out var ticket))
                return new Refusal(settings.Name, reservation, "cancelled", RetryAfter: null);
            if (ticket.Grant is not null)
                return ticket.Grant;
            news = ticket.News.Task;
        }

        try
        {
            await news.WaitAsync(patience, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Patience ended without news; the answer below is the wait that is left.
        }

        lock (_gate)
            return _tickets.TryGetValue(reservation, out var ticket) ? ticket.Answer(this) : new Refusal(settings.Name, reservation, "cancelled", RetryAfter: null);
    }

    public void Settle(Grant grant, Settlement settlement)
    {
        lock (_gate)
        {
            if (!_tickets.Remove(grant.Reservation, out var ticket))
                return;
            _inFlight--;
            if (settlement.Outcome == CallOutcome.NotSent)
                Charge(ticket.Request, -1);
            Pump();
        }
    }

    public void Cancel(string reservation)
    {
        lock (_gate)
        {
            if (!_tickets.Remove(reservation, out var ticket))
                return;
            if (ticket.Grant is null)
            {
                _lines[(int)ticket.Request.Class].Remove(ticket);
            }
            else
            {
                _inFlight--;
                Charge(ticket.Request, -1);
            }

            ticket.News.TrySetResult();
            Pump();
        }
    }

    public PoolStatus Status()
    {
        lock (_gate)
        {
            var axes = settings.Limits.Where(limit => limit.Window == TimeSpan.FromMinutes(1))
                .Select(limit => new AxisStatus(limit.Axis.ToString(), limit.Amount, limit.Window, Level(limit), limit.Amount - Level(limit)));
            var queues = Enum.GetValues<QuotaClass>().Select(kind => new QueueStatus(
                kind,
                _lines[(int)kind].Count,
                _lines[(int)kind].Sum(ticket => (long)ticket.Request.InputTokens + ticket.Request.MaxOutputTokens),
                TimeSpan.Zero,
                TimeSpan.Zero));
            return new PoolStatus(settings.Name, 1, [.. axes], [.. queues], settings.Safety, _inFlight, IsOff: false, OffUntil: null);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Pump()
    {
        while (_lines.FirstOrDefault(line => line.Count > 0) is { } line)
        {
            var head = line[0];
            var wait = Estimate(head.Request, []);
            if (_inFlight >= settings.MaxInFlight)
                return;   // A settlement wakes the queue.
            if (wait > TimeSpan.Zero)
            {
                _timer ??= clock.CreateTimer(_ => { lock (_gate) Pump(); }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(wait + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }

            line.RemoveAt(0);
            Charge(head.Request, 1);
            _inFlight++;
            head.Grant = new Grant(settings.Name, head.Request.Reservation, 1, head.Request.MaxOutputTokens, settings.SpendWithin, clock.GetElapsedTime(head.Since), head.FirstPromise);
            head.News.TrySetResult();
        }
    }

    private TimeSpan Estimate(GrantRequest request, IEnumerable<Ticket> ahead)
    {
        var longest = 0.0;
        var before = ahead.SelectMany(ticket => Costs(ticket.Request)).GroupBy(cost => cost.Axis).ToDictionary(group => group.Key, group => group.Sum(cost => cost.Amount));
        foreach (var limit in settings.Limits.Where(limit => limit.Window == TimeSpan.FromMinutes(1)))
        {
            var needed = Level(limit) + before.GetValueOrDefault(limit.Axis) + Cost(request, limit.Axis) - Math.Max(Cost(request, limit.Axis), Capacity(limit));
            longest = Math.Max(longest, needed / (settings.Safety * limit.Amount / 60.0));
        }

        return TimeSpan.FromSeconds(longest);
    }

    private double Level(AxisLimit limit)
    {
        var (level, at) = _levels.GetValueOrDefault(limit.Axis);
        return Math.Max(0, level - (clock.GetElapsedTime(at).TotalSeconds * settings.Safety * limit.Amount / 60.0));
    }

    private double Capacity(AxisLimit limit) => settings.Profile.Evaluator == ProviderEvaluator.Bucket ? limit.Amount * 0.99 : Math.Max(1, limit.Amount * 0.02);

    private void Charge(GrantRequest request, int sign)
    {
        foreach (var limit in settings.Limits.Where(limit => limit.Window == TimeSpan.FromMinutes(1)))
            _levels[limit.Axis] = (Math.Max(0, Level(limit) + (sign * Cost(request, limit.Axis))), clock.GetTimestamp());
    }

    private IEnumerable<(QuotaAxis Axis, double Amount, long Limit)> Costs(GrantRequest request)
        => settings.Limits.Where(limit => limit.Window == TimeSpan.FromMinutes(1)).Select(limit => (limit.Axis, Cost(request, limit.Axis), limit.Amount));

    private double Cost(GrantRequest request, QuotaAxis axis) => axis switch
    {
        QuotaAxis.Requests => 1,
        QuotaAxis.InputTokens => request.InputTokens,
        QuotaAxis.OutputTokens => request.MaxOutputTokens,
        _ when settings.Profile.StartCharge == StartCharge.LargerOfInputAndMaximum => Math.Max(request.InputTokens, request.MaxOutputTokens),
        _ => request.InputTokens + request.MaxOutputTokens,
    };

    private int Place(Ticket ticket)
        => _lines.Take((int)ticket.Request.Class).Sum(line => line.Count) + _lines[(int)ticket.Request.Class].IndexOf(ticket) + 1;

    private TimeSpan Left(Ticket ticket)
        => Estimate(ticket.Request, _lines.Take((int)ticket.Request.Class).SelectMany(line => line).Concat(_lines[(int)ticket.Request.Class].TakeWhile(other => other != ticket)));

    private sealed class Ticket(GrantRequest request, long since)
    {
        public GrantRequest Request => request;

        public long Since => since;

        public TimeSpan FirstPromise { get; set; }

        public Grant? Grant { get; set; }

        public TaskCompletionSource News { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public GateAnswer Answer(GatePool pool)
        {
            if (Grant is not null)
                return Grant;
            var left = pool.Left(this);
            return new Wait(pool.Name, request.Reservation, pool.Place(this), left, left);
        }
    }

    private string Name => settings.Name;
}
