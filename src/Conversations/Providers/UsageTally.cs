using GovStack.Conversations.Agencies;
using GovStack.Conversations.Costs;

namespace GovStack.Conversations.Providers;

/// <summary>Adds up what the calls of one question used, failed ones included.</summary>
internal sealed class UsageTally(Agency agency, DateOnly day)
{
    private int _input;
    private int _cached;
    private int _output;
    private decimal _cost;

    /// <summary>Gets what calls without a known price count as against the budget.</summary>
    public decimal UnpricedUsd { get; private set; }

    /// <summary>Gets or sets the time spent waiting for quota.</summary>
    public TimeSpan Wait { get; set; }

    /// <summary>Gets or sets the first promise the person saw.</summary>
    public TimeSpan? Promised { get; set; }

    /// <summary>Gets or sets why it is not the first tier.</summary>
    public string? Reason { get; set; }

    public bool IsEmpty => _input == 0 && _output == 0;

    /// <summary>Adds a call.</summary>
    /// <returns>Its cost in US dollars; 0 where the model has no price.</returns>
    public decimal Add(Deployment deployment, CallUsage usage)
    {
        _input += usage.InputTokens;
        _cached += usage.CachedInputTokens;
        _output += usage.OutputTokens;
        if (deployment.IsLocal)
            return 0;
        if (PriceTable.Find(agency.Prices, deployment.Model) is { } price)
        {
            var cost = PriceTable.Cost(price, usage.InputTokens, usage.CachedInputTokens, usage.OutputTokens);
            _cost += cost;
            return cost;
        }

        if (PriceTable.Dearest(agency.Prices) is { } dearest)
            UnpricedUsd += PriceTable.Cost(dearest, usage.InputTokens, usage.CachedInputTokens, usage.OutputTokens);
        return 0;
    }

    public TurnUsage Total(string provider, string? region, string? model, int tier)
        => new(provider, region, model, tier, _input, _cached, _output, _cost, Wait, Promised ?? TimeSpan.Zero, Reason, day);

    public TurnUsage Total(PlannedTier tier)
        => Total(tier.Tier.Provider, tier.Deployment?.Region, tier.Deployment?.Model, tier.Number);
}
