using GovStack.ProviderSimulator.Answers;
using GovStack.ProviderSimulator.Faults;
using GovStack.ProviderSimulator.Limits;

namespace GovStack.ProviderSimulator;

/// <summary>What the simulated provider allows, how it counts, how fast it answers and how it fails. Durations and rates are in simulated time.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Gets the requests allowed in a window.</summary>
    /// <value>0 (no such limit) or more. The default is 500.</value>
    public double Requests { get; init; } = 500;

    /// <summary>Gets the tokens allowed in a window, charged by <see cref="Charging"/>.</summary>
    /// <value>0 (no such limit) or more. The default is 300,000.</value>
    public double Tokens { get; init; } = 300_000;

    /// <summary>Gets the prompt tokens allowed in a window, where they are counted apart. 0 = no such limit.</summary>
    public double InputTokens { get; init; }

    /// <summary>Gets the answer tokens allowed in a window, where they are counted apart. 0 = no such limit.</summary>
    public double OutputTokens { get; init; }

    /// <summary>Gets the requests allowed in a day, in a fixed window of 24 hours. 0 = no such limit.</summary>
    public double RequestsPerDay { get; init; }

    /// <summary>Gets how many calls may be under way at once. 0 = no such limit.</summary>
    public int InFlight { get; init; }

    /// <summary>Gets the window of all limits but the day's. The default is a minute.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets how a window is counted. The default is <see cref="EvaluatorKind.Bucket"/>.</summary>
    public EvaluatorKind Evaluator { get; init; } = EvaluatorKind.Bucket;

    /// <summary>Gets which limits the 10 s and 1 s sub-windows hold for. The default is requests, as one large provider documents.</summary>
    public SubWindowAxes SubWindowsOn { get; init; } = SubWindowAxes.Requests;

    /// <summary>Gets how far into a window the simulator starts: fixed windows begin at −phase, −phase + W, … The default is 0.</summary>
    public TimeSpan Phase { get; init; }

    /// <summary>Gets what a call costs. The default is <see cref="ChargingRule.InputPlusMax"/>.</summary>
    public ChargingRule Charging { get; init; } = ChargingRule.InputPlusMax;

    /// <summary>Gets whether calls that fail after they were let in keep their charge. The default is true.</summary>
    public bool FailedCallsCount { get; init; } = true;

    /// <summary>Gets what a request without a maximum is charged as. The default is 4,096.</summary>
    public int DefaultMaxTokens { get; init; } = 4_096;

    /// <summary>Gets whether every model name has limits of its own. The default is false: one pool for all.</summary>
    public bool LimitsPerModel { get; init; }

    /// <summary>Gets whose headers and error bodies are sent, or null for each route's own.</summary>
    public Dialect? Dialect { get; init; }

    /// <summary>Gets the only key that is let in, or null to let every key in.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Gets the models listed at <c>/v1/models</c>; any other name is served too.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["sim-large", "sim-small"];

    /// <summary>Gets the median time to the first token. The default is 600 ms.</summary>
    public TimeSpan FirstToken { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>Gets σ of the lognormal time to the first token. 0 = always the median. The default is 0.25.</summary>
    public double FirstTokenSpread { get; init; } = 0.25;

    /// <summary>Gets the answer's speed. 0 = all at once. The default is 60.</summary>
    public double TokensPerSecond { get; init; } = 60;

    /// <summary>Gets how long answers are. The default is lognormal, mean 250 tokens, σ 0.25: hardly ever above 600.</summary>
    public OutputLengths OutputLengths { get; init; } = OutputLengths.Parse("lognormal:250:0.25");

    /// <summary>Gets how often each fault strikes, 0 to 1 each and 1 together.</summary>
    public IReadOnlyDictionary<FaultKind, double> Faults { get; init; } = new Dictionary<FaultKind, double>();

    /// <summary>Gets the share of every limit that somebody else with the same key uses up, 0 to 1.</summary>
    public double SecondUserShare { get; init; }

    /// <summary>Gets the seed of latencies, lengths and faults. The default is 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Gets how many simulated seconds pass in a second. The default is 1.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Gets the loopback port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Gets how many calls the log keeps; the statistics count all. The default is 1,000,000.</summary>
    public int LogLimit { get; init; } = 1_000_000;

    /// <summary>Every fault of these options, in plain words; empty when they are good.</summary>
    public IReadOnlyList<string> Check()
    {
        List<string> faults = [];
        void Require(bool holds, string text)
        {
            if (!holds)
                faults.Add(text);
        }

        Require(Requests >= 0 && Tokens >= 0 && InputTokens >= 0 && OutputTokens >= 0 && RequestsPerDay >= 0 && InFlight >= 0, "A limit is 0 or more.");
        Require(Window > TimeSpan.Zero, "The window is longer than nothing.");
        Require(TimeScale is > 0 and <= 10_000, "The time scale is above 0 and at most 10,000.");
        Require(Faults.Values.All(rate => rate is >= 0 and <= 1) && Faults.Values.Sum() <= 1, "Fault rates are 0 to 1 each and at most 1 together.");
        Require(SecondUserShare is >= 0 and <= 1, "The second user's share is 0 to 1.");
        Require(FirstToken >= TimeSpan.Zero && FirstTokenSpread >= 0 && TokensPerSecond >= 0, "Latencies and speeds are 0 or more.");
        Require(
            Charging is not (ChargingRule.Separate or ChargingRule.SeparateReserved) || (InputTokens > 0 && OutputTokens > 0),
            "Charging input and output apart needs a limit of input tokens and one of output tokens.");
        return faults;
    }
}
