using GovStack.ProviderSimulator.Answers;
using GovStack.ProviderSimulator.Faults;
using GovStack.ProviderSimulator.Limits;
using GovStack.ProviderSimulator.Statistics;

namespace GovStack.ProviderSimulator;

/// <summary>The provider behind every dialect: decides what becomes of a call, and counts. One lock, held for microseconds.</summary>
internal sealed class Provider
{
    private const string OnePool = "*";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ProviderLimits> _pools = new(StringComparer.Ordinal);
    private readonly Random _latencies;
    private readonly FaultModel _faults;
    private readonly List<(long Count, TaskCompletionSource Reached)> _waiting = [];
    private SimulatorOptions _options;
    private CallLog _log;

    public Provider(SimulatorOptions options, SimulatedClock clock)
    {
        (_options, Clock) = (options, clock);
        _latencies = new Random(options.Seed);
        _faults = new FaultModel(options.Faults, options.Seed);
        _log = new CallLog(options.LogLimit);
        if (!options.LimitsPerModel)
            _pools[OnePool] = new ProviderLimits(options);
    }

    public SimulatedClock Clock { get; }

    /// <summary>The options as they stand after every change at run time.</summary>
    public SimulatorOptions Options => _options;

    /// <summary>Takes a call in: admitted, refused or failing, with the answer it will get.</summary>
    public ProviderCall Begin(PromptRequest request, string? reservation, bool keyIsGood)
    {
        var size = new CallSize(
            SimulatedTokens.Count(request.Messages), SimulatedTokens.Estimate(request.Messages), request.MaxTokens ?? _options.DefaultMaxTokens);
        var pieces = AnswerText.Compose(request.Messages, _options.OutputLengths, _options.Seed);
        lock (_gate)
        {
            var now = Clock.Now;
            var pool = PoolOf(request.Model);
            var fault = keyIsGood ? _faults.Next() : FaultKind.Unauthorized;
            var counted = fault is not (FaultKind.Unavailable or FaultKind.Overloaded or FaultKind.Unauthorized);
            var admission = counted ? pool.TryAdmit(size, now) : null;
            if (admission is { Granted: false })
                fault = FaultKind.None;
            var call = new ProviderCall
            {
                Number = _log.NextNumber(),
                At = now,
                Request = request,
                Reservation = reservation,
                Nonce = AnswerText.NonceOf(request.Messages),
                Pool = pool,
                Size = size,
                Admission = admission,
                Fault = fault,
                Pieces = pieces.Count <= size.MaxOutputTokens ? pieces : [.. pieces.Take(size.MaxOutputTokens)],
                IsCut = pieces.Count > size.MaxOutputTokens,
                FirstTokenDelay = _options.FirstToken * Math.Exp(_options.FirstTokenSpread * OutputLengths.Normal(_latencies)),
                TokensPerSecond = _options.TokensPerSecond,
                Limits = Snapshot(pool, now),
            };
            _log.Begin(call);
            return call;
        }
    }

    /// <summary>Says how many answer tokens have been sent, where they are charged one by one.</summary>
    public void Produce(ProviderCall call, int outputTokens)
    {
        call.OutputTokens = outputTokens;
        lock (_gate)
        {
            call.FirstTokenAt ??= Clock.Now;
            if (call.Admission is { Granted: true } admission)
                call.Pool.Produce(admission, outputTokens, Clock.Now);
        }
    }

    /// <summary>Ends a call, once; what the rule refunds is refunded.</summary>
    public void End(ProviderCall call, int status)
    {
        lock (_gate)
        {
            if (call.Ended)
                return;

            call.Ended = true;
            var now = Clock.Now;
            if (call.Admission is { Granted: true } admission)
                call.Pool.Settle(admission, call.OutputTokens, call.Fault != FaultKind.None && !_options.FailedCallsCount, now);
            _log.End(call, status, now, _options.Charging);
            foreach (var (_, reached) in _waiting.FindAll(one => one.Count <= _log.Ended))
                reached.TrySetResult();
            _waiting.RemoveAll(one => one.Count <= _log.Ended);
        }
    }

    /// <summary>Completes when that many calls have ended.</summary>
    public Task WaitForCallsAsync(long count)
    {
        lock (_gate)
        {
            if (_log.Ended >= count)
                return Task.CompletedTask;

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task;
        }
    }

    /// <summary>Counts a request that could not be read.</summary>
    public void CountMalformed()
    {
        lock (_gate)
            _log.Malformed++;
    }

    public SimulatorStatistics Statistics()
    {
        lock (_gate)
        {
            var now = Clock.Now;
            var axes = _pools.SelectMany(pool => pool.Value.Axes.Select(axis => new AxisStatistics(
                pool.Key, axis.Name, axis.Limit, axis.Window.TotalSeconds, axis.PeakShare, axis.Admitted.Peak, axis.Offered.Peak, axis.Remaining(now))));
            return _log.Statistics(
                now, Clock.Scale, [.. axes], _pools.Values.Sum(pool => pool.InFlight), _pools.Values.Select(pool => pool.PeakInFlight).DefaultIfEmpty().Max());
        }
    }

    public IReadOnlyList<CallRecord> Calls(long from)
    {
        lock (_gate)
            return _log.Calls(from);
    }

    public void Change(SimulatorControl change)
    {
        lock (_gate)
        {
            var now = Clock.Now;
            _options = change.Apply(_options);
            if (change.Faults is not null)
                _faults.Rates = _options.Faults;
            if (change.Outage is not null)
                _faults.Outage = SimulatorControl.OutageOf(change.Outage);
            if (change.Reset)
            {
                _log = new CallLog(_options.LogLimit);
                foreach (var name in _pools.Keys.ToArray())
                    _pools[name] = new ProviderLimits(_options);
            }

            foreach (var pool in _pools.Values)
                LimitChange.Apply(pool, change, now);
        }
    }

    private ProviderLimits PoolOf(string model)
    {
        var name = _options.LimitsPerModel ? model : OnePool;
        if (!_pools.TryGetValue(name, out var pool))
            _pools[name] = pool = new ProviderLimits(_options);
        return pool;
    }

    private static LimitState[] Snapshot(ProviderLimits pool, TimeSpan now)
        => [.. pool.Axes.Select(axis => new LimitState(axis.Name, axis.Measure, axis.Limit, axis.Remaining(now), axis.FullAgain(now) - now))];
}

/// <summary>One limit as headers tell it.</summary>
/// <param name="Name">The axis.</param>
/// <param name="Measure">What it counts.</param>
/// <param name="Limit">What a window allows.</param>
/// <param name="Remaining">What is left of it.</param>
/// <param name="Reset">How long, in simulated time, until all of it is left.</param>
internal sealed record LimitState(string Name, Measure Measure, double Limit, double Remaining, TimeSpan Reset);
