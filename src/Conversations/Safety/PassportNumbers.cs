namespace GovStack.Conversations.Safety;

/// <summary>Finds passport numbers where the text speaks of a passport: their shape alone says nothing.</summary>
internal static class PassportNumbers
{
    /// <summary>Scans for a passport number at a token.</summary>
    public static ScannedData? Scan(TextTokens tokens, int index)
    {
        var token = tokens[index];
        return token.Length is >= 7 and <= 9 && token.DigitCount >= 5 && (token.DigitCount == token.Length || char.IsAsciiLetter(tokens.Characters(index)[0]))
            && tokens.StandsAlone(index, index) && !Dates.IsDate(tokens, index) && Context.Has(tokens, index, Context.Passports, 8)
            ? new(index, PersonalDataKinds.Passport)
            : null;
    }
}
