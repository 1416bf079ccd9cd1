using System.Collections.Frozen;

namespace GovStack.Conversations.Agencies;

/// <summary>The built-in sentences in English and Spanish.</summary>
internal static class ProductTextTable
{
    private static readonly FrozenDictionary<string, (string English, string Spanish)> Texts =
        new Dictionary<string, (string, string)>
        {
            ["refusal.too-long"] = (
                "Your message is longer than 32 KB. Please send a shorter one, or split it into several questions.",
                "Su mensaje supera los 32 KB. Envíe uno más corto o divídalo en varias preguntas."),
            ["refusal.empty"] = ("Please write a question.", "Escriba una pregunta."),
        }.ToFrozenDictionary();

    public static IEnumerable<string> Keys => Texts.Keys;

    public static string Find(string key, string? language)
    {
        if (!Texts.TryGetValue(key, out var text))
            throw new ArgumentException($"There is no product text '{key}'.", nameof(key));
        return string.Equals(language, "es", StringComparison.OrdinalIgnoreCase) ? text.Spanish : text.English;
    }
}
