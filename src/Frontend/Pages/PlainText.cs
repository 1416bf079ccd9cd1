using System.Text;

namespace GovStack.Frontend.Pages;

/// <summary>A text without the characters that make it look like another: direction overrides, isolates, tag characters and controls.</summary>
internal static class PlainText
{
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsDeceptive(rune.Value))
                clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    private static bool IsDeceptive(int value) => value switch
    {
        '\n' or '\r' or '\t' => false,
        < 0x20 or (>= 0x7F and < 0xA0) => true,
        >= 0x202A and <= 0x202E => true,    // Direction embeddings and overrides.
        >= 0x2066 and <= 0x2069 => true,    // Direction isolates.
        0x200B or 0x2060 or 0xFEFF => true, // Invisible joints; the joiners of emoji and of Persian stay.
        >= 0xE0000 and <= 0xE007F => true,  // Tags: text that only machines read.
        _ => false,
    };
}
