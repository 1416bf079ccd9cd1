using System.Buffers;
using System.Text;

namespace GovStack.Conversations.Safety;

/// <summary>
/// Puts a person's words or a page's text into a prompt as data. The text is fenced by a tag it cannot close: whatever it says stands
/// inside, and the prompt's fixed part tells the model that nothing inside is an instruction.
/// </summary>
public static class PromptText
{
    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz-");

    /// <summary>Fences a text.</summary>
    /// <param name="name">The tag's name, lower-case letters and dashes: "question", "passage".</param>
    /// <param name="text">Any text.</param>
    /// <param name="attributes">Short attributes, for example the number of a passage; their values are made harmless too.</param>
    /// <returns>The tag, the text on lines of its own, and the closing tag.</returns>
    /// <exception cref="ArgumentException">The name is no tag's name.</exception>
    public static string Delimit(string name, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        ArgumentNullException.ThrowIfNull(text);
        RequireName(name);
        var result = new StringBuilder(text.Length + 64).Append('<').Append(name);
        foreach (var (key, value) in attributes)
        {
            RequireName(key);
            result.Append(' ').Append(key).Append("=\"").Append(Neutralise(value).Replace('"', '\'').ReplaceLineEndings(" ")).Append('"');
        }

        return result.Append(">\n").Append(Neutralise(text)).Append("\n</").Append(name).Append('>').ToString();
    }

    /// <summary>Makes a text unable to open or close a tag, or to speak in a role of a model's own format; everything else stays readable.</summary>
    public static string Neutralise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().IndexOfAny('<', '[', '|') < 0)
            return text;
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            // "<" that would begin a tag becomes "‹"; "2 < 3" stays. "<|" and "[INST]" begin a role in some models' formats.
            var next = i + 1 < text.Length ? text[i + 1] : ' ';
            if (text[i] == '<' && (char.IsAsciiLetter(next) || next is '/' or '|' or '!' or '?'))
                result.Append('‹');
            else if (text[i] == '|' && next == '>')
                result.Append('¦');
            else if (text[i] == '[' && IsRole(text.AsSpan(i)))
                result.Append('(');
            else
                result.Append(text[i]);
        }

        return result.ToString();
    }

    private static bool IsRole(ReadOnlySpan<char> text)
        => text.StartsWith("[INST]", StringComparison.OrdinalIgnoreCase) || text.StartsWith("[/INST]", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("[SYSTEM]", StringComparison.OrdinalIgnoreCase);

    private static void RequireName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.AsSpan().IndexOfAnyExcept(NameLetters) >= 0)
            throw new ArgumentException($"'{name}' is not a tag's name: lower-case letters and dashes.", nameof(name));
    }
}
