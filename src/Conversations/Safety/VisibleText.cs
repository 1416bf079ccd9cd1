using System.Globalization;
using System.Text;

namespace GovStack.Conversations.Safety;

/// <summary>
/// Leaves of a text what a person can see. Characters that show nothing carry hidden instructions or break words apart; where a script or an
/// emoji needs them, they stay.
/// </summary>
internal static class VisibleText
{
    // The Stream-Safe Text Format's limit: longer runs are no writing, and normalising them costs the square of their length.
    private const int MostMarks = 30;

    /// <summary>Cleans a text and composes it (NFC). Line ends become "\n".</summary>
    public static string Clean(string text)
    {
        if (IsPlain(text))
            return text;
        var clean = new StringBuilder(text.Length);
        var previous = default(Rune);
        var marks = 0;
        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                i++;
                continue;
            }

            var flag = FlagTags.LengthAt(text, i);
            if (flag > 0)
            {
                clean.Append(text, i, flag);
                (i, previous, marks) = (i + flag, rune, 0);
                continue;
            }

            var next = i + length < text.Length && Rune.TryGetRuneAt(text, i + length, out var following) ? following : default;
            i += length;
            var shown = Shown(rune, previous, next);
            if (shown.Value == 0)
                continue;
            marks = Rune.GetUnicodeCategory(shown) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (marks > MostMarks || (shown.Value == '\n' && previous.Value == '\r'))
            {
                previous = rune;
                continue;
            }

            clean.Append(shown.ToString());
            previous = rune;
        }

        return clean.ToString().Normalize(NormalizationForm.FormC);
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is not (>= ' ' and <= '~') and not '\n' and not '\t')
                return false;
        }

        return true;
    }

    // What stands for a character: itself, a space, a line end, or nothing (0).
    private static Rune Shown(Rune rune, Rune previous, Rune next) => rune.Value switch
    {
        '\n' or '\t' => rune,
        '\r' or 0x85 or 0x2028 or 0x2029 => new Rune('\n'),
        0x2800 => new Rune(' '),
        0x200C or 0x200D => Joiners.Belongs(rune, previous, next) ? rune : default,
        0xFE0E or 0xFE0F => Joiners.IsPictograph(previous) || previous.Value is '#' or '*' or (>= '0' and <= '9') ? rune : default,
        >= 0xE0100 and <= 0xE01EF => previous.Value is >= 0x3400 and <= 0x9FFF or >= 0x20000 and <= 0x3FFFF ? rune : default,
        >= 0x180B and <= 0x180F => previous.Value is >= 0x1820 and <= 0x18AA ? rune : default,
        >= 0xFE00 and <= 0xFE0D or 0x034F or 0x17B4 or 0x17B5 => default,
        0x115F or 0x1160 or 0x3164 or 0xFFA0 => default,
        >= 0xE0000 and <= 0xE0FFF or >= 0xFDD0 and <= 0xFDEF => default,
        >= 0x0600 and <= 0x0605 or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 => rune,
        _ when (rune.Value & 0xFFFE) == 0xFFFE => default,
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format => default,
        _ => rune,
    };
}
