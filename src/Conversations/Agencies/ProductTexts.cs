namespace GovStack.Conversations.Agencies;

/// <summary>The product's own sentences, by key and language; an agency may word each of them differently in its pack.</summary>
public static class ProductTexts
{
    /// <summary>Finds a sentence and fills its numbered places.</summary>
    /// <param name="agency">Whose wording comes first.</param>
    /// <param name="key">The sentence, for example "queue.moved-to-background".</param>
    /// <param name="language">The person's language.</param>
    /// <param name="values">What goes into {0}, {1}, …</param>
    public static string Get(Agency agency, string key, string? language, params object[] values)
    {
        var template = agency.Texts.TryGetValue(key, out var own) ? own[language] : BuiltIn(key, language);
        return values.Length == 0 ? template : string.Format(System.Globalization.CultureInfo.InvariantCulture, template, values);
    }

    /// <summary>Gets the keys of all sentences.</summary>
    public static IEnumerable<string> Keys => ProductTextTable.Keys;

    /// <summary>Finds the product's own wording, with its numbered places unfilled.</summary>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public static string BuiltIn(string key, string? language) => ProductTextTable.Find(key, language);
}
