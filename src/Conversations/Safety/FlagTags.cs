using System.Text;

namespace GovStack.Conversations.Safety;

/// <summary>
/// The three flags that are spelled with tag characters: England, Scotland and Wales. Every other use of tag characters is hidden text.
/// </summary>
internal static class FlagTags
{
    private static readonly string[] Flags = [Spell("gbeng"), Spell("gbsct"), Spell("gbwls")];

    /// <summary>Tells how many UTF-16 characters the flag at a place takes; 0 where there is none.</summary>
    public static int LengthAt(string text, int at)
    {
        if (text[at] != Flags[0][0])
            return 0;
        foreach (var flag in Flags)
        {
            if (string.CompareOrdinal(text, at, flag, 0, flag.Length) == 0)
                return flag.Length;
        }

        return 0;
    }

    private static string Spell(string region)
    {
        var flag = new StringBuilder("\U0001F3F4");
        foreach (var letter in region)
            flag.Append(new Rune(0xE0000 + letter).ToString());
        return flag.Append(new Rune(0xE007F).ToString()).ToString();
    }
}
