namespace GovStack.Conversations.Safety;

/// <summary>Finds telephone numbers: international ones, North American ones, and any the text calls one. Dates, amounts and codes are not.</summary>
internal static class PhoneNumbers
{
    private const int Shortest = 7;
    private const int Longest = 15;

    /// <summary>Scans for a number whose own shape says that it is a telephone's: North American, or with its country's code.</summary>
    public static ScannedData? ScanMarked(TextTokens tokens, int first, PublicNumbers publicNumbers)
    {
        var isInternational = tokens.Before(first) == '+' || HasDialledCountry(tokens, first);
        if (!MayBegin(tokens, first) || (!isInternational && tokens[first].Length is not (1 or 3 or 10 or 11)))
            return null;
        if (!isInternational && tokens[first].Length == 1 && (tokens.Characters(first)[0] != '1' || first + 1 == tokens.Count || tokens[first + 1].Length != 3))
            return null;
        var groups = Groups(tokens, first);
        var last = NorthAmerican(tokens, first, groups);
        if (last < 0 && isInternational)
            last = Until(first, groups, fewest: tokens.Before(first) == '+' ? 8 : 10, stopAt: 11);
        return Result(tokens, first, last, publicNumbers);
    }

    /// <summary>Scans for a number written as inside some country, or called a telephone number by the words before it.</summary>
    public static ScannedData? ScanOther(TextTokens tokens, int first, PublicNumbers publicNumbers)
    {
        if (!MayBegin(tokens, first) || tokens.ContinuesNumber(first) || IsTooShort(tokens, first) || Dates.IsDate(tokens, first))
            return null;
        var groups = Groups(tokens, first);
        var total = groups.Sum();
        var shape = string.Join('-', groups);
        if (IsNational(tokens, first, groups, total) || (shape is "2-4-4" && tokens.Digits(first) is "55" or "56" or "33" or "81"))
            return Result(tokens, first, first + groups.Count - 1, publicNumbers);

        // ZIP codes with their extension, employers' numbers, Social Security numbers.
        if (shape is "5-4" or "2-7" or "3-2-4" || !Context.SpeaksOfPhone(tokens, first))
            return null;
        return Result(tokens, first, Until(first, groups, Shortest, stopAt: 10), publicNumbers);
    }

    private static ScannedData? Result(TextTokens tokens, int first, int last, PublicNumbers publicNumbers)
    {
        if (last < 0)
            return null;
        var digits = string.Concat(Enumerable.Range(first, last - first + 1).Select(tokens.Digits));
        return new(last, publicNumbers.Contains(digits) ? null : PersonalDataKinds.Phone);
    }

    private static bool MayBegin(TextTokens tokens, int first) => tokens[first].IsNumber && tokens[first].Length <= Longest && BeginsNumber(tokens, first);

    private static bool HasDialledCountry(TextTokens tokens, int first)
        => tokens[first].Length > 2 && !tokens.ContinuesNumber(first) && tokens.Digits(first) is ['0', '0', not '0', ..];

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
                return IsAreaAndExchange(tokens.Digits(at)[^10..]) && tokens.StandsAlone(first, at) && !Context.Has(tokens, first, Context.OtherNumbers, 5) && !Context.Has(tokens, first, Context.Accounts, 5) ? at : -1;
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
        return groups.Count > 1 ? groups[0] is >= 2 and <= 5 && (total >= 10 || groups[0] == 2) : total >= 10;
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

    private static bool IsTooShort(TextTokens tokens, int first)
        => tokens[first].Length < Shortest && (first + 1 == tokens.Count || !tokens[first + 1].IsNumber || !tokens.JoinsPhone(first));

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
