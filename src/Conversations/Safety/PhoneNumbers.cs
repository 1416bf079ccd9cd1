namespace GovStack.Conversations.Safety;

/// <summary>Finds telephone numbers: international ones, North American ones, and any the text calls one. Dates, amounts and codes are not.</summary>
internal static class PhoneNumbers
{
    private const int Shortest = 7;
    private const int Longest = 15;

    /// <summary>Scans for a telephone number that begins at a token.</summary>
    public static ScannedData? Scan(TextTokens tokens, int first, PublicNumbers publicNumbers)
    {
        if (!tokens[first].IsNumber || tokens[first].Length > Longest || !BeginsNumber(tokens, first))
            return null;
        var groups = Groups(tokens, first);
        var last = LastOf(tokens, first, groups);
        if (last < 0)
            return null;
        var digits = string.Concat(Enumerable.Range(first, last - first + 1).Select(tokens.Digits));
        return new(last, publicNumbers.Contains(digits) ? null : PersonalDataKinds.Phone);
    }

    // The last token of the number, or -1.
    private static int LastOf(TextTokens tokens, int first, List<int> groups)
    {
        var plus = tokens.Before(first) == '+';
        var america = NorthAmerican(tokens, first, groups);
        if (america >= 0)
            return america;
        if (plus || (groups[0] > 2 && tokens.Digits(first).StartsWith("00", StringComparison.Ordinal)))
            return Until(first, groups, plus ? 8 : 10, stopAt: 11);
        if (Dates.IsDate(tokens, first))
            return -1;
        var total = groups.Sum();
        var shape = string.Join('-', groups);
        if (IsNational(tokens, first, groups, total) || (shape is "2-4-4" && tokens.Digits(first) is "55" or "56" or "33" or "81"))
            return first + groups.Count - 1;
        var isOtherNumber = shape is "5-4" or "2-7" or "3-2-4";
        return Context.SpeaksOfPhone(tokens, first) && !isOtherNumber && total >= Shortest ? Until(first, groups, Shortest, stopAt: 10) : -1;
    }

    private static int NorthAmerican(TextTokens tokens, int first, List<int> groups)
    {
        var skip = groups[0] == 1 && tokens.Digits(first) == "1" && groups.Count > 1 ? 1 : 0;
        var at = first + skip;
        switch (groups.Skip(skip).ToArray())
        {
            case [3, 3, 4, ..]:
                return IsAreaAndExchange(tokens.Digits(at) + tokens.Digits(at + 1)) && tokens.StandsAlone(first, at + 2) ? at + 2 : -1;
            case [3, 7, ..]:
                return IsAreaAndExchange(tokens.Digits(at) + tokens.Digits(at + 1)) && tokens.StandsAlone(first, at + 1) ? at + 1 : -1;
            case [10, ..]:
            case [11, ..] when tokens.Digits(at)[0] == '1':
                return IsAreaAndExchange(tokens.Digits(at)[^10..]) && tokens.StandsAlone(first, at) && !Context.Has(tokens, first, Context.OtherNumbers, 5) ? at : -1;
            default:
                return -1;
        }
    }

    private static bool IsAreaAndExchange(string digits) => digits[0] is >= '2' and <= '9' && digits[3] is >= '2' and <= '9';

    // "020 7946 0958", "06 12 34 56 78", "0171 2345678": inside a country numbers begin with a zero.
    private static bool IsNational(TextTokens tokens, int first, List<int> groups, int total)
    {
        if (!tokens.Digits(first).StartsWith('0') || total is < 9 or > 11 || Context.Has(tokens, first, Context.OtherNumbers, 5))
            return false;
        return groups.Count > 1 ? groups[0] is >= 2 and <= 5 && total >= 9 : total >= 10;
    }

    private static int Until(int first, List<int> groups, int fewest, int stopAt)
    {
        var total = 0;
        for (var i = 0; i < groups.Count; i++)
        {
            total += groups[i];
            if (total >= stopAt || i == groups.Count - 1)
                return total >= fewest && total <= Longest ? first + i : -1;
        }

        return -1;
    }

    private static List<int> Groups(TextTokens tokens, int first)
    {
        var groups = new List<int>();
        var total = 0;
        for (var i = first; i < tokens.Count && tokens[i].IsNumber && total + tokens[i].Length <= Longest; i++)
        {
            groups.Add(tokens[i].Length);
            total += tokens[i].Length;
            if (!tokens.JoinsPhone(i))
                break;
        }

        return groups;
    }

    // Not in the middle of an address, an amount or a code.
    private static bool BeginsNumber(TextTokens tokens, int first) => tokens.Before(first) is not ('/' or '=' or '_' or '$' or '€' or '£');
}
