using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Packs;

/// <summary>Reads the provider chains and the prices of agency.yaml.</summary>
internal static class ChainSection
{
    private const int MostTiers = 5;
    private const string Extractive = "extractive";

    public static IReadOnlyDictionary<string, IReadOnlyList<ChainTier>> ReadChains(PackSection root)
    {
        var chains = new Dictionary<string, IReadOnlyList<ChainTier>>();
        if (root.Section("chains") is not { } section)
            return chains;
        var priced = PricedModels(root);
        foreach (var entry in section.Entries)
        {
            section.Context.CheckId(section.File, entry.Line, "chains", entry.Key);
            chains[entry.Key] = ReadChain(section, entry, priced);
        }

        if (chains.Count == 0)
            section.Fault(section.Line, "'chains' needs at least 1 entry");
        return chains;
    }

    public static PriceList ReadPrices(PackSection root)
    {
        if (root.Section("prices") is not { } section)
            return new(default, []);
        var models = new List<ModelPrice>();
        foreach (var item in section.Items("models", atLeast: 0))
        {
            if (section.AsSection(item, "models") is not { } entry)
                continue;
            var price = new ModelPrice(entry.Text("model"), entry.Money("input"), entry.Money("cached_input"), entry.Money("output"));
            if (price.Model.Length > 0 && models.Any(other => other.Model == price.Model))
                entry.Fault(entry.LineOf("model"), $"the model '{price.Model}' has two prices");
            models.Add(price);
            entry.Finish();
        }

        var prices = new PriceList(section.Date("updated"), models);
        section.Finish();
        return prices;
    }

    private static List<ChainTier> ReadChain(PackSection section, YamlEntry chain, HashSet<string> priced)
    {
        var tiers = new List<ChainTier>();
        foreach (var item in section.AsItems(chain.Value, chain.Key))
        {
            if (section.AsSection(item, chain.Key) is not { } entry)
                continue;
            var tier = new ChainTier(entry.Text("provider"), entry.OptionalText("region"), entry.OptionalText("model"));
            entry.Finish();
            CheckTier(entry, tier, priced);
            if (tiers.Contains(tier))
                entry.Fault(entry.Line, $"the chain '{chain.Key}' has this tier twice");
            tiers.Add(tier);
        }

        if (tiers.Count > MostTiers)
            section.Fault(chain.Line, $"the chain '{chain.Key}' has {tiers.Count} tiers; at most {MostTiers}");
        return tiers;
    }

    private static void CheckTier(PackSection entry, ChainTier tier, HashSet<string> priced)
    {
        if (tier.Provider == Extractive)
        {
            if (tier.Model is not null)
                entry.Fault(entry.LineOf("model"), "the provider 'extractive' has no model");
        }
        else if (tier.Model is null)
        {
            entry.Fault(entry.Line, $"the provider '{tier.Provider}' needs a model");
        }
        else if (tier.Model.Length > 0 && !priced.Contains(tier.Model))
        {
            entry.Fault(entry.LineOf("model"), $"the model '{tier.Model}' has no price under 'prices'");
        }
    }

    private static HashSet<string> PricedModels(PackSection root)
        => root.Find("prices")?.Value is YamlMap prices
            && prices.Entries.FirstOrDefault(entry => entry.Key == "models")?.Value is YamlList models
            ? [.. models.Items.OfType<YamlMap>()
                .Select(model => model.Entries.FirstOrDefault(entry => entry.Key == "model")?.Value)
                .OfType<YamlText>().Select(model => model.Value.Trim())]
            : [];
}
