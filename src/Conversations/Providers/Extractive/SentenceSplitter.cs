using System.Buffers;

namespace GovStack.Conversations.Providers.Extractive;

/// <summary>One sentence or one list item of a passage.</summary>
/// <param name="Text">Whole, trimmed, without a list mark.</param>
/// <param name="Line">The line it stands on, from 0.</param>
/// <param name="Mark">The list mark as it is shown, "- " or "1. "; empty for running text.</param>
internal readonly record struct Sentence(string Text, int Line, string Mark)
{
    public bool IsListItem => Mark.Length > 0;

    public int Words => Text.AsSpan().Count(' ') + 1;

    /// <summary>Gets whether a list follows that this sentence introduces.</summary>
    public bool IntroducesList => Text.EndsWith(':');
}

/// <summary>Cuts a passage into whole sentences. Lines are paragraphs or list items; a full stop ends a sentence unless it belongs to an abbreviation, a number or an address.</summary>
internal static class SentenceSplitter
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(".!?");
    private static readonly SearchValues<char> Closers = SearchValues.Create(")]\"'»”’");

    // Lower case, without the last full stop. What stands before a name or number never ends a sentence.
    private static readonly HashSet<string> NeverLast = new(StringComparer.OrdinalIgnoreCase)
    {
        "dr", "mr", "mrs", "ms", "no", "nos", "st", "vs", "e.g", "i.e", "approx", "dept", "gov", "sen", "rep", "fig", "sec", "art",
        "sr", "sra", "srta", "dra", "lic", "ing", "núm", "num", "pág", "p.ej", "aprox", "tel", "av", "avda", "ud", "uds", "ee",
    };

    /// <summary>Cuts a text.</summary>
    public static List<Sentence> Split(string text)
    {
        var sentences = new List<Sentence>();
        var line = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var content = text.AsSpan()[range].Trim();
            if (content.IsEmpty)
                continue;
            var mark = ListMark(content, out var length);
            if (mark.Length > 0)
                sentences.Add(new(content[length..].Trim().ToString(), line, mark));
            else
                SplitLine(content, line, sentences);
            line++;
        }

        return sentences;
    }

    private static void SplitLine(ReadOnlySpan<char> line, int number, List<Sentence> into)
    {
        var start = 0;
        var from = 0;
        while (from < line.Length)
        {
            var at = line[from..].IndexOfAny(Ends);
            if (at < 0)
                break;
            var end = from + at + 1;
            while (end < line.Length && (Ends.Contains(line[end]) || Closers.Contains(line[end])))
                end++;
            if (EndsSentence(line, start, from + at, end))
            {
                into.Add(new(line[start..end].Trim().ToString(), number, ""));
                start = end;
            }

            from = end;
        }

        var rest = line[start..].Trim();
        if (!rest.IsEmpty)
            into.Add(new(rest.ToString(), number, ""));
    }

    private static bool EndsSentence(ReadOnlySpan<char> line, int start, int stop, int end)
    {
        if (end >= line.Length)
            return true;
        if (line[end] != ' ')
            return false;   // Inside a number, an address or an abbreviation such as "U.S".
        var next = line[end..].TrimStart();
        if (next.IsEmpty)
            return true;
        if (line[stop] != '.')
            return !char.IsLower(next[0]);
        if (char.IsLower(next[0]) || next[0] is ',' or ';')
            return false;

        var word = line[start..stop];
        var space = word.LastIndexOf(' ');
        word = word[(space + 1)..].TrimStart("([\"'«“¿¡");
        // An initial, "U.S." or "p.m.": two sentences too many in one piece are better than half of one.
        if ((word.Length == 1 && char.IsUpper(word[0])) || IsDotted(word))
            return false;
        if (word.Length <= 5 && word.Length > 0 && char.IsUpper(word[0]) && char.IsAsciiDigit(next[0]))
            return false;   // "Jan. 31", "Pub. 17".
        return word.Length > 5 || !NeverLast.Contains(word.ToString());
    }

    private static bool IsDotted(ReadOnlySpan<char> word)
    {
        if (word.Length > 7 || !word.Contains('.'))
            return false;
        foreach (var c in word)
        {
            if (c != '.' && !char.IsLetter(c))
                return false;
        }

        return true;
    }

    private static string ListMark(ReadOnlySpan<char> line, out int length)
    {
        length = 0;
        if (line.Length > 2 && line[0] is '-' or '*' or '•' or '–' or '·' && line[1] == ' ')
        {
            length = 2;
            return "- ";
        }

        var digits = 0;
        while (digits < line.Length && digits < 3 && char.IsAsciiDigit(line[digits]))
            digits++;
        if (digits is 0 or 3 || digits + 1 >= line.Length || line[digits] is not ('.' or ')') || line[digits + 1] != ' ')
            return "";
        length = digits + 2;
        return $"{line[..digits]}. ";
    }
}
