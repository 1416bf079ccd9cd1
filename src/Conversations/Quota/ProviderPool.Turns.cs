namespace GovStack.Conversations.Quota;

/// <summary>The pool's work: granting whoever's turn it is, refreshing what the others were told, and closing what has ended.</summary>
internal sealed partial class ProviderPool
{
    private static readonly TimeSpan UnsentAtMost = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UnsettledAtMost = TimeSpan.FromMinutes(15);
    private readonly List<Ticket> _open = [];
    private readonly List<Ticket> _overdue = [];
    private TimeSpan _lookedForLost;

    private void Pump(TimeSpan now)
    {
        _ledger.Tick(now);
        Callers.Withhold(now, _ledger);
        LookForLost(now);
        var next = GrantAllThatFit(now);
        Forget(now);
        if (_queue.Count > 0)
        {
            // Every second; of a very long line less often, since nobody at its end sees a second's difference.
            var every = RefreshEvery * Math.Max(1, _queue.Count / 500);
            if (now - _refreshed >= every)
                Refresh(now);
            next = Earlier(next, _refreshed + every);
        }

        if (_open.Count > 0 || Callers.Any)
            next = Earlier(Earlier(next, now + RefreshEvery), Callers.NextChange(now));
        _wake = next;
    }

    private TimeSpan GrantAllThatFit(TimeSpan now)
    {
        while (_queue.Next(now, out var leads) is { } ticket)
        {
            if (IsTooLate(now, ticket))
            {
                _queue.Leave(ticket);
                Refuse(ticket, "deadline", Left(ticket.PromisedAt, now));
                Retire(now, ticket, TicketState.Refused);
                Tell(ticket);
                continue;
            }

            if (Lease is { } lease && !lease.MayGrant(now))
                return now + (PoolCallers.Beat / 4);
            if (!TryGrant(now, ticket, leads))
                return WhenToTryAgain(now, ticket, leads);
            Tell(ticket);
        }

        return TimeSpan.MaxValue;
    }

    /// <summary>Exactly when the head fits. The smallest step of the clock is added where rounding would wake it in vain.</summary>
    private TimeSpan WhenToTryAgain(TimeSpan now, Ticket ticket, bool leads)
    {
        var when = _ledger.WhenFits(now, ticket.Amounts, leads);
        return when > now ? when : now + TimeSpan.FromMilliseconds(1);
    }

    private bool TryGrant(TimeSpan now, Ticket ticket, bool leads)
    {
        if (!_ledger.TryReserve(now, ticket.Amounts, leads, ticket.Reservation))
            return false;
        _queue.Serve(now, ticket);
        ticket.State = TicketState.Granted;
        ticket.OpenIndex = _open.Count;
        _open.Add(ticket);
        var waited = now - ticket.Entered;
        _waits.Granted(now, ticket, undisturbed: ticket.SetbackSeen == _ledger.Setback.Number);
        if (!ticket.Request.IsRetry)
            _retries.Granted(now, ticket.Seconds);
        ticket.Grant = new Grant(Name, ticket.Request.Reservation, _ledger.Epoch, ticket.MaxOutputTokens, _settings.SpendWithin, waited, ticket.FirstPromised);
        QuotaMetrics.Granted(Name, ticket, waited);
        return true;
    }

    /// <summary>An answer that cannot even half be given in time is not worth its quota.</summary>
    private static bool IsTooLate(TimeSpan now, Ticket ticket)
        => ticket.Deadline < TimeSpan.MaxValue && now + (ticket.Request.ServiceTime / 2) > ticket.Deadline;

    private void Refresh(TimeSpan now)
    {
        _refreshed = now;
        for (var kind = QuotaClass.Emergency; kind <= QuotaClass.Background; kind++)
        {
            foreach (var line in _queue[kind].Busy)
                Refresh(now, line);
        }

        foreach (var ticket in _overdue)
        {
            _queue.Leave(ticket);
            Refuse(ticket, "deadline", Left(ticket.PromisedAt, now));
            Retire(now, ticket, TicketState.Refused);
            Tell(ticket);
        }

        _overdue.Clear();
    }

    private void Refresh(TimeSpan now, TenantLine line)
    {
        var ahead = default(Amounts);
        var seconds = 0.0;
        var count = 0;
        foreach (var ticket in line.InOrder)
        {
            if (ticket is null)
                continue;
            if (IsTooLate(now, ticket))
            {
                _overdue.Add(ticket);
                continue;
            }

            Show(now, ticket, _waits.For(now, ticket, line, line.Served, ahead, seconds, count));
            ahead.Add(ticket.Amounts, 1);
            seconds += ticket.Seconds;
            count++;
        }
    }

