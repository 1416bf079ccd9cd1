namespace GovStack.Conversations.Safety;

/// <summary>Recognises dates written as numbers, so that nothing takes them for something else.</summary>
internal static class Dates
{
    /// <summary>Tells whether a date begins at a token: "2026-03-02", "3/2/2026", "02.03.26", "20260302".</summary>
    public static bool IsDate(TextTokens tokens, int first)
    {
        var own = tokens.Digits(first);
        if (tokens[first].Length == 8)
            return IsYear(own[..4]) && IsMonthAndDay(own[4..6], own[6..]) || IsYear(own[4..]) && IsMonthAndDay(own[..2], own[2..4]);
        if (first + 2 >= tokens.Count || tokens.After(first) is not ("-" or "/" or ".") || tokens.After(first + 1) is not ("-" or "/" or "."))
            return false;
        if (!tokens[first + 1].IsNumber || !tokens[first + 2].IsNumber)
            return false;
        var (second, third) = (tokens.Digits(first + 1), tokens.Digits(first + 2));
        if (IsYear(own))
            return IsMonthAndDay(second, third);
        return own.Length <= 2 && second.Length <= 2 && (IsYear(third) || third.Length == 2) && IsMonthAndDay(own, second);
    }

    private static bool IsYear(string digits) => digits.Length == 4 && digits[..2] is "18" or "19" or "20" or "21";

    private static bool IsMonthAndDay(string first, string second)
    {
        if (first.Length > 2 || second.Length > 2)
            return false;
        var (one, two) = (int.Parse(first, System.Globalization.CultureInfo.InvariantCulture), int.Parse(second, System.Globalization.CultureInfo.InvariantCulture));
        return (one is >= 1 and <= 12 && two is >= 1 and <= 31) || (one is >= 1 and <= 31 && two is >= 1 and <= 12);
    }
}
