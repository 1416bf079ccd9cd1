using System.Text.RegularExpressions;
using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Packs;

/// <summary>Reads texts/&lt;language&gt;.yaml: the agency's own wording of the product's sentences.</summary>
internal static partial class TextsFile
{
    public static IReadOnlyDictionary<string, string> Read(string file, string language, string text, PackContext context)
    {
        var texts = new Dictionary<string, string>();
        if (YamlTree.ReadMap(file, text, 0, context.Faults) is not { } map)
            return texts;
        var section = new PackSection(file, map, context);
        foreach (var entry in map.Entries)
        {
            if (!ProductTexts.Keys.Contains(entry.Key))
            {
                section.Fault(entry.Line, $"unknown key '{entry.Key}'; the product has no such sentence");
                continue;
            }

            var wording = section.AsText(entry.Value, entry.Key);
            var allowed = Places(ProductTexts.BuiltIn(entry.Key, language));
            if (!Places(wording).IsSubsetOf(allowed) || Place().Replace(wording, "").AsSpan().ContainsAny('{', '}'))
                section.Fault(entry.Line, $"'{entry.Key}' may hold only the places {(allowed.Count == 0 ? "(none)" : string.Join(", ", allowed.Order()))}");
            texts[entry.Key] = wording;
        }

        return texts;
    }

    /// <summary>Joins the languages' wordings; a sentence worded in one language keeps the product's own words in the others.</summary>
    public static IReadOnlyDictionary<string, LocalizedText> Join(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> byLanguage, PackContext context)
        => byLanguage.Values.SelectMany(texts => texts.Keys).Distinct().ToDictionary(
            key => key,
            key => new LocalizedText(
                context.Languages.Select(language => KeyValuePair.Create(
                    language,
                    byLanguage.GetValueOrDefault(language)?.GetValueOrDefault(key) ?? ProductTexts.BuiltIn(key, language))),
                context.DefaultLanguage));

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\{[0-9](:[^{}]*)?\}")]
    private static partial Regex Place();
}
