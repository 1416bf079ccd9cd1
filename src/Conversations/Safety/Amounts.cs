using System.Collections.Frozen;

namespace GovStack.Conversations.Safety;

/// <summary>Recognises amounts of money and quantities.</summary>
internal static class Amounts
{
    private static readonly FrozenSet<string> Units = new[]
    {
        "dollar", "dollars", "usd", "euro", "euros", "eur", "peso", "pesos", "mxn", "pound", "pounds", "gbp", "cents", "dolares", "dólares", "percent",
        "people", "residents", "personas", "habitantes", "miles", "km", "kilometers", "bucks", "million", "billion", "millones",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tells whether the number at a token is an amount: "$4,111", "1234567890 dollars", "12 %".</summary>
    public static bool IsAmount(TextTokens tokens, int index)
    {
        var before = tokens.Before(index);
        if (before is '$' or '€' or '£' or '¥' || (before == ' ' && tokens[index].Start > 1 && tokens.Text[tokens[index].Start - 2] is '$' or '€' or '£' or '¥'))
            return true;
        var after = tokens.After(index);
        if (after.StartsWith("%") || after.StartsWith(" %") || after.StartsWith("€") || after.StartsWith(" €"))
            return true;
        return index + 1 < tokens.Count && after.Length == 1 && Units.GetAlternateLookup<ReadOnlySpan<char>>().Contains(tokens.Characters(index + 1));
    }
}
