namespace GovStack.Conversations.Quota;

/// <summary>What a provider's headers said that can be believed; everything else is null. Durations only, counted from the response.</summary>
internal readonly record struct HeaderReading(
    AxisReading Requests,
    AxisReading Tokens,
    AxisReading InputTokens,
    AxisReading OutputTokens,
    TimeSpan? RetryAfter)
{
    /// <summary>Gets whether any limit, rest or reset was said.</summary>
    public bool SaysAnything => Requests.SaysAnything || Tokens.SaysAnything || InputTokens.SaysAnything || OutputTokens.SaysAnything || RetryAfter is not null;

    /// <summary>What was said of one axis.</summary>
    public AxisReading this[QuotaAxis axis] => axis switch
    {
        QuotaAxis.Requests => Requests,
        QuotaAxis.Tokens => Tokens,
        QuotaAxis.InputTokens => InputTokens,
        _ => OutputTokens,
    };
}

/// <summary>What a provider said of one axis.</summary>
/// <param name="Limit">The limit, 1 or more.</param>
/// <param name="Remaining">What is left, 0 to the limit.</param>
/// <param name="Reset">How long until all of it is back.</param>
internal readonly record struct AxisReading(long? Limit, long? Remaining, TimeSpan? Reset)
{
    public bool SaysAnything => Limit is not null || Remaining is not null || Reset is not null;
}
