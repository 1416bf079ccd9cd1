using System.Globalization;
using System.Text;

namespace GovStack.Conversations.Safety;

/// <summary>Where the two invisible joiners belong: inside emoji, and in the scripts whose spelling needs them (Persian, Hindi, Sinhala, …).</summary>
internal static class Joiners
{
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Tells whether a joiner stands where one is written.</summary>
    public static bool Belongs(Rune joiner, Rune previous, Rune next)
    {
        if (joiner.Value == ZeroWidthJoiner && (IsPictograph(previous) || previous.Value == 0xFE0F) && IsPictograph(next))
            return true;
        if (!UsesJoiners(previous))
            return false;

        // After a virama it may end a word: the old spelling of Malayalam's final letters.
        return UsesJoiners(next) || (Rune.GetUnicodeCategory(previous) == UnicodeCategory.NonSpacingMark && joiner.Value == ZeroWidthJoiner);
    }

    /// <summary>Tells whether a character may be an emoji, or a skin tone or part of one.</summary>
    public static bool IsPictograph(Rune rune) => rune.Value is
        (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2190 and <= 0x21FF) or (>= 0x2300 and <= 0x23FF) or (>= 0x2460 and <= 0x27BF)
        or (>= 0x2900 and <= 0x297F) or (>= 0x2B00 and <= 0x2BFF) or 0xA9 or 0xAE or 0x203C or 0x2049 or 0x2122 or 0x2139
        or 0x3030 or 0x303D or 0x3297 or 0x3299;

    private static bool UsesJoiners(Rune rune) => rune.Value is
        (>= 0x0600 and <= 0x07FF) or (>= 0x0860 and <= 0x0DFF) or (>= 0x0F00 and <= 0x109F) or (>= 0x1780 and <= 0x18AF)
        or (>= 0x1B00 and <= 0x1BFF) or (>= 0xA840 and <= 0xA9FF) or (>= 0xAA60 and <= 0xAA7F) or (>= 0xABC0 and <= 0xABFF)
        or (>= 0xFB50 and <= 0xFDCF) or (>= 0xFE70 and <= 0xFEFC);
}
