using Microsoft.Extensions.Logging;

namespace GovStack.Conversations.Quota;

/// <summary>
/// One pool: ledger, queue and waits behind one single-threaded door. The shell around it (a lock in one process, a grain in the cluster) brings the
/// time and carries answers; every rule is here. Times are the pool's own clock and never cross to anybody: durations do.
/// </summary>
internal sealed partial class ProviderPool
{
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RememberClosed = TimeSpan.FromMinutes(2);
    private readonly PoolSettings _settings;
    private readonly QuotaOptions _options;
    private readonly ILogger _logger;
    private readonly QuotaLedger _ledger;
    private readonly TurnQueue _queue;
    private readonly WaitEstimate _waits;
    private readonly EmergencyAllowance _emergencies;
    private readonly RetryBudget _retries;
    private readonly CloseCalls _closeCalls = new();
    private readonly OutputSizes _sizes = new();
    private readonly Dictionary<string, Ticket> _tickets = new(StringComparer.Ordinal);
    private readonly Queue<(TimeSpan At, string Reservation)> _closed = new();
    private readonly Queue<Ticket> _news = new();
    private TimeSpan _now;
    private TimeSpan _refreshed;
    private TimeSpan _wake = TimeSpan.MaxValue;

    public ProviderPool(PoolSettings settings, QuotaOptions options, long epoch, ILogger logger)
    {
        _settings = settings;
        _options = options;
        _logger = logger;
        _ledger = new QuotaLedger(settings, epoch, logger);
        _emergencies = new EmergencyAllowance(options.EmergencyShare, options.EmergencyGrantsPerPerson, options.EmergencyPeriod);
        _queue = new TurnQueue(_emergencies);
        _waits = new WaitEstimate(_ledger, _queue, options.EmergencyShare);
        _retries = new RetryBudget(options.RetryShare);
    }

    public string Name => _settings.Name;

    public QuotaLedger Ledger => _ledger;

    /// <summary>Gets or sets the lease in a cluster; null where one process is all there is.</summary>
    public PoolLease? Lease { get; init; }

    /// <summary>Gets what learns how many tokens a byte is; null where nothing should.</summary>
    public PromptTokens? PromptTokens { get; init; }

    /// <summary>Gets when <see cref="Tick"/> must be called next, at the latest; <see cref="TimeSpan.MaxValue"/> for not at all.</summary>
    public TimeSpan Wake => _wake;

    public int Waiting => _queue.Count;

    /// <summary>Asks for a grant. A repeat answers what the first one did and changes nothing.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="request">The request.</param>
    /// <param name="caller">The server that asks; empty in one process.</param>
    /// <param name="askedAgo">How long ago the person asked.</param>
    /// <param name="deadlineIn">How long the answer is still worth giving.</param>
    /// <returns>The ticket; read its answer with <see cref="Answer"/>.</returns>
    public Ticket Acquire(TimeSpan now, GrantRequest request, string caller, TimeSpan askedAgo, TimeSpan deadlineIn)
    {
        now = Forward(now);
        if (_tickets.TryGetValue(request.Reservation, out var known))
            return known;

        var ticket = new Ticket(request, caller)
        {
            Arrived = askedAgo > TimeSpan.Zero ? now - askedAgo : now,
            Entered = now,
            Deadline = deadlineIn > TimeSpan.FromDays(365) ? TimeSpan.MaxValue : now + deadlineIn,
            MaxOutputTokens = RightSized(request),
            SetbackSeen = _ledger.Setback.Number,
        };
        Callers.Withhold(now, _ledger);   // Before anything is granted, however late the alarm that should have done it.
        var likely = _sizes.Likely(request.Purpose, ticket.MaxOutputTokens);
        ticket.Amounts = _ledger.Price(request.InputTokens, request.CachedInputTokens, ticket.MaxOutputTokens, likely);
        ticket.Seconds = Math.Max(_ledger.Seconds(ticket.Amounts), 1e-9);
        Admit(now, ticket);
        return ticket;
    }

    /// <summary>The ticket of a reservation, or null where there is none (any more).</summary>
    public Ticket? Find(string reservation) => _tickets.GetValueOrDefault(reservation);

    /// <summary>Gets every ticket that is remembered, for a shell that ends.</summary>
    public IEnumerable<Ticket> Tickets => _tickets.Values;

