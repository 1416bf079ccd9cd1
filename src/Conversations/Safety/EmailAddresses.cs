namespace GovStack.Conversations.Safety;

/// <summary>Finds e-mail addresses, from their "@" outwards.</summary>
internal static class EmailAddresses
{
    private const int LongestName = 64;
    private const int LongestDomain = 255;

    /// <summary>Finds all addresses, in order.</summary>
    public static List<FoundData> FindAll(string text)
    {
        var found = new List<FoundData>();
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var start = at;
            while (start > 0 && at - start < LongestName && IsNameCharacter(text[start - 1]))
                start--;
            while (start < at && text[start] is '.' or '\'' or '-')
                start++;
            var end = EndOfDomain(text, at + 1);
            if (start < at && end > 0)
                found.Add(new(start, end, PersonalDataKinds.Email));
        }

        return found;
    }

    private static bool IsNameCharacter(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '%' or '\'' or '&' or '=' or '~' or '!' or '#' or '$' or '*' or '/' or '^' or '{' or '|' or '}';

    // The end of the last label of two letters or more that follows a dot; 0 where there is none.
    private static int EndOfDomain(string text, int start)
    {
        var (end, label, limit) = (0, start, Math.Min(text.Length, start + LongestDomain));
        for (var i = start; i <= limit; i++)
        {
            if (i < limit && (char.IsLetterOrDigit(text[i]) || (text[i] == '-' && i > label)))
                continue;
            if (i == label)
                break;
            if (label > start && i - label >= 2 && IsLetters(text, label, i))
                end = i;
            if (i == limit || text[i] != '.')
                break;
            label = i + 1;
        }

        return end;
    }

    private static bool IsLetters(string text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (!char.IsLetter(text[i]))
                return text.AsSpan(start).StartsWith("xn--", StringComparison.OrdinalIgnoreCase);
        }

        return true;
    }
}