    /// <summary>Shows a new wait: falling, or risen with a reason.</summary>
    private void Show(TimeSpan now, Ticket ticket, WaitEstimate.Prediction wait)
    {
        var promisedAt = now + wait.Promised;
        var setback = _ledger.Setback;
        var rises = promisedAt > ticket.PromisedAt;
        var hasCause = setback.Number > ticket.SetbackSeen || wait.IsInTrouble;
        var isBroken = now >= ticket.PromisedAt;
        if (rises && (hasCause || isBroken))
        {
            ticket.Cause = wait.IsInTrouble ? "provider-down" : hasCause ? setback.Cause : "overtaken";
            ticket.PromisedAt = promisedAt;
            ticket.ExpectedAt = now + wait.Expected;
            Tell(ticket);
        }
        else
        {
            if (ticket.Cause == "provider-down" && !wait.IsInTrouble)
            {
                ticket.Cause = null;   // It answers again: what is told from here on is a promise like any other.
                Tell(ticket);
            }

            ticket.PromisedAt = Earlier(ticket.PromisedAt, promisedAt);
            ticket.ExpectedAt = Earlier(Earlier(ticket.ExpectedAt, now + wait.Expected), ticket.PromisedAt);
        }

        if (ticket.Place != wait.Place)
        {
            ticket.Place = wait.Place;
            Tell(ticket);
        }
    }

    private void Close(TimeSpan now, Ticket ticket, in Amounts used)
    {
        if (!_ledger.Settle(now, ticket.Reservation, used))
            return;
        _waits.Settled(ticket.Reservation.Charged, used);
        _queue.TrueUp(ticket, _ledger.Seconds(used) - ticket.Seconds);
        var last = _open[^1];
        _open[ticket.OpenIndex] = last;
        last.OpenIndex = ticket.OpenIndex;
        _open.RemoveAt(_open.Count - 1);
        ticket.OpenIndex = -1;
        Retire(now, ticket, TicketState.Closed);
    }

    /// <summary>Remembers a closed ticket for a while, so that repeats find it.</summary>
    private void Retire(TimeSpan now, Ticket ticket, TicketState state)
    {
        ticket.State = state;
        _closed.Enqueue((now, ticket.Request.Reservation));
    }

    private void Forget(TimeSpan now)
    {
        while (_closed.TryPeek(out var oldest) && now - oldest.At >= RememberClosed)
        {
            _closed.Dequeue();
            _tickets.Remove(oldest.Reservation);
        }
    }

    /// <summary>Frees the slots of calls whose callers are gone. What they were charged stays until it ages out: it may have been sent.</summary>
    private void LookForLost(TimeSpan now)
    {
        if (now - _lookedForLost < RefreshEvery)
            return;
        _lookedForLost = now;
        var lost = Callers.Lost(now).ToHashSet();
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var ticket = _open[i];
            var isUnsent = ticket.Reservation.State == ReservationState.Granted;
            if (lost.Contains(ticket.Caller) || now - ticket.Reservation.ChargedAt >= (isUnsent ? UnsentAtMost : UnsettledAtMost))
            {
                Close(now, ticket, ticket.Reservation.Charged);
                i = Math.Min(i, _open.Count);
            }
        }

        if (lost.Count == 0)
            return;
        foreach (var ticket in _tickets.Values.Where(ticket => ticket.State == TicketState.Waiting && lost.Contains(ticket.Caller)).ToList())
        {
            _queue.Leave(ticket);
            Retire(now, ticket, TicketState.Closed);
            _tickets.Remove(ticket.Request.Reservation);   // The conversation asks again, with its first arrival and perhaps the same name.
            Tell(ticket);
        }
    }

    private void LearnFrom(TimeSpan now, Ticket ticket, Settlement settlement, in HeaderReading reading)
    {
        _ledger.Learn(now, ticket.Reservation, reading);
        var request = ticket.Request;
        switch (settlement.Outcome)
        {
            case CallOutcome.Answered:
                _ledger.Answered();
                _waits.Answered(now - ticket.Reservation.GrantedAt);   // Not what failed: how fast a provider fails says nothing of how long its answers hold a place.
                if (settlement.OutputTokens is > 0 and { } output)
                    _sizes.Learn(request.Purpose, output, ticket.MaxOutputTokens, request.MaxOutputTokens);
                if (settlement.InputTokens is { } input && settlement.PromptBytes > 0)
                    PromptTokens?.Learn(request.Tenant, request.Script, settlement.PromptBytes, input);
                break;
            case CallOutcome.RateLimited:
                _ledger.LimitMet(now, ticket.Reservation, reading);
                break;
            case CallOutcome.Overloaded:
                _ledger.Overloaded(now, ticket.Reservation, reading.RetryAfter);
                break;
            case CallOutcome.Failed:
                _ledger.Failed(now);
                break;
            default:
                break;
        }
    }

    private Amounts Used(Ticket ticket, Settlement settlement)
    {
        var used = ticket.Reservation.Charged;
        if (settlement.Outcome == CallOutcome.NotSent)
            return default;
        if (settlement.InputTokens is null && settlement.OutputTokens is null)
            return used;
        var meters = _ledger.Meters;
        var input = settlement.InputTokens ?? ticket.Request.InputTokens;
        var output = settlement.OutputTokens ?? ticket.MaxOutputTokens;
        var cached = settlement.CachedInputTokens ?? (settlement.InputTokens is null ? ticket.Request.CachedInputTokens : 0);
        for (var i = 0; i < meters.Length; i++)
            used[i] = _ledger.Rule.AtEnd(meters[i].Axis, Math.Max(0, input), cached, ticket.MaxOutputTokens, Math.Max(0, output));
        return used;
    }
}