    /// <summary>What a ticket's caller is told now.</summary>
    public GateAnswer Answer(TimeSpan now, Ticket ticket)
    {
        if (ticket.Refusal is { } refusal)
            return refusal;
        if (ticket.Grant is { } grant)
        {
            var left = ticket.Reservation.GrantedAt + _settings.SpendWithin - now;
            var usable = ticket.State == TicketState.Granted && left > TimeSpan.Zero ? left : TimeSpan.Zero;
            return usable == grant.SpendWithin ? grant : grant with { SpendWithin = usable };
        }

        if (ticket.State != TicketState.Waiting)
            return new Refusal(Name, ticket.Request.Reservation, "cancelled", RetryAfter: null);
        return new Wait(Name, ticket.Request.Reservation, ticket.Place, Left(ticket.ExpectedAt, now), Left(ticket.PromisedAt, now), ticket.Cause);
    }

    /// <summary>The request has gone out.</summary>
    public void Sent(TimeSpan now, string reservation, long epoch)
    {
        now = Forward(now);
        if (epoch != _ledger.Epoch || !_tickets.TryGetValue(reservation, out var ticket))
            return;
        if (ticket.Reservation.State == ReservationState.Granted)
            _waits.Sent(now - ticket.Reservation.GrantedAt);
        _ledger.Sent(now, ticket.Reservation);
        if (_queue.Count > 0)
            Pump(now);   // What is on its way may make room for the next: see CountedWindow.SumWith.
    }

    /// <summary>An answer has begun, and what its headers said.</summary>
    public void Report(TimeSpan now, string reservation, long epoch, in HeaderReading reading)
    {
        now = Forward(now);
        if (epoch != _ledger.Epoch || !_tickets.TryGetValue(reservation, out var ticket) || ticket.State != TicketState.Granted)
            return;
        _ledger.Sent(now, ticket.Reservation);
        _ledger.Learn(now, ticket.Reservation, reading);
        _ledger.Accepted();
        _waits.Began(now - ticket.Reservation.SentAt);
        Pump(now);
    }

    /// <summary>The call has ended. A second time, or from an old epoch, changes nothing.</summary>
    public void Settle(TimeSpan now, string reservation, long epoch, Settlement settlement, in HeaderReading reading)
    {
        now = Forward(now);
        if (epoch != _ledger.Epoch || !_tickets.TryGetValue(reservation, out var ticket) || ticket.State != TicketState.Granted)
            return;
        if (settlement.Outcome != CallOutcome.NotSent)
            _ledger.Sent(now, ticket.Reservation);
        LearnFrom(now, ticket, settlement, reading);
        var used = Used(ticket, settlement);
        Close(now, ticket, used);
        QuotaMetrics.Settled(Name, _ledger, used, settlement);
        Pump(now);
    }

    /// <summary>Gives up a ticket or a grant that was not sent.</summary>
    public void Cancel(TimeSpan now, string reservation)
    {
        now = Forward(now);
        if (!_tickets.TryGetValue(reservation, out var ticket))
            return;
        if (ticket.State == TicketState.Waiting)
        {
            _queue.Leave(ticket);
            Retire(now, ticket, TicketState.Closed);
            Tell(ticket);
        }
        else if (ticket.State == TicketState.Granted)
        {
            // What was sent may have been counted: only a grant that never left comes back.
            var used = ticket.Reservation.State == ReservationState.Sent ? ticket.Reservation.Charged : default;
            Close(now, ticket, used);
        }

        Pump(now);
    }

    /// <summary>Does what time alone makes due: grants, refreshed waits, lost callers. Safe to call at any time.</summary>
    public void Tick(TimeSpan now)
    {
        now = Forward(now);
        Pump(now);
    }

    /// <summary>Takes the next ticket that was granted, refused or has a new wait to show, for the shell to pass on.</summary>
    public bool TryTakeNews(out Ticket ticket)
    {
        if (!_news.TryDequeue(out ticket!))
            return false;
        ticket.IsNews = false;
        return true;
    }

    /// <summary>Starts without knowing what was spent before.</summary>
    public void StartInDebt(TimeSpan now, TimeSpan startedAt) => _ledger.StartInDebt(Forward(now), startedAt);

    private static TimeSpan Left(TimeSpan at, TimeSpan now) => at > now ? at - now : TimeSpan.Zero;

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>A clock that steps back is a clock that stands still: nothing may be forgotten twice.</summary>
    private TimeSpan Forward(TimeSpan now) => _now = now > _now ? now : _now;

