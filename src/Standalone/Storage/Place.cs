namespace GovStack.Standalone.Storage;

/// <summary>Where a turn lies: one number made of its conversation's key and its own number, so that a conversation's turns are neighbours.</summary>
internal static class Place
{
    /// <summary>The highest number a turn may have.</summary>
    public const int LargestNumber = (1 << NumberBits) - 1;

    private const int NumberBits = 20;

    /// <summary>Gets the place of a turn.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or above <see cref="LargestNumber"/>.</exception>
    public static long Of(long conversation, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, LargestNumber);
        return (conversation << NumberBits) | (long)number;
    }

    /// <summary>Gets the turn's number.</summary>
    public static int Number(long place) => (int)(place & LargestNumber);

    /// <summary>Says in SQL where a conversation's turns begin.</summary>
    public static string First(string conversation) => $"({conversation} << {NumberBits})";

    /// <summary>Says in SQL where a conversation's turns end.</summary>
    public static string Last(string conversation) => $"({conversation} << {NumberBits} | {LargestNumber})";

    /// <summary>Says in SQL which conversation a place belongs to.</summary>
    public static string Conversation(string place) => $"({place} >> {NumberBits})";
}
