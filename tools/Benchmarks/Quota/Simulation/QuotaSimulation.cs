using System.Globalization;
using GovStack.Conversations.Quota;
using Microsoft.Extensions.Logging.Abstractions;

namespace GovStack.Benchmarks.Quota.Simulation;

/// <summary>Runs one pool against one simulated provider on virtual time. Same plan, same run.</summary>
internal sealed partial class QuotaSimulation
{
    /// <summary>What an answer is expected to take, seconds.</summary>
    public const double ServiceSeconds = 6;

    private const int Early = 5;
    private static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>();
    private readonly SimulationPlan _plan;
    private readonly SimulationRandom _random;
    private readonly SimulationRandom _sizes;
    private readonly EventQueue<Happening> _events = new();
    private readonly SimulatedProvider _provider;
    private readonly PoolSettings _settings;
    private readonly QuotaOptions _options;
    private readonly Dictionary<long, Call> _waiting = [];
    private readonly List<Call> _served = [];
    private readonly bool _keepsRecord;
    private ProviderPool _pool;
    private double _now;
    private double _wakeAt = double.PositiveInfinity;
    private double _poolStart;
    private readonly double _arrivalRate;
    private long _number;
    private long _epoch = 1;

    public QuotaSimulation(SimulationPlan plan, bool keepsRecord = true)
    {
        _plan = plan;
        _keepsRecord = keepsRecord;
        _random = new SimulationRandom(plan.Seed);
        _sizes = new SimulationRandom(plan.Seed + 1_000_003);
        _provider = new SimulatedProvider(plan.Evaluator, plan.Charge, plan.RequestsPerMinute, plan.TokensPerMinute, _random.Between(0, 60));
        _options = Options(plan);
        _settings = PoolSettings.Find("sim", _options)!;
        _pool = NewPool();
        _arrivalRate = plan.Load * Math.Min(plan.RequestsPerMinute, plan.TokensPerMinute / MeanSize()) / 60;
    }

    public SimulationResult Result { get; } = new();

    public SimulatedProvider Provider => _provider;

    /// <summary>Looked at after every event, by tests that hold the pool to its properties.</summary>
    public Action<ProviderPool, TimeSpan>? Watch { get; init; }

    public SimulationResult Run()
    {
        for (var i = 0; i < (_plan.CrowdAt > 0 ? Early : _plan.Crowd); i++)
            Arrive(new Call { Number = ++_number, FirstAsked = 0 });
        if (_plan.CrowdAt > 0)
            _events.Plan(_plan.CrowdAt, new Happening(What.Crowd, null));
        if (!_plan.CrowdOnly)
            _events.Plan(_random.Gap(_arrivalRate), new Happening(What.Arrival, null));
        if (_plan.Foreign.Share > 0)
            _events.Plan(_plan.Foreign.From, new Happening(What.Foreign, null));
        if (_plan.LimitChange is { } change)
            _events.Plan(change.At, new Happening(What.LimitChange, null));
        if (!double.IsInfinity(_plan.FailEvery))
            _events.Plan(_random.Gap(1 / _plan.FailEvery), new Happening(What.Failover, null));
        AfterPool();
        while (Result.Grants < _plan.Grants && _events.TryNext(out var at, out var happening))
        {
            _now = at;
            Happen(happening);
            Watch?.Invoke(_pool, PoolTime);
            if ((_plan.CrowdOnly || _now > _plan.Until) && _now > _plan.CrowdAt && _waiting.Count == 0 && _provider.Accepted + Result.RefusedEarly + Result.RefusedLate >= _number && _pool.Ledger.InFlight == 0)
                break;
        }

        Result.Seconds = _now;
        Result.Accepted = _provider.Accepted;
        Result.RateLimited = _provider.Refused;
        CountPossible();
        return Result;
    }

    private TimeSpan PoolTime => new((long)Math.Round((_now - _poolStart) * TimeSpan.TicksPerSecond));

