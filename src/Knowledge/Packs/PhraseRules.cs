namespace GovStack.Knowledge.Packs;

/// <summary>Phrases that recognise a crisis or a referral: "*" ends a word, "..." stands between words for up to three others.</summary>
internal static class PhraseRules
{
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

        return phrases;
    }

    private static string? Fault(string phrase)
    {
        var words = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return null;   // Named as empty already.
        if (words[0] == "..." || words[^1] == "...")
            return "must not begin or end with '...'";
        if (words.Any(word => word != "..." && word.Contains("...", StringComparison.Ordinal)))
            return "needs spaces around '...'";
        return words.Any(word => word == "*" || word.AsSpan(0, word.Length - 1).Contains('*'))
            ? "may have '*' only at the end of a word, after at least one letter"
            : null;
    }
}
