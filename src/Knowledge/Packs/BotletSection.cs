using GovStack.Conversations.Agencies;
using GovStack.Conversations.Quota;

namespace GovStack.Knowledge.Packs;

/// <summary>Reads the botlets of agency.yaml.</summary>
internal static class BotletSection
{
    /// <summary>Reads only the ids, so that whatever stands before the botlets can be checked against them.</summary>
    public static IReadOnlyList<string> ReadIds(PackSection root)
        => root.Find("botlets")?.Value is YamlList list
            ? [.. list.Items.OfType<YamlMap>()
                .Select(botlet => botlet.Entries.FirstOrDefault(entry => entry.Key == "id")?.Value)
                .OfType<YamlText>().Select(id => id.Value.Trim()).Where(id => id.Length > 0).Distinct()]
            : [];

    public static IReadOnlyList<BotletDefinition> Read(PackSection root, IReadOnlyDictionary<string, IReadOnlyList<ChainTier>> chains)
    {
        var botlets = new List<BotletDefinition>();
        foreach (var item in root.Items("botlets"))
        {
            if (root.AsSection(item, "botlets") is not { } section)
                continue;
            var botlet = ReadOne(section, chains);
            if (botlet.Id.Length > 0 && botlets.Any(other => other.Id == botlet.Id))
                section.Fault(section.LineOf("id"), $"the botlet '{botlet.Id}' is defined twice");
            if (botlet.Id == OutOfScopeKey)
                section.Fault(section.LineOf("id"), $"'{OutOfScopeKey}' is the questions' name for what is not the agency's; choose another id");
            botlets.Add(botlet);
        }

        return botlets;
    }

    /// <summary>The key of the questions that no botlet answers.</summary>
    public const string OutOfScopeKey = "out_of_scope";

    private static BotletDefinition ReadOne(PackSection section, IReadOnlyDictionary<string, IReadOnlyList<ChainTier>> chains)
    {
        var botlet = new BotletDefinition
        {
            Id = section.Text("id"),
            Name = section.Localized("name"),
            Description = section.Localized("description"),
            Class = ReadClass(section),
            Tone = section.Text("tone"),
            Instructions = section.Text("instructions"),
            Chain = section.Text("chain"),
            HardChain = section.OptionalText("hard_chain"),
            MaxAnswerTokens = section.Integer("max_answer_tokens", 50, 8_000, 600),
            ThinkingTokens = section.Integer("thinking_tokens", 0, 100_000, 0),
            Examples = section.TextsByLanguage("examples", required: false),
        };
        section.Context.CheckId(section.File, section.LineOf("id"), "id", botlet.Id == OutOfScopeKey ? "" : botlet.Id);
        CheckChain(section, "chain", botlet.Chain, chains);
        CheckChain(section, "hard_chain", botlet.HardChain ?? "", chains);
        section.Finish();
        return botlet;
    }

    private static void CheckChain(PackSection section, string key, string chain, IReadOnlyDictionary<string, IReadOnlyList<ChainTier>> chains)
    {
        if (chain.Length > 0 && !chains.ContainsKey(chain))
            section.Fault(section.LineOf(key), $"unknown chain '{chain}'; the agency has {string.Join(", ", chains.Keys.Order(StringComparer.Ordinal))}");
    }

    private static QuotaClass ReadClass(PackSection section)
    {
        switch (section.OptionalText("class"))
        {
            case null or "interactive":
                return QuotaClass.Interactive;
            case "emergency":
                return QuotaClass.Emergency;
            case "background":
                return QuotaClass.Background;
            case var other:
                if (other.Length > 0)
                    section.Fault(section.LineOf("class"), $"'class' must be emergency, interactive or background, not '{other}'");
                return QuotaClass.Interactive;
        }
    }
}
