namespace GovStack.Knowledge.Index;

/// <summary>
/// In how many passages two words stand side by side. Counted in a table of fixed size by hash: a rare collision makes a pair look a little
/// commoner than it is, and a large agency's index stays small.
/// </summary>
internal sealed class PairCounts
{
    private const int MostSlots = 1 << 21;

    private readonly ushort[] _counts;

    public PairCounts(IReadOnlyList<PassageTerms> passages)
    {
        var pairs = Math.Min(passages.Sum(passage => (long)passage.Numbers.Length) * ClosePairs.Reach * 2, MostSlots);
        _counts = new ushort[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1024, pairs))];
        var seen = new HashSet<uint>();
        foreach (var passage in passages)
        {
            seen.Clear();
            foreach (var segment in passage.Segments)
            {
                for (var first = segment.Start; first < segment.Start + segment.Length; first++)
                {
                    for (var second = first + 1; second <= first + ClosePairs.Reach && second < segment.Start + segment.Length; second++)
                        seen.Add(Slot(passage.Numbers[first], passage.Numbers[second]));
                }
            }

            foreach (var slot in seen)
                _counts[slot] += _counts[slot] < ushort.MaxValue ? (ushort)1 : (ushort)0;
        }
    }

    public int PassagesWith(int first, int second) => _counts[Slot(first, second)];

    private uint Slot(int first, int second)
    {
        var hash = unchecked((((ulong)(uint)first << 32) | (uint)second) * 0x9E3779B97F4A7C15UL);
        return (uint)(hash >> 32) & (uint)(_counts.Length - 1);
    }
}

/// <summary>What counts as standing side by side: within two words, in order; closer is better.</summary>
internal static class ClosePairs
{
    public const int Reach = 2;

    public static double Closeness(int distance) => 1.0 / distance;
}
