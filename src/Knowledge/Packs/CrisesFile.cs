using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Packs;

/// <summary>Reads crises/&lt;language&gt;.yaml: per crisis what people in danger write, and under <c>harmless</c> what sounds alike and is not.</summary>
internal static class CrisesFile
{
    private const string Harmless = "harmless";

    private const int LongestMessage = 500;

    public static IReadOnlyList<CrisisExample> Read(string file, string language, string text, IReadOnlyList<CrisisRule> crises, PackContext context)
    {
        var examples = new List<CrisisExample>();
        if (YamlTree.ReadMap(file, text, 0, context.Faults) is not { } map)
            return examples;
        var section = new PackSection(file, map, context);
        foreach (var entry in map.Entries)
        {
            if (entry.Key != Harmless && crises.All(crisis => crisis.Id != entry.Key))
                section.Fault(entry.Line, $"unknown crisis '{entry.Key}'; the agency has {string.Join(", ", crises.Select(crisis => crisis.Id))}, and '{Harmless}'");
            foreach (var item in section.AsItems(entry.Value, entry.Key, atLeast: 0))
            {
                var message = section.AsText(item, entry.Key);
                if (message.Length > LongestMessage)
                    section.Fault(item.Line, $"the message is longer than {LongestMessage} characters");
                if (message.Length > 0)
                    examples.Add(new(entry.Key == Harmless ? null : entry.Key, language, message));
            }
        }

        // What it learns to call harmless, it learns from here: without these every question with a strong word in it would be an alarm.
        if (examples.Count > 0 && examples.Count(example => example.Crisis is null) * 3 < examples.Count)
            section.Fault(1, $"at least a third of the messages must stand under '{Harmless}'");
        return examples;
    }
}
