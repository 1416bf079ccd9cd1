namespace GovStack.Conversations.Safety;

/// <summary>
/// Sees in one pass whether Markdown is nested deeper than anybody writes for people to read. A parser needs time by the square of the depth for it, so
/// models' answers and packs' pages are looked at before they are parsed.
/// </summary>
public static class MarkdownNesting
{
    /// <summary>The deepest nesting of brackets, quotations and lists that is read.</summary>
    public const int Deepest = 32;

    // Emphasis opens and closes with the same signs, so only their number in one paragraph can be bounded.
    private const int MostEmphasis = 1_000;

    /// <summary>Finds the first line that is nested too deeply.</summary>
    /// <returns>Its number from 1, or null where there is none.</returns>
    public static int? FindTooDeep(ReadOnlySpan<char> markdown)
    {
        var (line, brackets, emphasis) = (0, 0, 0);
        foreach (var text in markdown.EnumerateLines())
        {
            line++;
            if (text.IsWhiteSpace())
                (brackets, emphasis) = (0, 0);   // A paragraph ends, and what it left open with it.
            if (Containers(text) > Deepest)
                return line;
            foreach (var c in text)
            {
                brackets = Math.Max(0, brackets + (c switch { '[' or '(' => 1, ']' or ')' => -1, _ => 0 }));
                emphasis += c is '*' or '_' ? 1 : 0;
                if (brackets > Deepest || emphasis > MostEmphasis)
                    return line;
            }
        }

        return null;
    }

    // Quotation marks and list marks at a line's beginning, each a level; four blanks of indentation stand for one as well.
    private static int Containers(ReadOnlySpan<char> line)
    {
        var (levels, blanks) = (0, 0);
        for (var i = 0; i < line.Length; i++)
        {
            var digits = 0;
            while (i + digits < line.Length && char.IsAsciiDigit(line[i + digits]))
                digits++;
            if (digits > 0 && i + digits < line.Length && line[i + digits] is '.' or ')')
            {
                i += digits;
                levels++;
            }
            else if (line[i] is '>' or '-' or '+' or '*')
            {
                levels++;
            }
            else if (line[i] is ' ' or '\t')
            {
                blanks++;
            }
            else
            {
                break;
            }
        }

        return line.TrimEnd().IndexOfAnyExcept(" -+*") < 0 ? 0 : levels + (blanks / 4);   // A line of dashes is a rule.
    }
}
