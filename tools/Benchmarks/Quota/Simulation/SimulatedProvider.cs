namespace GovStack.Benchmarks.Quota.Simulation;

/// <summary>How a simulated provider judges its limits.</summary>
internal enum SimulatedEvaluator
{
    /// <summary>A bucket of the whole limit that refills continuously.</summary>
    Bucket,

    /// <summary>No 60 seconds, wherever they begin, may hold more than the limit.</summary>
    Sliding,

    /// <summary>A counter that starts again every minute, at a phase nobody is told.</summary>
    Fixed,

    /// <summary>The fixed minute, and a sixth of the limit in every ten seconds of it.</summary>
    FixedTenSeconds,

    /// <summary>The fixed minute, and a sixtieth of the limit in every second of it.</summary>
    FixedOneSecond,
}

/// <summary>What a simulated provider charges.</summary>
internal enum SimulatedCharge
{
    /// <summary>Prompt and maximum at the start; nothing comes back.</summary>
    UpFront,

    /// <summary>Prompt and maximum at the start; what was not used comes back at the end.</summary>
    Refunded,
}

/// <summary>
/// A provider written from the providers' documents, apart from the ledger's code: it knows arrivals and sizes, keeps the exact log, and says 429.
/// Seconds are plain numbers here.
/// </summary>
internal sealed class SimulatedProvider
{
    private const double Minute = 60;
    private readonly SimulatedEvaluator _evaluator;
    private readonly SimulatedCharge _charge;
    private readonly double _phase;
    private readonly Axis _requests;
    private readonly Axis _tokens;

    public SimulatedProvider(SimulatedEvaluator evaluator, SimulatedCharge charge, double requestsPerMinute, double tokensPerMinute, double phase)
    {
        _evaluator = evaluator;
        _charge = charge;
        _phase = phase;
        _requests = new Axis(requestsPerMinute);
        _tokens = new Axis(tokensPerMinute);
    }

    /// <summary>Gets the requests turned away.</summary>
    public long Refused { get; private set; }

    public long Accepted { get; private set; }

    public double RemainingTokens => Math.Max(0, _tokens.Limit - _tokens.Used);

    public double RemainingRequests => Math.Max(0, _requests.Limit - _requests.Used);

    public double TokenLimit => _tokens.Limit;

    public double RequestLimit => _requests.Limit;

    public void SetLimits(double now, double requestsPerMinute, double tokensPerMinute)
    {
        Move(now);
        _requests.Limit = requestsPerMinute;
        _tokens.Limit = tokensPerMinute;
    }

    /// <summary>Everything is used up, as after a long rush.</summary>
    public void Empty(double now)
    {
        Move(now);
        _requests.Used = _requests.Limit;
        _tokens.Used = _tokens.Limit;
    }

    /// <summary>A request arrives.</summary>
    public bool TryAccept(double now, double input, double maximum)
    {
        Move(now);
        var tokens = input + maximum;
        if (!Fits(_requests, 1) || !Fits(_tokens, tokens))
        {
            Refused++;
            return false;
        }

        Take(_requests, now, 1);
        Take(_tokens, now, tokens);
        Accepted++;
        return true;
    }

    /// <summary>The answer of an accepted request has ended.</summary>
    /// <param name="now">The time.</param>
    /// <param name="arrivedAt">When the request had arrived.</param>
    /// <param name="unused">Tokens charged and not used.</param>
    public void Finish(double now, double arrivedAt, double unused)
    {
        if (_charge == SimulatedCharge.UpFront)
            return;
        Move(now);
        if (_evaluator == SimulatedEvaluator.Bucket)
        {
            _tokens.Used = Math.Max(0, _tokens.Used - unused);
        }
        else if (_evaluator == SimulatedEvaluator.Sliding)
        {
            _tokens.GiveBack(arrivedAt, unused);
        }
        else if (Window(now, Minute) == Window(arrivedAt, Minute))
        {
            _tokens.Used = Math.Max(0, _tokens.Used - unused);
            if (ShortLength is { } length && Window(now, length) == Window(arrivedAt, length))
                _tokens.Short = Math.Max(0, _tokens.Short - unused);
        }
    }

