namespace GovStack.Grains.Storage;

/// <summary>US dollars as a whole number of 10⁻¹² dollars, as in the standalone store: sums of them stay exact.</summary>
internal static class Money
{
    private const decimal PerDollar = 1_000_000_000_000m;

    /// <summary>Rounds to the stored unit.</summary>
    public static long ToStored(decimal dollars) => decimal.ToInt64(decimal.Round(dollars * PerDollar));

    /// <summary>Reads what was stored.</summary>
    public static decimal FromStored(long stored) => stored / PerDollar;
}
