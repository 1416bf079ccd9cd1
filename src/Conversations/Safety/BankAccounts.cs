using System.Collections.Frozen;

namespace GovStack.Conversations.Safety;

/// <summary>Finds bank accounts: IBANs by country, length and check digits; other accounts where the text calls them so.</summary>
internal static class BankAccounts
{
    private static readonly FrozenDictionary<string, int> Lengths = """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18
        GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15
        PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenDictionary(entry => entry[..2], entry => int.Parse(entry[2..], System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Scans for an IBAN that begins at a token.</summary>
    public static ScannedData? ScanIban(TextTokens tokens, int first)
    {
        var opening = tokens.Characters(first);
        if (opening.Length < 2 || !char.IsAsciiLetter(opening[0]) || !char.IsAsciiLetter(opening[1]))
            return null;
        Span<char> country = [char.ToUpperInvariant(opening[0]), char.ToUpperInvariant(opening[1])];
        if (!Lengths.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(country, out var length))
            return null;
        var iban = tokens.Compact(first, length, out var last);
        return iban is not null && char.IsAsciiDigit(iban[2]) && char.IsAsciiDigit(iban[3]) && (Remainder(iban) == 1 || Context.Has(tokens, first, Context.Ibans, 3)) ? new(last, PersonalDataKinds.Iban) : null;
    }

    /// <summary>Scans for an account number at a token.</summary>
    public static ScannedData? ScanAccount(TextTokens tokens, int index)
        => tokens[index].IsNumber && tokens[index].Length is >= 6 and <= 17 && tokens.StandsAlone(index, index) && !Dates.IsDate(tokens, index)
            && Context.Has(tokens, index, Context.Accounts, 5) ? new(index, PersonalDataKinds.Account) : null;

    private static int Remainder(string iban)
    {
        var remainder = 0;
        for (var i = 0; i < iban.Length; i++)
        {
            var c = iban[(i + 4) % iban.Length];
            if (!char.IsAsciiLetterOrDigit(c))
                return 0;
            remainder = (char.IsAsciiDigit(c) ? remainder * 10 + (c - '0') : remainder * 100 + (c - 'A' + 10)) % 97;
        }

        return remainder;
    }
}