    private void Happen(Happening happening)
    {
        switch (happening.What)
        {
            case What.Arrival:
                Arrive(new Call { Number = ++_number, FirstAsked = _now });
                if (_now < _plan.Until)
                    _events.Plan(_now + _random.Gap(_arrivalRate), happening);
                break;
            case What.Crowd:
                for (var i = 0; i < _plan.Crowd; i++)
                    Arrive(new Call { Number = ++_number, FirstAsked = _now });
                break;
            case What.Wake:
                if (_now >= _wakeAt)
                {
                    _wakeAt = double.PositiveInfinity;
                    _pool.Tick(PoolTime);
                    AfterPool();
                }

                break;
            case What.Send:
                Send(happening.Call!);
                break;
            case What.AtProvider:
                ArriveAtProvider(happening.Call!);
                break;
            case What.FirstToken:
                _pool.Report(PoolTime, happening.Call!.Reservation, happening.Call.Grant!.Epoch, HeaderParser.Read(_settings.Profile.Dialect, happening.Call.Headers, default));
                AfterPool();
                break;
            case What.Done:
                Finish(happening.Call!);
                break;
            case What.Told429:
                Told429(happening.Call!);
                break;
            case What.Foreign:
                _provider.TryAccept(_now, 1_500, 600);
                _events.Plan(_now + _random.Gap(_plan.Foreign.Share * _plan.TokensPerMinute / 2_100 / 60), happening);
                break;
            case What.LimitChange:
                var share = _plan.LimitChange!.Value.Share;
                _provider.SetLimits(_now, Math.Floor(_plan.RequestsPerMinute * share), Math.Floor(_plan.TokensPerMinute * share));
                break;
            case What.Failover:
                Failover();
                _events.Plan(_now + 5 + _random.Gap(1 / _plan.FailEvery), happening);
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    private void Arrive(Call call)
    {
        Result.Arrivals++;
        call.Input = _plan.MixedSizes ? Math.Clamp((int)_sizes.LogNormal(1_200, 0.8), 50, 12_000) : 1_500;
        call.Maximum = _plan.MixedSizes ? 200 + (200 * _sizes.Below(6)) : 600;
        call.Output = Math.Clamp((int)_sizes.LogNormal(call.Maximum * 0.4, 0.5), 1, call.Maximum);
        if (_keepsRecord)
            Result.Sizes.Add((call.Input, call.Maximum));
        var draw = _sizes.Next();
        call.Class = draw < _plan.EmergencyShare ? QuotaClass.Emergency
            : draw < _plan.EmergencyShare + _plan.BackgroundShare ? QuotaClass.Background : QuotaClass.Interactive;
        call.Tenant = _plan.Tenants == 1 ? "0" : _sizes.Below(_plan.Tenants).ToString(CultureInfo.InvariantCulture);
        Ask(call);
    }

    private void Ask(Call call)
    {
        call.Reservation = call.Number.ToString(CultureInfo.InvariantCulture) + (call.Attempt == 0 ? "" : "/" + call.Attempt.ToString(CultureInfo.InvariantCulture));
        var request = new GrantRequest(
            "sim", call.Reservation, call.Class, call.Tenant, "", call.Input, 0, call.Maximum, default, default, TimeSpan.FromSeconds(ServiceSeconds), "sim", call.IsRetry);
        var deadline = double.IsInfinity(_plan.Deadline) ? TimeSpan.MaxValue : TimeSpan.FromSeconds(call.FirstAsked + _plan.Deadline - _now);
        var ticket = _pool.Acquire(PoolTime, request, "", TimeSpan.FromSeconds(_now - call.FirstAsked), deadline);
        ticket.Waiter = call;
        call.Ticket = ticket;
        call.AskedAt = _now;
        if (ticket.State == TicketState.Granted)
            Granted(call);
        else if (ticket.State == TicketState.Refused)
            Result.RefusedEarly++;
        else if (ticket.State == TicketState.Waiting)
            _waiting[call.Number] = call;
        AfterPool();
    }

    private void Granted(Call call)
    {
        _waiting.Remove(call.Number);
        var ticket = call.Ticket!;
        Result.Grants++;
        Result.Log(_now, call.Number);
        if (call.IsRetry)
        {
            Result.Retries++;
            Result.RetrySeconds += ticket.Seconds;
        }
        else
        {
            Result.FirstSeconds += ticket.Seconds;
        }

        if (_keepsRecord)
        {
            Judge(call, ticket);
            _served.Add(call);
        }

        call.Grant = ticket.Grant!;
        _events.Plan(_now + _random.Between(0, _plan.LongestDelay), new Happening(What.Send, call));
    }

    private void Judge(Call call, Ticket ticket)
    {
        var waited = _now - call.AskedAt;
        Result.Waits[(int)call.Class].Add(_now - call.FirstAsked);
        if (ticket.FirstPromised <= TimeSpan.Zero || call.Attempt > 0)
            return;
        Result.Promises++;
        if (waited <= ticket.FirstPromised.TotalSeconds + 1e-6 || ticket.Cause is "limit-cut" or "provider-down")
            Result.PromisesKept++;
        if (waited >= 5)
            Result.RatiosByClass[(int)call.Class].Add(ticket.FirstPromised.TotalSeconds / waited);
        if (waited >= 5)
            Result.PromiseRatios.Add(ticket.FirstPromised.TotalSeconds / waited);
        else
            Result.ShortErrors.Add(Math.Abs(ticket.FirstPromised.TotalSeconds - waited));
    }

    private void Send(Call call)
    {
        _pool.Sent(PoolTime, call.Reservation, call.Grant!.Epoch);
        AfterPool();
        Result.Attempts++;
        _events.Plan(_now + _random.Between(_plan.Jitter.Least, _plan.Jitter.Most), new Happening(What.AtProvider, call));
    }

    private void ArriveAtProvider(Call call)
    {
        if (_provider.TryAccept(_now, call.Input, call.Grant!.MaxOutputTokens))
        {
            call.AtProvider = _now;
            if (_keepsRecord)
                Result.ProviderWaits.Add(_now - call.FirstAsked);
            call.Headers = Headers(null);
            Result.ChargedTokens += call.Input + call.Grant.MaxOutputTokens;
            if (_plan.TellsTurn)
                _events.Plan(_now + 0.6, new Happening(What.FirstToken, call));
            _events.Plan(_now + 1 + (call.Output / 80.0), new Happening(What.Done, call));
            return;
        }

        call.Headers = Headers(1);
        _events.Plan(_now + 0.05, new Happening(What.Told429, call));
    }

    private void Finish(Call call)
    {
        var failed = _plan.FailureShare > 0 && _random.Next() < _plan.FailureShare;
        if (!failed && _now - call.FirstAsked <= _plan.Deadline)
            Result.InTime++;
        _provider.Finish(_now, call.AtProvider, call.Grant!.MaxOutputTokens - call.Output);
        Settle(call, failed ? CallOutcome.Failed : CallOutcome.Answered, call.Input, call.Output);
        if (failed)
            Ask(new Call
            {
                Number = call.Number,
                FirstAsked = call.FirstAsked,
                Input = call.Input,
                Maximum = call.Maximum,
                Output = call.Output,
                Class = call.Class,
                Tenant = call.Tenant,
                Attempt = call.Attempt + 1,
                IsRetry = true,
            });
    }

    private void Told429(Call call)
    {
        Settle(call, CallOutcome.RateLimited, null, null);
        Ask(new Call
        {
            Number = call.Number,
            FirstAsked = call.FirstAsked,
            Input = call.Input,
            Maximum = call.Maximum,
            Output = call.Output,
            Class = call.Class,
            Tenant = call.Tenant,
            Attempt = call.Attempt + 1,
        });
    }

    private void Settle(Call call, CallOutcome outcome, int? input, int? output)
    {
        var reading = HeaderParser.Read(_settings.Profile.Dialect, call.Headers, default);
        _pool.Settle(PoolTime, call.Reservation, call.Grant!.Epoch, new Settlement(outcome, input, 0, output, 0, call.Headers), reading);
        AfterPool();
    }

    /// <summary>The ledger dies; the next starts knowing nothing. Who waited asks again with the first arrival.</summary>
    private void Failover()
    {
        _epoch++;
        _poolStart = _now;
        _pool = NewPool();
        _pool.StartInDebt(TimeSpan.Zero, TimeSpan.Zero);
        _wakeAt = double.PositiveInfinity;
        foreach (var call in _waiting.Values.ToList())
        {
            _waiting.Remove(call.Number);
            call.Attempt++;
            Ask(call);
        }

        AfterPool();
    }

    private ProviderPool NewPool() => new(_settings, _options, _epoch, NullLogger.Instance);

    private void AfterPool()
    {
        while (_pool.TryTakeNews(out var ticket))
        {
            if (ticket.Waiter is not Call call || call.Ticket != ticket)
                continue;
            if (ticket.State == TicketState.Granted && call.Grant is null)
            {
                Granted(call);
            }
            else if (ticket.State == TicketState.Refused)
            {
                _waiting.Remove(call.Number);
                Result.RefusedLate++;
                if (call.Attempt == 0 && call.Ticket.Cause is not ("limit-cut" or "provider-down"))
                    Result.Promises++;   // Told that it would be answered, and not kept.
            }
        }

        if (_pool.Wake == TimeSpan.MaxValue)
            return;
        var wake = Math.Max(_now, _poolStart + (_pool.Wake + TimeSpan.FromTicks(2)).TotalSeconds);
        if (wake >= _wakeAt)
            return;
        _wakeAt = wake;
        _events.Plan(wake, new Happening(What.Wake, null));
    }

    private IReadOnlyDictionary<string, string> Headers(double? retryAfter)
    {
        if (!_plan.Headers && !_plan.TellsTurn)
            return NoHeaders;
        var headers = new Dictionary<string, string>
        {
            ["x-ratelimit-limit-tokens"] = _provider.TokenLimit.ToString("0", CultureInfo.InvariantCulture),
            ["x-ratelimit-remaining-tokens"] = _provider.RemainingTokens.ToString("0", CultureInfo.InvariantCulture),
            ["x-ratelimit-limit-requests"] = _provider.RequestLimit.ToString("0", CultureInfo.InvariantCulture),
            ["x-ratelimit-remaining-requests"] = Math.Floor(_provider.RemainingRequests).ToString("0", CultureInfo.InvariantCulture),
        };
        if (_plan.TellsTurn)
        {
            var turn = (_provider.UntilTurn(_now) + (_plan.Lies ? 30 : 0)) % 60;
            headers["x-ratelimit-reset-tokens"] = headers["x-ratelimit-reset-requests"] = turn.ToString("0.000", CultureInfo.InvariantCulture) + "s";
        }

        if (retryAfter is { } pause)
            headers["retry-after"] = pause.ToString(CultureInfo.InvariantCulture);
        return headers;
    }

    private double MeanSize() => _plan.MixedSizes ? 1_200 * Math.Exp(0.32) + 700 : 2_100;

    private static QuotaOptions Options(SimulationPlan plan)
    {
        var options = new QuotaOptions { RightSizeOutput = false, QueueCap = TimeSpan.FromDays(1) };
        var profile = new ProfileOptions
        {
            BasedOn = "generic",
            Evaluator = plan.Evaluator == SimulatedEvaluator.Bucket ? ProviderEvaluator.Bucket : plan.TellsTurn ? ProviderEvaluator.Fixed : ProviderEvaluator.Window,
            Refunds = plan.Charge == SimulatedCharge.Refunded,
            Bursts = plan.Bursts,
            Dialect = plan.Headers || plan.TellsTurn ? HeaderDialect.OpenAI : HeaderDialect.None,
            Safety = plan.Evaluator == SimulatedEvaluator.Bucket ? 0.9995 : 1,
        };
        double? length = plan.Evaluator switch
        {
            SimulatedEvaluator.FixedTenSeconds => 10,
            SimulatedEvaluator.FixedOneSecond => 1,
            _ => null,
        };
        if (length is { } seconds)
        {
            profile.SubWindows.Add(new SubWindowOptions { Axis = QuotaAxis.Tokens, Length = TimeSpan.FromSeconds(seconds), Paced = plan.Paced, Aligned = plan.TellsTurn });
            profile.SubWindows.Add(new SubWindowOptions { Axis = QuotaAxis.Requests, Length = TimeSpan.FromSeconds(seconds), Paced = plan.Paced, Aligned = plan.TellsTurn });
        }

        options.Profiles["simulated"] = profile;
        options.Pools["sim"] = new PoolOptions { Profile = "simulated", RequestsPerMinute = (long)plan.RequestsPerMinute, TokensPerMinute = (long)plan.TokensPerMinute };
        return options;
    }
}
