using System.Globalization;

namespace GovStack.Frontend.Turns;

/// <summary>A number in an address. Read by hand, so that a bad one gets our error and not a bare 400.</summary>
internal static class QueryNumber
{
    /// <summary>Reads it.</summary>
    /// <returns>False where it is there and no number from <paramref name="min"/> to <paramref name="max"/>.</returns>
    public static bool TryRead(string? text, int min, int max, out int? number)
    {
        number = null;
        if (text is null)
            return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < min || value > max)
            return false;
        number = value;
        return true;
    }
}
