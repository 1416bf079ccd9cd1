using Microsoft.Extensions.Logging;

namespace GovStack.Conversations.Quota;

/// <summary>
/// What is left of one pool's limits. Charges every meter before a call or none, settles after it, and learns from what the provider says.
/// </summary>
/// <remarks>Single-threaded, on the time it is given; same calls, same answers. Nothing is allocated between a reservation and its settlement.</remarks>
internal sealed partial class QuotaLedger
{
    private static readonly TimeSpan CleanBeforeTrust = TimeSpan.FromHours(1);
    private readonly PoolSettings _settings;
    private readonly QuotaMeter[] _meters;
    private readonly InFlightCeiling _ceiling;
    private readonly ILogger _logger;

    /// <summary>Opens the books of a pool.</summary>
    /// <param name="settings">The pool.</param>
    /// <param name="epoch">Rises with every new ledger of the pool; 1 for the first.</param>
    /// <param name="logger">Told of limits learnt and limits met.</param>
    public QuotaLedger(PoolSettings settings, long epoch, ILogger logger)
    {
        _settings = settings;
        _logger = logger;
        Epoch = epoch;
        Rule = new ChargeRule(settings.Profile);
        _meters = [.. settings.Limits.Select(limit => new QuotaMeter(limit, settings))];
        if (_meters.Length > Amounts.Most)
            throw new ArgumentException($"A pool has at most {Amounts.Most} limits; {settings.Name} has {_meters.Length}.", nameof(settings));
        _ceiling = new InFlightCeiling(settings.MaxInFlight);
        Safety = settings.Safety;
    }

    public long Epoch { get; }

    /// <summary>Gets the meters, in the order of every <see cref="Amounts"/>.</summary>
    public ReadOnlySpan<QuotaMeter> Meters => _meters;

    public ChargeRule Rule { get; }

    /// <summary>Gets the calls granted and not settled.</summary>
    public int InFlight { get; private set; }

    /// <summary>Gets how many calls may be under way; infinite where nothing limits them.</summary>
    public double InFlightCeiling => _ceiling.Now;

    /// <summary>Gets how many may be under way as soon as the provider accepts calls again: every answer that begins allows one more.</summary>
    public double InFlightSoon => _ceiling.Soon;

    /// <summary>Gets the bytes a meter takes on average.</summary>
    public int BytesPerMeter => _meters.Length == 0 ? 0 : _meters.Sum(meter => meter.Bytes) / _meters.Length;

    /// <summary>What a request will be charged on each meter.</summary>
    public Amounts Price(int input, int cached, int maximum, int likelyOutput)
    {
        var amounts = default(Amounts);
        for (var i = 0; i < _meters.Length; i++)
            amounts[i] = Rule.AtStart(_meters[i].Axis, input, cached, maximum, likelyOutput);
        return amounts;
    }

    /// <summary>The seconds of the pool's own drain that so much takes, on the axis that is tightest.</summary>
    public double Seconds(in Amounts amounts)
    {
        var longest = 0.0;
        for (var i = 0; i < _meters.Length; i++)
        {
            if (_meters[i].Window <= TimeSpan.FromHours(1))
                longest = Math.Max(longest, amounts[i] / _meters[i].RatePerSecond);
        }

        return longest;
    }

    /// <summary>Whether so much could be granted if the pool were idle.</summary>
    public bool CanEverFit(in Amounts amounts)
    {
        for (var i = 0; i < _meters.Length; i++)
        {
            if (!_meters[i].CanEverFit(amounts[i]))
                return false;
        }

        return true;
    }

    /// <summary>Charges a request on every meter, or on none.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="amounts">The charge on each meter.</param>
    /// <param name="isEmergency">Whether the stock kept for emergencies may be used.</param>
    /// <param name="reservation">Filled in when granted.</param>
    /// <returns>Whether it was granted.</returns>
    public bool TryReserve(TimeSpan now, in Amounts amounts, bool isEmergency, Reservation reservation)
    {
        if (InFlight + 1 > _ceiling.Now || now < _blockedUntil)
            return false;
        for (var i = 0; i < _meters.Length; i++)
        {
            if (!_meters[i].Fits(now, amounts[i], isEmergency))
                return false;
        }

        for (var i = 0; i < _meters.Length; i++)
        {
            _meters[i].Charge(now, amounts[i]);
            if (isEmergency)
                _meters[i].KeepStock(now);
            reservation.UsedAfter[i] = _meters[i].Used(now);
            reservation.CorrectedBefore[i] = _meters[i].Corrected;
        }

        reservation.Charged = amounts;
        reservation.ChargedAt = now;
        reservation.GrantedAt = now;
        reservation.State = ReservationState.Granted;
        InFlight++;
        return true;
    }

