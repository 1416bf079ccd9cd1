using System.Text.RegularExpressions;

namespace GovStack.Knowledge.Packs;

/// <summary>
/// Phrases that recognise a crisis or a referral: "*" ends a word, "..." stands between words for up to three others, "(a|b c|)" is one of several words, or none.
/// </summary>
internal static partial class PhraseRules
{
    // Every combination is compiled; a phrase that stands for more is better written as two.
    private const int MostCombinations = 5_000;

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(PackSection section, string key, bool required, bool everyLanguage)
    {
        var phrases = section.TextsByLanguage(key, required, everyLanguage);
        if (section.Find(key)?.Value is not YamlMap languages)
            return phrases;
        foreach (var item in languages.Entries.SelectMany(entry => entry.Value is YamlList list ? list.Items : []))
        {
            if (item is YamlText { Value: var phrase } && Fault(phrase) is { } reason)
                section.Fault(item.Line, $"the phrase '{phrase}' {reason}");
        }

        return phrases.ToDictionary(
            language => language.Key, IReadOnlyList<string> (language) => [.. language.Value.Where(phrase => Fault(phrase) is null).SelectMany(Expand)], StringComparer.OrdinalIgnoreCase);
    }

    private static string? Fault(string phrase)
    {
        var groups = Choice().Matches(phrase);
        if (Choice().Replace(phrase, "").AsSpan().ContainsAny("()|"))
            return "has a bracket or a bar that belongs to no choice '(a|b)'";
        if (groups.Aggregate(1L, (product, group) => Math.Min(MostCombinations + 1L, product * group.Value.Split('|').Length)) > MostCombinations)
            return $"stands for more than {MostCombinations} phrases; write it as several";
        return Expand(phrase).Select(PlainFault).FirstOrDefault(fault => fault is not null);
    }

    private static string? PlainFault(string phrase)
    {
        var words = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return phrase.Length == 0 ? "may stand for no word at all" : null;   // Blank text is named as empty already.
        if (words[0] == "..." || words[^1] == "...")
            return "must not begin or end with '...'";
        if (words.Any(word => word != "..." && word.Contains("...", StringComparison.Ordinal)))
            return "needs spaces around '...'";
        return words.Any(word => word == "*" || word.AsSpan(0, word.Length - 1).Contains('*'))
            ? "may have '*' only at the end of a word, after at least one letter"
            : null;
    }

    /// <summary>Writes out every phrase that a phrase with choices stands for.</summary>
    private static IEnumerable<string> Expand(string phrase)
    {
        var choice = Choice().Match(phrase);
        return !choice.Success
            ? [phrase.Trim()]
            : choice.Groups[1].Value.Split('|').SelectMany(word => Expand(phrase[..choice.Index] + word.Trim() + phrase[(choice.Index + choice.Length)..]));
    }

    [GeneratedRegex(@"\(([^()]*)\)")]
    private static partial Regex Choice();
}
