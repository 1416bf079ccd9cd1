using Polly;
using Polly.CircuitBreaker;

namespace GovStack.Conversations.Providers;

/// <summary>What is known of a deployment's present state: its circuit, its cooldown, how fast it answers. Safe for many callers at once.</summary>
internal sealed class DeploymentHealth
{
    // Below these counts the figures are chance, and the settings count.
    private const int LeastFirstTokens = 20;
    private const int LeastGaps = 50;
    private const int LeastServices = 5;
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;
    private readonly ProviderOptions _options;
    private readonly SampleWindow _firstTokens = new(200);
    private readonly SampleWindow _gaps = new(500);
    private readonly SampleWindow _services = new(200);
    private readonly CircuitBreakerStateProvider _circuit = new();
    private long _coolUntil;
    private long _openUntil;
    private string _coolReason = "";

    public DeploymentHealth(ProviderOptions options, TimeProvider clock, Action<CircuitState> changed)
    {
        _clock = clock;
        _options = options;
        Pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 8,   // The library's 100 would never trip at the rates one agency has.
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = options.CircuitBreak,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is ProviderFaultException { BreaksCircuit: true }),
                StateProvider = _circuit,
                OnOpened = arguments =>
                {
                    Volatile.Write(ref _openUntil, (_clock.GetUtcNow() + arguments.BreakDuration).UtcTicks);
                    changed(CircuitState.Open);
                    return default;
                },
                OnClosed = _ =>
                {
                    Volatile.Write(ref _openUntil, 0);
                    changed(CircuitState.Closed);
                    return default;
                },
                OnHalfOpened = _ =>
                {
                    changed(CircuitState.HalfOpen);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Gets the pipeline a call is opened in: its circuit. The time to the first token is the call's own, since it begins with the sending.</summary>
    public ResiliencePipeline Pipeline { get; }

    /// <summary>Gets what is known of answers that were asked to be short.</summary>
    public ShortAnswers ShortAnswers { get; } = new();

    public CircuitState Circuit => _circuit.CircuitState;

    /// <summary>Gets the last time it gave an answer, or null.</summary>
    public DateTimeOffset? LastAnswer { get; private set; }

    /// <summary>Gets how long the first token may take: twice the slowest hundredth, at least 5 s.</summary>
    public TimeSpan FirstTokenTimeout => Patience(_firstTokens.Quantile(0.99, LeastFirstTokens), 2) ?? _options.FirstTokenTimeout;

    /// <summary>Gets how long a request may take until it goes out, connecting included.</summary>
    public TimeSpan SendingTimeout => _options.ConnectTimeout + _options.FirstTokenTimeout;

    /// <summary>Gets how long the stream may pause: twenty times the usual gap, at least 5 s.</summary>
    public TimeSpan GapTimeout => Patience(_gaps.Quantile(0.5, LeastGaps), 20) ?? _options.GapTimeout;

    /// <summary>Gets the time 98 in a hundred calls take from sending to the last token: under lasting overload everybody who is let in has just so much left.</summary>
    public TimeSpan ServiceTime => _services.Quantile(0.98, LeastServices) ?? _options.ServiceTime;

    /// <summary>Gets the time half of the calls take.</summary>
    public TimeSpan UsualServiceTime => _services.Quantile(0.5, LeastServices) ?? _options.ServiceTime;

    /// <summary>Says whether calls are held off now, why, and until when.</summary>
    public (string Reason, TimeSpan Left)? Blocked()
    {
        var now = _clock.GetUtcNow().UtcTicks;
        var cool = Volatile.Read(ref _coolUntil);
        if (cool > now)
            return (_coolReason, TimeSpan.FromTicks(cool - now));
        var open = Volatile.Read(ref _openUntil);
        // Once the break is over the circuit lets one call through to see; until it is back the others go elsewhere.
        if (Circuit is CircuitState.Open && open > now)
            return ("circuit", TimeSpan.FromTicks(open - now));
        return Circuit is CircuitState.HalfOpen or CircuitState.Isolated ? ("circuit", TimeSpan.FromSeconds(1)) : null;
    }

    /// <summary>Holds calls off; of two deadlines the later counts.</summary>
    /// <returns>Whether this made the cooldown longer.</returns>
    public bool CoolDown(TimeSpan time, string reason)
    {
        var until = (_clock.GetUtcNow() + time).UtcTicks;
        while (true)
        {
            var known = Volatile.Read(ref _coolUntil);
            if (known >= until)
                return false;
            if (Interlocked.CompareExchange(ref _coolUntil, until, known) == known)
            {
                _coolReason = reason;
                return true;
            }
        }
    }

    /// <summary>Ends a cooldown, because a probe was answered.</summary>
    public void EndCooldown() => Volatile.Write(ref _coolUntil, 0);

    public void SawFirstToken(TimeSpan after) => _firstTokens.Add(after);

    public void SawGap(TimeSpan gap) => _gaps.Add(gap);

    public void SawAnswer(TimeSpan service)
    {
        _services.Add(service);
        LastAnswer = _clock.GetUtcNow();
    }

    /// <summary>Tells the circuit of a break that came after the pipeline had handed the stream over.</summary>
    public async ValueTask ReportBreakAsync(ProviderFaultException fault)
        => await Pipeline.ExecuteOutcomeAsync((_, _) => ValueTask.FromResult(Outcome.FromException<bool>(fault)), ResilienceContextPool.Shared.Get(), 0).ConfigureAwait(false);

    private static TimeSpan? Patience(TimeSpan? measured, int times)
        => measured is { } value ? TimeSpan.FromTicks(Math.Max(LeastPatience.Ticks, value.Ticks * times)) : null;
}
