namespace GovStack.Conversations.Quota;

/// <summary>What a request costs on each axis, at the start and at the end: the one place where a profile's words become numbers.</summary>
internal sealed class ChargeRule(ProviderProfile profile)
{
    /// <summary>Gets whether the maximum answer is charged up front and what is left of it never comes back, so that a smaller maximum saves quota.</summary>
    public bool MaximumIsSpent => !profile.Refunds && profile.StartCharge != StartCharge.InputThenOutputAsProduced;

    /// <summary>The charge when the request is sent.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="input">Prompt tokens.</param>
    /// <param name="cached">Of these, from the provider's cache.</param>
    /// <param name="maximum">The maximum answer that is sent.</param>
    /// <param name="likelyOutput">What the answer will likely be.</param>
    public double AtStart(QuotaAxis axis, int input, int cached, int maximum, int likelyOutput)
    {
        var counted = CountedInput(input, cached);
        return axis switch
        {
            QuotaAxis.Requests => 1,
            QuotaAxis.InputTokens => counted,
            QuotaAxis.OutputTokens => profile.StartCharge == StartCharge.InputThenOutputAsProduced ? likelyOutput : maximum,
            _ => profile.StartCharge switch
            {
                StartCharge.InputAndMaximum => counted + (profile.Refunds ? Math.Max(maximum, Math.Ceiling(likelyOutput * profile.OutputWeight)) : maximum),
                StartCharge.LargerOfInputAndMaximum => Math.Max(counted, maximum),
                _ => counted,
            },
        };
    }

    /// <summary>What the request has cost once its usage is known. Where nothing is refunded the maximum stays charged and only the prompt's estimate is put right.</summary>
    public double AtEnd(QuotaAxis axis, int input, int cached, int maximum, int output)
    {
        if (axis == QuotaAxis.Requests)
            return 1;
        var counted = CountedInput(input, cached);
        if (axis == QuotaAxis.InputTokens)
            return counted;
        var weighted = Math.Ceiling(output * profile.OutputWeight);
        if (axis == QuotaAxis.OutputTokens)
            return profile.Refunds || profile.StartCharge == StartCharge.InputThenOutputAsProduced ? weighted : Math.Max(maximum, weighted);
        if (profile.Refunds)
            return counted + weighted;
        return profile.StartCharge switch
        {
            StartCharge.InputAndMaximum => counted + Math.Max(maximum, weighted),
            StartCharge.LargerOfInputAndMaximum => Math.Max(counted, maximum),
            _ => counted,
        };
    }

    private int CountedInput(int input, int cached) => profile.CachedInputIsFree ? Math.Max(0, input - Math.Max(0, cached)) : input;
}
