using System.Globalization;
using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Packs;

/// <summary>
/// One mapping of a pack's file while it is read. Every getter names the fault where the key is missing or wrong and goes on with a stand-in;
/// <see cref="Finish"/> names the keys nobody asked for. What the stand-ins make is thrown away, because a pack with a fault is refused.
/// </summary>
internal sealed class PackSection(string file, YamlMap map, PackContext context)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public string File => file;

    public int Line => map.Line;

    public PackContext Context => context;

    public IEnumerable<YamlEntry> Entries => map.Entries;

    public YamlEntry? Find(string key)
    {
        _asked.Add(key);
        return map.Entries.FirstOrDefault(entry => entry.Key == key);
    }

    /// <summary>Finds the line of a key, or of the section where the key is missing.</summary>
    public int LineOf(string key) => map.Entries.FirstOrDefault(entry => entry.Key == key)?.Line ?? map.Line;

    public void Fault(int line, string reason) => context.Faults.Add(file, line, reason);

    public YamlEntry? Require(string key)
    {
        var entry = Find(key);
        if (entry is null)
            Fault(map.Line, $"the key '{key}' is missing");
        else if (entry.Value is YamlText { Value.Length: 0 })
            Fault(entry.Line, $"'{key}' is empty");
        else
            return entry;
        return null;
    }

    public string Text(string key) => Require(key) is { } entry ? AsText(entry.Value, key) : "";

    public string? OptionalText(string key) => Find(key) is null ? null : Text(key);

    public string AsText(YamlValue value, string what)
    {
        if (value is YamlText text && !string.IsNullOrWhiteSpace(text.Value))
            return text.Value.Trim();
        Fault(value.Line, value is YamlText ? $"'{what}' is empty" : $"'{what}' must be text, not {value.Kind}");
        return "";
    }

    public IReadOnlyList<YamlValue> Items(string key, bool required = true, int atLeast = 1)
    {
        var entry = required ? Require(key) : Find(key);
        if (entry is null)
            return [];
        return AsItems(entry.Value, key, atLeast);
    }

    public IReadOnlyList<YamlValue> AsItems(YamlValue value, string what, int atLeast = 1)
    {
        if (value is not YamlList list)
        {
            Fault(value.Line, $"'{what}' must be a list");
            return [];
        }

        if (list.Items.Count < atLeast)
            Fault(list.Line, $"'{what}' needs at least {atLeast} {(atLeast == 1 ? "entry" : "entries")}");
        return list.Items;
    }

    public IReadOnlyList<string> Texts(string key, bool required = true, int atLeast = 1)
        => [.. Items(key, required, atLeast).Select(item => AsText(item, key)).Where(text => text.Length > 0)];

    public PackSection? Section(string key, bool required = true)
        => (required ? Require(key) : Find(key)) is { } entry ? AsSection(entry.Value, key) : null;

    public PackSection? AsSection(YamlValue value, string what)
    {
        if (value is YamlMap inner)
            return new PackSection(file, inner, context);
        Fault(value.Line, $"'{what}' must be a mapping (key: value), not {value.Kind}");
        return null;
    }

    public LocalizedText Localized(string key)
        => Require(key) is { } entry ? AsLocalized(entry.Value, key) : LocalizedText.Same("");

    /// <summary>Reads a text in every language of the agency; a plain text reads the same in all.</summary>
    public LocalizedText AsLocalized(YamlValue value, string what)
    {
        if (value is not YamlMap translations)
        {
            var same = AsText(value, what);
            return new(context.Languages.Select(language => KeyValuePair.Create(language, same)), context.DefaultLanguage);
        }

        var texts = new Dictionary<string, string>();
        foreach (var entry in translations.Entries)
        {
            CheckLanguage(entry.Key, entry.Line);
            texts[entry.Key] = AsText(entry.Value, $"{what}.{entry.Key}");
        }

        foreach (var language in context.Languages.Where(language => !texts.ContainsKey(language)))
            Fault(translations.Line, $"'{what}' has no text in the language '{language}'");
        return texts.Count == 0 ? LocalizedText.Same("") : new(texts, context.DefaultLanguage);
    }

    /// <summary>Reads lists of texts per language.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TextsByLanguage(string key, bool required, bool everyLanguage = false)
    {
        var texts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        var section = Section(key, required);
        if (section is null)
            return texts;
        foreach (var entry in section.Entries)
        {
            CheckLanguage(entry.Key, entry.Line);
            var what = $"{key}.{entry.Key}";
            texts[entry.Key] = [.. AsItems(entry.Value, what).Select(item => AsText(item, what)).Where(text => text.Length > 0)];
        }

        foreach (var language in context.Languages.Where(language => everyLanguage && !texts.ContainsKey(language)))
            Fault(section.Line, $"'{key}' has no entries in the language '{language}'");
        return texts;
    }

    public int Integer(string key, int least, int most, int otherwise)
    {
        if (Find(key) is not { } entry)
            return otherwise;
        if (entry.Value is YamlText text && int.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
            return number;
        Fault(entry.Line, $"'{key}' must be a whole number from {least} to {most}");
        return otherwise;
    }

    public decimal Money(string key, bool positive = false)
    {
        if (Require(key) is not { } entry)
            return 0;
        if (entry.Value is YamlText text
            && decimal.TryParse(text.Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= 0 && (number > 0 || !positive))
            return number;
        Fault(entry.Line, $"'{key}' must be an amount in US dollars, {(positive ? "above 0" : "0 or more")}");
        return 0;
    }

    public bool Flag(string key, bool otherwise)
    {
        if (Find(key) is not { } entry)
            return otherwise;
        if (entry.Value is YamlText { Value: "true" or "false" } text)
            return text.Value == "true";
        Fault(entry.Line, $"'{key}' must be true or false");
        return otherwise;
    }

    public DateOnly Date(string key) => Require(key) is { } entry ? context.CheckDate(file, entry.Line, key, AsText(entry.Value, key)) : default;

    public void CheckLanguage(string language, int line)
    {
        if (!context.Languages.Contains(language))
            Fault(line, $"the language '{language}' is not one of the agency's ({string.Join(", ", context.Languages)})");
    }

    /// <summary>Names every key that means nothing here; call it once all known keys have been read.</summary>
    public void Finish()
    {
        foreach (var entry in map.Entries.Where(entry => !_asked.Contains(entry.Key)))
            Fault(entry.Line, $"unknown key '{entry.Key}'; known here: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}");
    }
}
