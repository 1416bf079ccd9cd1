using System.Text.RegularExpressions;
using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Costs;

/// <summary>What a call costs by the pack's price list.</summary>
public static partial class PriceTable
{
    private const decimal Million = 1_000_000m;

    /// <summary>Finds a model's price: by its name, or by the longest name it extends with a date or a version ("gpt-4.1-mini-2025-04-14").</summary>
    /// <returns>The price, or null: "gpt-4.1-pico" is another model than "gpt-4.1" and has no price of its own.</returns>
    public static ModelPrice? Find(PriceList prices, string model)
    {
        ModelPrice? best = null;
        foreach (var price in prices.Models)
        {
            if (string.Equals(price.Model, model, StringComparison.OrdinalIgnoreCase))
                return price;
            if (model.StartsWith(price.Model, StringComparison.OrdinalIgnoreCase)
                && Version().IsMatch(model.AsSpan(price.Model.Length))
                && price.Model.Length > (best?.Model.Length ?? 0))
                best = price;
        }

        return best;
    }

    /// <summary>Computes a cost in US dollars.</summary>
    /// <param name="price">The model's price.</param>
    /// <param name="inputTokens">Prompt tokens, cached ones included.</param>
    /// <param name="cachedInputTokens">Of these, from the provider's cache.</param>
    /// <param name="outputTokens">Answer tokens, thinking included.</param>
    public static decimal Cost(ModelPrice price, long inputTokens, long cachedInputTokens, long outputTokens)
    {
        var cached = Math.Clamp(cachedInputTokens, 0, Math.Max(inputTokens, 0));
        return (((inputTokens - cached) * price.Input) + (cached * price.CachedInput) + (outputTokens * price.Output)) / Million;
    }

    /// <summary>Finds the dearest price of a list: what a model without a price counts as against the budget, so that an unlisted model cannot empty the purse unseen.</summary>
    /// <returns>The price, or null where the list is empty.</returns>
    public static ModelPrice? Dearest(PriceList prices) => prices.Models.MaxBy(price => price.Input + price.Output);

    // "-2025-04-14", "-20250929", "-0613", "-latest", "-preview", "-v1:0", "@20250929", ":free".
    [GeneratedRegex(@"^([-@](\d{4}-\d{2}-\d{2}|\d{3,8}|latest|preview|v\d+(:\d+)?)|:[a-z0-9]+)+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
