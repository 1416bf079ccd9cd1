namespace GovStack.Standalone.Storage;

/// <summary>US dollars as a whole number of 10⁻¹² dollars: sums of them stay exact. A row holds up to 9.2 million dollars.</summary>
internal static class Money
{
    private const decimal PerDollar = 1_000_000_000_000m;

    /// <summary>Rounds to the stored unit.</summary>
    public static long ToStored(decimal dollars) => decimal.ToInt64(decimal.Round(dollars * PerDollar));

    /// <summary>Reads what was stored.</summary>
    public static decimal FromStored(long stored) => stored / PerDollar;
}
