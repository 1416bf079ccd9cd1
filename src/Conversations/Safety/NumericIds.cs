namespace GovStack.Conversations.Safety;

/// <summary>Finds personal numbers made of digits only: United States, Canada, Brazil, Poland, France, Sweden; others where the text names them.</summary>
internal static class NumericIds
{
    private const string Digits = "DDDDDDDDDDDDDDD";

    /// <summary>Scans for an id that begins at a token.</summary>
    public static ScannedData? Scan(TextTokens tokens, int first)
    {
        if (!tokens[first].IsNumber || tokens[first].Length > 15)
            return null;
        if (tokens.ContinuesNumber(first))
            return null;
        return Match(tokens, first, 9, IsNineDigits)
            ?? Match(tokens, first, 11, IsElevenDigits)
            ?? Match(tokens, first, 10, IsSwedish)
            ?? Match(tokens, first, 15, static (digits, _, _, _) => IsFrench(digits))
            ?? ScanNamed(tokens, first);
    }

    private static ScannedData? Match(TextTokens tokens, int first, int length, Func<string, TextTokens, int, int, bool> isId)
    {
        var digits = tokens.CompactShape(first, Digits.AsSpan(0, length), out var last);
        return digits is not null && tokens.StandsAlone(first, last) && isId(digits, tokens, first, last)
            ? new(last, PersonalDataKinds.NationalId)
            : null;
    }

    private static bool IsNineDigits(string digits, TextTokens tokens, int first, int last)
    {
        var isAmerican = IsAmerican(digits);
        if (isAmerican && last == first + 2 && tokens[first].Length == 3 && tokens[first + 1].Length == 2)
            return true;

        // A ZIP code with its extension and an employer's number have nine digits as well.
        var isZipOrEmployer = last == first + 1 && tokens[first].Length is 5 or 2;
        if (isAmerican && !isZipOrEmployer && Context.Has(tokens, first, Context.Ids, 8))
            return true;
        return last == first + 2 && tokens[first].Length == 3 && tokens[first + 1].Length == 3 && digits[0] != '8'
            && CardNumbers.PassesLuhn(digits)
            && (tokens.After(first).Contains('-') || Context.Has(tokens, first, Context.Ids, 8));
    }

    // A Social Security number, or a taxpayer number in its place.
    private static bool IsAmerican(string digits)
    {
        var (area, group, serial) = (Number(digits, 0, 3), Number(digits, 3, 2), Number(digits, 5, 4));
        if (group == 0 || serial == 0 || area is 0 or 666)
            return false;
        return area < 900 || group is (>= 50 and <= 65) or (>= 70 and <= 88) or (>= 90 and <= 92) or (>= 94 and <= 99);
    }

    private static bool IsElevenDigits(string digits, TextTokens tokens, int first, int last) 
        => (last == first && (IsBrazilian(digits) || IsPolish(digits))) || (last == first + 3 && tokens[last].Length == 2 && tokens[first].Length == 3 && IsBrazilian(digits));

    private static bool IsBrazilian(string digits)
    {
        if (digits.AsSpan().IndexOfAnyExcept(digits[0]) < 0)
            return false;
        return Check(9) == digits[9] - '0' && Check(10) == digits[10] - '0';

        int Check(int length)
        {
            var sum = 0;
            for (var i = 0; i < length; i++)
                sum += (digits[i] - '0') * (length + 1 - i);
            return sum * 10 % 11 % 10;
        }
    }

    private static bool IsPolish(string digits)
    {
        ReadOnlySpan<int> weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
            sum += (digits[i] - '0') * weights[i];
        return (10 - sum % 10) % 10 == digits[10] - '0' && Number(digits, 2, 2) % 20 is >= 1 and <= 12 && Number(digits, 4, 2) is >= 1 and <= 31;
    }

    private static bool IsSwedish(string digits, TextTokens tokens, int first, int last)
        => last == first + 1 && tokens[first].Length == 6 && tokens.After(first) is "-" && CardNumbers.PassesLuhn(digits)
            && Number(digits, 2, 2) is >= 1 and <= 12 && Number(digits, 4, 2) is >= 1 and <= 31;

    private static bool IsFrench(string digits)
        => digits[0] is '1' or '2' && Number(digits, 3, 2) is >= 1 and <= 42
            && 97 - long.Parse(digits.AsSpan(0, 13), System.Globalization.CultureInfo.InvariantCulture) % 97 == Number(digits, 13, 2);

    // "My national id is 4471 882 019": whatever it is made of, the person says what it is.
    private static ScannedData? ScanNamed(TextTokens tokens, int first)
    {
        var (count, last) = (0, first);
        for (var i = first; i < tokens.Count && tokens[i].IsNumber && count + tokens[i].Length <= 15; i++)
        {
            count += tokens[i].Length;
            last = i;
            if (!tokens.Joins(i))
                break;
        }

        return count >= 7 && tokens.StandsAlone(first, last) && Context.Has(tokens, first, Context.OtherIds, 5) ? new(last, PersonalDataKinds.NationalId) : null;
    }

    private static int Number(string digits, int start, int length)
        => int.Parse(digits.AsSpan(start, length), System.Globalization.CultureInfo.InvariantCulture);
}