    private int RightSized(GrantRequest request)
        => _options.RightSizeOutput && _ledger.Rule.MaximumIsSpent 
            ? _sizes.RightSized(request.Purpose, _ledger.Rule, request.InputTokens, request.MaxOutputTokens)
            : request.MaxOutputTokens;

    private void Admit(TimeSpan now, Ticket ticket)
    {
        if (!_ledger.CanEverFit(ticket.Amounts))
        {
            Refuse(ticket, "too-large", retryAfter: null);
            return;
        }

        if (Lease is { } lease && !lease.MayGrant(now))
        {
            Refuse(ticket, "no-lease", PoolCallers.Beat * 5);
            return;
        }

        if (ticket.Request.IsRetry && _retries.TryTake(now, ticket.Seconds) is { Allowed: false } retry)
        {
            Refuse(ticket, "retry-budget", retry.RetryAfter);
            return;
        }

        if (ticket.Class == QuotaClass.Emergency && !_emergencies.TryClaim(now, ticket.Request.Person))
            ticket.Class = QuotaClass.Interactive;
        if (ticket.Request.IsPromised)
            ticket.NotBefore = _queue.EarliestFor(ticket);
        _tickets.Add(ticket.Request.Reservation, ticket);
        if (_queue.Count == 0)
        {
            _queue.Enter(ticket);
            if (TryGrant(now, ticket, leads: ticket.Class == QuotaClass.Emergency && _emergencies.MayLead(now, ticket.Seconds)))
            {
                _waits.Arrived(now, ticket);
                _closeCalls.LetIn();
                return;
            }

            _queue.Leave(ticket);
        }

        Enqueue(now, ticket);
    }

    private void Enqueue(TimeSpan now, Ticket ticket)
    {
        var wait = _waits.ForNewcomer(now, ticket);
        if (RefusedEarly(now, ticket, wait))
        {
            _tickets.Remove(ticket.Request.Reservation);
            return;
        }

        _waits.Arrived(now, ticket);
        ticket.FirstExpected = wait.Plain;
        ticket.FirstPromised = wait.Promised;
        ticket.ExpectedAt = now + wait.Expected;
        ticket.PromisedAt = now + wait.Promised;
        ticket.Place = wait.Place;
        ticket.Cause = wait.IsInTrouble ? "provider-down" : null;
        _queue.Enter(ticket);
        Pump(now);
    }

    private bool RefusedEarly(TimeSpan now, Ticket ticket, WaitEstimate.Prediction wait)
    {
        // Who may well be answered in time is not sent away because emergencies could come that have not.
        var promised = wait.Promised;
        if (_ledger.IsOff(now) && ticket.Deadline < _ledger.OffUntil + ticket.Request.ServiceTime)
            Refuse(ticket, "pool-off", _ledger.OffUntil - now);
        else if (ticket.Deadline < TimeSpan.MaxValue && !MayBeInTime(now, ticket, wait))
            Refuse(ticket, "deadline", promised);
        else if (ticket.Class != QuotaClass.Emergency && !ticket.Request.IsPromised && wait.AtPresent > _settings.QueueCap)
            Refuse(ticket, "queue-full", promised - _settings.QueueCap);
        else
            return false;
        return true;
    }

    private bool MayBeInTime(TimeSpan now, Ticket ticket, WaitEstimate.Prediction wait)
    {
        var request = ticket.Request;
        if (request.IsPromised)
            return now + wait.Promised + request.ServiceTime <= ticket.Deadline;   // A time that is given is kept, or it is not given.
        if (now + wait.AtPresent + request.ServiceTime > ticket.Deadline)
            return now + wait.Expected + (request.UsualServiceTime ?? request.ServiceTime) <= ticket.Deadline && _closeCalls.TryTake();
        _closeCalls.LetIn();
        return true;
    }

    private void Refuse(Ticket ticket, string reason, TimeSpan? retryAfter)
    {
        ticket.State = TicketState.Refused;
        ticket.Refusal = new Refusal(Name, ticket.Request.Reservation, reason, retryAfter);
        QuotaMetrics.Refused(Name, ticket, reason);
    }

    private void Tell(Ticket ticket)
    {
        if (ticket.IsNews)
            return;
        ticket.IsNews = true;
        _news.Enqueue(ticket);
    }
}
