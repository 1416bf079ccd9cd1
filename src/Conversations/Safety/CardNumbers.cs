namespace GovStack.Conversations.Safety;

/// <summary>Finds payment cards: 13 to 19 digits that pass the Luhn check, alone or in groups.</summary>
internal static class CardNumbers
{
    private const int Shortest = 13;
    private const int Longest = 19;

    /// <summary>Scans for a card number that begins at a token.</summary>
    public static ScannedData? Scan(TextTokens tokens, int first)
    {
        if (!tokens[first].IsNumber)
            return null;
        if (tokens[first].Length is 3 or 4 && Context.Has(tokens, first, Context.CardCodes, 3) && tokens.StandsAlone(first, first))
            return new(first, PersonalDataKinds.Card);
        if (tokens[first].Length is < 4 or > Longest)
            return null;
        Span<char> digits = stackalloc char[Longest];
        var count = 0;
        ScannedData? found = null;
        for (var i = first; i < tokens.Count && tokens[i].IsNumber && count + tokens[i].Length <= Longest; i++)
        {
            tokens.Digits(i).CopyTo(digits[count..]);
            count += tokens[i].Length;
            if (count >= Shortest && IsCard(digits[..count], tokens, first, i) && tokens.StandsAlone(first, i))
                found = new(i, PersonalDataKinds.Card);

            // Inside a number no group is shorter than a pair; the last may be.
            if (tokens[i].Length < 3 || !tokens.Joins(i))
                break;
        }

        return found;
    }

    private static bool IsCard(ReadOnlySpan<char> digits, TextTokens tokens, int first, int last)
        => HasIssuer(digits)
            && (PassesLuhn(digits)

                // A mistyped digit makes it no less a card where the person calls it one.
                || (digits.Length is 15 or 16 && (first == last || tokens[first].Length == 4) && Context.Has(tokens, first, Context.Cards, 8)));

    private static bool HasIssuer(ReadOnlySpan<char> digits) => digits[0] switch
    {
        '2' => digits[1] is >= '2' and <= '7',
        '3' => digits[1] is '0' or (>= '4' and <= '9'),
        '4' or '5' or '6' => true,
        _ => false,
    };

    /// <summary>Tells whether a number's digits pass the Luhn check.</summary>
    public static bool PassesLuhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1)
                digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }
}
