using GovStack.Conversations.Agencies;
using GovStack.Conversations.Costs;

namespace GovStack.Conversations.Providers;

/// <summary>The tiers a question will try, in order: those configured, each deployment once, the cheapest first where the budget asks for it.</summary>
/// <param name="Models">The model tiers.</param>
/// <param name="Pages">The pages' tier, or null where the chain has none.</param>
/// <param name="IsReordered">Whether the budget put another model first than the chain does.</param>
internal sealed record ChainPlan(IReadOnlyList<PlannedTier> Models, PlannedTier? Pages, bool IsReordered)
{
    public static ChainPlan Make(ProviderRegistry registry, Agency agency, IReadOnlyList<ChainTier> tiers, BudgetMode budget)
    {
        var models = new List<PlannedTier>();
        PlannedTier? pages = null;
        for (var i = 0; i < tiers.Count; i++)
        {
            if (registry.IsExtractive(tiers[i]))
                pages ??= new(i + 1, tiers[i], null);
            else if (registry.Find(tiers[i]) is { } deployment && !models.Exists(known => known.Deployment == deployment))
                models.Add(new(i + 1, tiers[i], deployment));
        }

        if (models.Count == 0)
            pages ??= new(tiers.Count + 1, new ChainTier(ProviderNames.Extractive, null, null), null);   // Always there.
        if (budget == BudgetMode.Normal || models.Count < 2)
            return new(models, pages, IsReordered: false);

        var cheapest = models.OrderBy(tier => Price(agency, tier.Deployment!)).ToList();
        return new(cheapest, pages, IsReordered: cheapest[0] != models[0]);
    }

    private static decimal Price(Agency agency, Deployment deployment)
    {
        if (deployment.IsLocal)
            return 0;
        var price = PriceTable.Find(agency.Prices, deployment.Model) ?? PriceTable.Dearest(agency.Prices);
        return price is null ? 0 : (3 * price.Input) + price.Output;   // A question sends about three times what comes back.
    }
}
