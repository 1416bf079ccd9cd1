namespace GovStack.Knowledge.Index;

/// <summary>Leaves out passages that say nearly the same as one already taken: agencies repeat whole paragraphs from page to page.</summary>
internal sealed class NearDuplicates
{
    /// <summary>The share of runs of three words that two texts have in common from which on they say the same.</summary>
    private const double SameShare = 0.85;

    private readonly List<HashSet<long>> _taken = [];

    /// <summary>Takes a passage, unless it says nearly the same as one taken before.</summary>
    /// <returns>False where it was left out.</returns>
    public bool TryTake(PassageTerms passage)
    {
        var shingles = Shingles(passage);
        if (_taken.Exists(other => AreSame(other, shingles)))
            return false;
        _taken.Add(shingles);
        return true;
    }

    private static bool AreSame(HashSet<long> one, HashSet<long> other)
    {
        var (fewer, more) = one.Count <= other.Count ? (one, other) : (other, one);
        if (fewer.Count == 0 || fewer.Count < more.Count * SameShare)
            return false;
        var shared = fewer.Count(more.Contains);
        return shared >= SameShare * (fewer.Count + more.Count - shared);
    }

    private static HashSet<long> Shingles(PassageTerms passage)
    {
        var start = Array.FindIndex(passage.Segments, segment => segment.Field == PassageField.Body);
        var shingles = new HashSet<long>();
        if (start < 0)
            return shingles;
        var numbers = passage.Numbers.AsSpan(passage.Segments[start].Start);
        for (var index = 0; index + 2 < numbers.Length; index++)
            shingles.Add(unchecked((((long)numbers[index] * 1_000_003) + numbers[index + 1]) * 1_000_003 + numbers[index + 2]));
        return shingles;
    }
}
