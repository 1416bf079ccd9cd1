using GovStack.ProviderSimulator.Faults;
using GovStack.ProviderSimulator.Limits;

namespace GovStack.ProviderSimulator;

/// <summary>A change at run time, the body of <c>POST /sim/control</c>. What is left out stays as it is.</summary>
public sealed record SimulatorControl
{
    /// <summary>Requests a window from now on.</summary>
    public double? Requests { get; init; }

    /// <summary>Tokens a window from now on.</summary>
    public double? Tokens { get; init; }

    /// <summary>Prompt tokens a window from now on.</summary>
    public double? InputTokens { get; init; }

    /// <summary>Answer tokens a window from now on.</summary>
    public double? OutputTokens { get; init; }

    /// <summary>Calls under way at once from now on; 0 = no such limit.</summary>
    public int? InFlight { get; init; }

    /// <summary>Multiplies every limit of a window: 0.5 halves them.</summary>
    public double? LimitFactor { get; init; }

    /// <summary>The short name of the fault every call meets from now on, or "off".</summary>
    public string? Outage { get; init; }

    /// <summary>Fault rates by short name; replaces all rates.</summary>
    public IReadOnlyDictionary<string, double>? Faults { get; init; }

    /// <summary>The share of every limit that a second user of the key takes, 0 to 1.</summary>
    public double? SecondUserShare { get; init; }

    /// <summary>The answer's speed.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>The median time to the first token, in simulated seconds.</summary>
    public double? FirstTokenSeconds { get; init; }

    /// <summary>How long answers are, as on the command line.</summary>
    public string? OutputLengths { get; init; }

    /// <summary>Forgets every call and starts with untouched limits.</summary>
    public bool Reset { get; init; }

    internal SimulatorOptions Apply(SimulatorOptions options)
    {
        var factor = LimitFactor ?? 1;
        var changed = options with
        {
            Requests = (Requests ?? options.Requests) * factor,
            Tokens = (Tokens ?? options.Tokens) * factor,
            InputTokens = (InputTokens ?? options.InputTokens) * factor,
            OutputTokens = (OutputTokens ?? options.OutputTokens) * factor,
            InFlight = InFlight ?? options.InFlight,
            SecondUserShare = SecondUserShare ?? options.SecondUserShare,
            TokensPerSecond = TokensPerSecond ?? options.TokensPerSecond,
            FirstToken = FirstTokenSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.FirstToken,
            OutputLengths = OutputLengths is null ? options.OutputLengths : Answers.OutputLengths.Parse(OutputLengths),
            Faults = Faults?.ToDictionary(pair => FaultNames.Parse(pair.Key), pair => pair.Value) ?? options.Faults,
        };
        return changed.Check() is { Count: > 0 } faults ? throw new FormatException(string.Join(' ', faults)) : changed;
    }

    internal static FaultKind OutageOf(string name) => name is "off" or "none" ? FaultKind.None : FaultNames.Parse(name);
}

/// <summary>Carries a change of limits over to a pool that is in use. A limit that a pool did not have at the start cannot be added.</summary>
internal static class LimitChange
{
    public static void Apply(ProviderLimits pool, SimulatorControl change, TimeSpan now)
    {
        if (change.SecondUserShare is { } share)
            pool.ShareWithSecondUser(share, now);
        if (change.InFlight is { } inFlight)
            pool.InFlightLimit = inFlight;
        if (change.Reset)
            return;

        foreach (var axis in pool.Axes)
        {
            var named = axis.Name switch
            {
                "requests" => change.Requests,
                "tokens" => change.Tokens,
                "input-tokens" => change.InputTokens,
                "output-tokens" => change.OutputTokens,
                _ => axis.Limit / (change.LimitFactor ?? 1),
            };
            var limit = (named ?? axis.Limit) * (change.LimitFactor ?? 1);
            if (Math.Abs(limit - axis.Limit) > double.Epsilon)
                axis.ChangeLimit(limit, now);
        }
    }
}