    /// <summary>When a request will fit if nothing changes: a time of the pool. <see cref="TimeSpan.MaxValue"/> when only a settlement can help.</summary>
    public TimeSpan WhenFits(TimeSpan now, in Amounts amounts, bool isEmergency)
    {
        if (InFlight + 1 > _ceiling.Now)
            return TimeSpan.MaxValue;
        var when = _blockedUntil > now ? _blockedUntil : now;
        for (var i = 0; i < _meters.Length; i++)
        {
            var fits = _meters[i].WhenFits(now, amounts[i], isEmergency);
            if (fits > when)
                when = fits;
        }

        return when;
    }

    /// <summary>Notes that the request went out. Later than its grant allowed, its charge counts from now.</summary>
    public void Sent(TimeSpan now, Reservation reservation)
    {
        if (reservation.State != ReservationState.Granted)
            return;
        reservation.State = ReservationState.Sent;
        reservation.SentAt = now;
        for (var i = 0; i < _meters.Length; i++)
            _meters[i].Sent(now, reservation.Charged[i]);
        if (now - reservation.ChargedAt <= _settings.SpendWithin)
            return;
        for (var i = 0; i < _meters.Length; i++)
            _meters[i].Renew(now, reservation.ChargedAt, reservation.Charged[i]);
        reservation.ChargedAt = now;
    }

    /// <summary>Puts what was used in the place of what was charged and frees the slot. A second settlement changes nothing.</summary>
    /// <param name="now">The pool's time.</param>
    /// <param name="reservation">The reservation.</param>
    /// <param name="used">What was used on each meter.</param>
    /// <returns>Whether it was open.</returns>
    public bool Settle(TimeSpan now, Reservation reservation, in Amounts used)
    {
        var wasSent = reservation.State == ReservationState.Sent;
        if (!Close(reservation))
            return false;
        for (var i = 0; i < _meters.Length && !wasSent; i++)
            _meters[i].NeverSent(reservation.Charged[i]);
        for (var i = 0; i < _meters.Length; i++)
            _meters[i].Settle(now, reservation.ChargedAt, reservation.Charged[i], used[i]);
        return true;
    }

    /// <summary>Gives the charge back whole: the request never went out.</summary>
    public bool Cancel(TimeSpan now, Reservation reservation) => Settle(now, reservation, default);

    /// <summary>Frees the slot of a caller that is gone. The charge stays and ages out, for the request may have been sent.</summary>
    public bool Lose(TimeSpan now, Reservation reservation)
    {
        Sent(now, reservation);
        return Settle(now, reservation, reservation.Charged);
    }

    /// <summary>Starts as one who knows nothing of what was spent before <paramref name="startedAt"/>.</summary>
    public void StartInDebt(TimeSpan now, TimeSpan startedAt)
    {
        _debtUntil = startedAt + TimeSpan.FromMinutes(1) + _settings.SendJitter + _settings.SpendWithin;
        _debtFrom = startedAt;
        foreach (var meter in _meters)
        {
            meter.StartInDebt(now, startedAt);
            if (_settings.Profile.Refunds)
                meter.OweRefunds(RefundDebt);
        }
    }

    /// <summary>The books, for an orderly handover.</summary>
    public LedgerState Export(TimeSpan now) => new(_settings.Name, Epoch, Safety, [.. _meters.Select(meter => meter.Export(now))]);

    /// <summary>Takes over the books of the ledger before. Calls in flight settle into nothing; their charges age out.</summary>
    public void Import(TimeSpan now, LedgerState state)
    {
        SetSafety(now, Math.Clamp(state.Safety, LowestSafety, _settings.Safety));
        foreach (var meter in _meters)
        {
            if (state.Meters.FirstOrDefault(other => other.Axis == meter.Axis && other.Window == meter.Window) is { } found)
                meter.Import(now, found);
            else
                meter.StartInDebt(now, now);
        }
    }

    private bool Close(Reservation reservation)
    {
        if (reservation.State is not (ReservationState.Granted or ReservationState.Sent))
            return false;
        reservation.State = ReservationState.Closed;
        InFlight--;
        return true;
    }
}
