namespace GovStack.ProviderSimulator.Limits;

/// <summary>What a call costs a provider's token limits, at the start and at the end.</summary>
public enum ChargingRule
{
    /// <summary>Prompt + maximum, kept whole whatever the answer's length.</summary>
    InputPlusMax,

    /// <summary>The larger of the maximum and the prompt estimated from its characters (four to a token), kept whole.</summary>
    MaxOrEstimate,

    /// <summary>Prompt + maximum at the start; what the answer did not use comes back at its end.</summary>
    InputPlusActual,

    /// <summary>The prompt only.</summary>
    InputOnly,

    /// <summary>The prompt against the input limit; the answer against the output limit as it is produced, which may overdraw it.</summary>
    Separate,

    /// <summary>The prompt against the input limit; the maximum against the output limit, corrected at the end.</summary>
    SeparateReserved,
}

/// <summary>What an axis counts.</summary>
public enum Measure
{
    /// <summary>Calls.</summary>
    Requests,

    /// <summary>Tokens, as the charging rule counts them.</summary>
    Tokens,

    /// <summary>Prompt tokens.</summary>
    InputTokens,

    /// <summary>Answer tokens.</summary>
    OutputTokens,
}

/// <summary>The size of one call, as the provider sees it on arrival.</summary>
/// <param name="InputTokens">Prompt tokens by the provider's own count.</param>
/// <param name="EstimatedInputTokens">Prompt tokens guessed from the characters.</param>
/// <param name="MaxOutputTokens">The maximum the request asks for, or the provider's default.</param>
public readonly record struct CallSize(int InputTokens, int EstimatedInputTokens, int MaxOutputTokens);

/// <summary>The charging rules as numbers: one line a rule.</summary>
internal static class Charges
{
    /// <summary>What an axis is charged when the call is let in.</summary>
    public static double AtStart(ChargingRule rule, Measure measure, CallSize size) => (measure, rule) switch
    {
        (Measure.Requests, _) => 1,
        (Measure.InputTokens, _) => size.InputTokens,
        (Measure.OutputTokens, ChargingRule.SeparateReserved) => size.MaxOutputTokens,
        (Measure.OutputTokens, _) => 0,
        (_, ChargingRule.InputPlusMax or ChargingRule.InputPlusActual) => size.InputTokens + size.MaxOutputTokens,
        (_, ChargingRule.MaxOrEstimate) => Math.Max(size.MaxOutputTokens, size.EstimatedInputTokens),
        (_, ChargingRule.InputOnly) => size.InputTokens,
        _ => size.InputTokens,
    };

    /// <summary>What an axis has been charged when the call has ended: less than at the start is a refund, more is a late charge.</summary>
    public static double AtEnd(ChargingRule rule, Measure measure, CallSize size, int outputTokens) => (measure, rule) switch
    {
        (Measure.OutputTokens, _) => outputTokens,
        (Measure.Tokens, ChargingRule.InputPlusActual) => size.InputTokens + outputTokens,
        _ => AtStart(rule, measure, size),
    };

    /// <summary>Whether the answer is charged token by token while it is produced.</summary>
    public static bool AsProduced(ChargingRule rule, Measure measure) => measure == Measure.OutputTokens && rule != ChargingRule.SeparateReserved;
}
