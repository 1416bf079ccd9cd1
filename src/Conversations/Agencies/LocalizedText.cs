using System.Collections.Frozen;

namespace GovStack.Conversations.Agencies;

/// <summary>One sentence in the languages an agency writes. Falls back to the agency's default language, then to any.</summary>
public sealed class LocalizedText
{
    private readonly FrozenDictionary<string, string> _byLanguage;
    private readonly string _fallback;

    /// <summary>Makes a text from its translations.</summary>
    /// <param name="byLanguage">Two-letter language tags and texts; at least one.</param>
    /// <param name="defaultLanguage">The language given where another is not there.</param>
    public LocalizedText(IEnumerable<KeyValuePair<string, string>> byLanguage, string defaultLanguage)
    {
        _byLanguage = byLanguage.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        if (_byLanguage.Count == 0)
            throw new ArgumentException("A text needs at least one language.", nameof(byLanguage));
        _fallback = _byLanguage.GetValueOrDefault(defaultLanguage) ?? _byLanguage.Values[0];
    }

    /// <summary>Gets the text of a language, or the agency's default.</summary>
    public string this[string? language] => language is not null && _byLanguage.TryGetValue(language, out var text) ? text : _fallback;

    /// <summary>Gets the languages this text is written in.</summary>
    public IReadOnlyCollection<string> Languages => _byLanguage.Keys;

    /// <summary>Makes a text that reads the same in every language, for tests and names.</summary>
    public static LocalizedText Same(string text) => new([new("en", text)], "en");
}
