namespace GovStack.Conversations.Safety;

/// <summary>Finds personal numbers with letters in them, by their shape and where they have one, their check letter.</summary>
internal static class LetteredIds
{
    private const string SpanishCheckLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

    // L a letter, D a digit, X either.
    private static readonly (string Shape, Func<string, bool> IsValid)[] Shapes =
    [
        ("LLLLDDDDDDLLLLLLXD", id => id[10] is 'H' or 'M' or 'X'),       // Mexico, CURP
        ("LLLLLLDDLDDLDDDL", _ => true),                                 // Italy, codice fiscale
        ("DLXDLXDLLDD", id => id[0] is >= '1' and <= '9'),               // United States, Medicare
        ("LLDDDDDDL", IsBritish),                                        // United Kingdom, National Insurance
        ("DDDDDDDDL", id => IsSpanish(id[..8], id[8])),                  // Spain, DNI
        ("LDDDDDDDL", id => "XYZ".Contains(id[0]) && IsSpanish("XYZ".IndexOf(id[0], StringComparison.Ordinal) + id[1..8], id[8])),  // Spain, NIE
        ("LDDDDDDDDD", id => id[0] == 'A'),                              // United States, A-number
        ("LDDDDDDDD", id => id[0] == 'A'),
    ];

    /// <summary>Scans for an id that begins at a token.</summary>
    public static ScannedData? Scan(TextTokens tokens, int first)
    {
        if (tokens[first].Length > 18)
            return null;
        foreach (var (shape, isValid) in Shapes)
        {
            var id = tokens.CompactShape(first, shape, out var last);
            if (id is not null && isValid(id) && tokens.StandsAlone(first, last) && IsOneOrSeparated(tokens, first, last))
                return new(last, PersonalDataKinds.NationalId);
        }

        return tokens[first].Length is >= 6 and <= 14 && tokens[first].DigitCount >= 5 && !Dates.IsDate(tokens, first)
            && Context.Has(tokens, first, Context.Drivers, 6) && Context.Has(tokens, first, Context.Licenses, 6)
            ? new(first, PersonalDataKinds.NationalId)
            : null;
    }

    // "a 12345678" and "12345678 y" in a sentence are a number and a small word: a letter of its own must be written as a part of the id.
    private static bool IsOneOrSeparated(TextTokens tokens, int first, int last)
        => first == last || (IsPart(tokens, first, first) && IsPart(tokens, last, last - 1));

    private static bool IsPart(TextTokens tokens, int letter, int gap)
        => tokens[letter].Length > 1 || !char.IsAsciiLetterLower(tokens.Characters(letter)[0]) || tokens.After(gap).Contains('-');

    private static bool IsSpanish(string digits, char letter)
        => SpanishCheckLetters[int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) % SpanishCheckLetters.Length] == letter;

    private static bool IsBritish(string id)
        => !"DFIQUV".Contains(id[0]) && !"DFIQUVO".Contains(id[1]) && id[8] is >= 'A' and <= 'D' && id[..2] is not ("BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ");
}
