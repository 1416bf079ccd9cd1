namespace GovStack.Conversations.Dispatch;

/// <summary>The languages of scripts other than Latin: the script alone tells them.</summary>
internal static class Scripts
{
    private static readonly (char First, char Last, string[] Languages)[] Ranges =
    [
        ('\u0370', '\u03FF', ["el"]),
        ('\u0400', '\u052F', ["ru", "uk", "bg", "sr", "be", "mk"]),
        ('\u0531', '\u058F', ["hy"]),
        ('\u0590', '\u05FF', ["he", "yi"]),
        ('\u0600', '\u06FF', ["ar", "fa", "ur", "ps"]),
        ('\u0900', '\u097F', ["hi", "ne", "mr"]),
        ('\u0980', '\u09FF', ["bn"]),
        ('\u0A00', '\u0A7F', ["pa"]),
        ('\u0A80', '\u0AFF', ["gu"]),
        ('\u0B80', '\u0BFF', ["ta"]),
        ('\u0C00', '\u0C7F', ["te"]),
        ('\u0E00', '\u0E7F', ["th"]),
        ('\u1000', '\u109F', ["my"]),
        ('\u10A0', '\u10FF', ["ka"]),
        ('\u1200', '\u137F', ["am", "ti"]),
        ('\u1780', '\u17FF', ["km"]),
        ('\u3040', '\u30FF', ["ja"]),
        ('\uAC00', '\uD7AF', ["ko"]),
        ('\u4E00', '\u9FFF', ["zh", "ja"]),
    ];

    /// <summary>Finds the script most of a text's letters are written in.</summary>
    /// <returns>The languages of that script, or null where it is Latin or none.</returns>
    public static string[]? Find(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[Ranges.Length];
        var others = 0;
        foreach (var c in text)
        {
            if (!char.IsLetter(c))
                continue;
            var range = c < Ranges[0].First ? -1 : IndexOf(c);
            if (range < 0)
                others++;
            else
                counts[range]++;
        }

        var most = 0;
        for (var i = 1; i < counts.Length; i++)
            most = counts[i] > counts[most] ? i : most;

        // A sign of Chinese says as much as a word of English; and Japanese is told by its few kana among them.
        var kana = counts[^3] > 0 && counts[^1] > 0 && counts[^3] * 10 >= counts[^1];
        return counts[most] == 0 || counts[most] * 3 < others ? null : kana ? ["ja"] : Ranges[most].Languages;
    }

    private static int IndexOf(char c)
    {
        for (var i = 0; i < Ranges.Length; i++)
        {
            if (c >= Ranges[i].First && c <= Ranges[i].Last)
                return i;
        }

        return -1;
    }
}