    /// <summary>The earliest time at or after <paramref name="now"/> at which a request would be accepted, for the ideal sender.</summary>
    public double EarliestFor(double now, double input, double maximum)
    {
        var at = now;
        for (var round = 0; round < 10_000; round++)
        {
            Move(at);
            if (Fits(_requests, 1) && Fits(_tokens, input + maximum))
                return at;
            at = Math.Max(NextChance(_requests, at, 1), NextChance(_tokens, at, input + maximum));
        }

        throw new InvalidOperationException("A request that never fits.");
    }

    /// <summary>What the provider says in retry-after: when this request alone would fit next.</summary>
    public double RetryAfter(double now, double input, double maximum)
    {
        Move(now);
        return Math.Max(NextChance(_requests, now, 1), NextChance(_tokens, now, input + maximum)) - now;
    }

    /// <summary>How long until the fixed minute turns.</summary>
    public double UntilTurn(double now) => ((Window(now, Minute) + 1) * Minute) - _phase - now;

    private double? ShortLength => _evaluator switch
    {
        SimulatedEvaluator.FixedTenSeconds => 10,
        SimulatedEvaluator.FixedOneSecond => 1,
        _ => null,
    };

    private long Window(double now, double length) => (long)Math.Floor((now + _phase) / length);

    private void Move(double now)
    {
        Move(_requests, now);
        Move(_tokens, now);
    }

    private void Move(Axis axis, double now)
    {
        switch (_evaluator)
        {
            case SimulatedEvaluator.Bucket:
                axis.Used = Math.Max(0, axis.Used - ((now - axis.At) * axis.Limit / Minute));
                axis.At = now;
                break;
            case SimulatedEvaluator.Sliding:
                axis.Forget(now - Minute);
                break;
            default:
                if (Window(now, Minute) != axis.MinuteWindow)
                {
                    axis.MinuteWindow = Window(now, Minute);
                    axis.Used = 0;
                }

                if (ShortLength is { } length && Window(now, length) != axis.ShortWindow)
                {
                    axis.ShortWindow = Window(now, length);
                    axis.Short = 0;
                }

                break;
        }
    }

    private bool Fits(Axis axis, double amount)
        => axis.Used + amount <= axis.Limit + 1e-6 && (ShortLength is not { } length || axis.Short + amount <= (axis.Limit * length / Minute) + 1e-6);

    private void Take(Axis axis, double now, double amount)
    {
        axis.Used += amount;
        axis.Short += amount;
        if (_evaluator == SimulatedEvaluator.Sliding)
            axis.Log.Enqueue((now, amount));
    }

    private double NextChance(Axis axis, double now, double amount)
    {
        if (Fits(axis, amount))
            return now;
        switch (_evaluator)
        {
            case SimulatedEvaluator.Bucket:
                return now + ((axis.Used + amount - axis.Limit) / axis.Limit * Minute) + 1e-9;
            case SimulatedEvaluator.Sliding:
                var needed = axis.Used + amount - axis.Limit;
                foreach (var (at, logged) in axis.Log)
                {
                    needed -= logged;
                    if (needed <= 1e-9)
                        return at + Minute + 1e-9;
                }

                return now + Minute;
            default:
                var length = axis.Used + amount > axis.Limit + 1e-6 || ShortLength is null ? Minute : ShortLength.Value;
                return ((Window(now, length) + 1) * length) - _phase + 1e-9;
        }
    }

    private sealed class Axis(double limit)
    {
        public double Limit { get; set; } = limit;

        public double Used { get; set; }

        public double Short { get; set; }

        public double At { get; set; }

        public long MinuteWindow { get; set; } = long.MinValue;

        public long ShortWindow { get; set; } = long.MinValue;

        public Queue<(double At, double Amount)> Log { get; } = new();

        private Dictionary<double, double> Returned { get; } = [];

        public void Forget(double until)
        {
            while (Log.TryPeek(out var oldest) && oldest.At <= until)
            {
                Log.Dequeue();
                var returned = 0.0;
                if (Returned.Count > 0)
                    Returned.Remove(oldest.At, out returned);
                Used -= oldest.Amount - returned;
            }

            if (Log.Count == 0)
                Used = 0;
        }

        public void GiveBack(double arrivedAt, double amount)
        {
            if (Log.Count == 0 || arrivedAt < Log.Peek().At)
                return;
            Returned[arrivedAt] = Returned.GetValueOrDefault(arrivedAt) + amount;
            Used -= amount;
        }
    }
}
