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
        var shingles = passage.Shingles;
        foreach (var other in _taken)
        {
            if (AreSame(other, shingles))
                return false;
        }

        _taken.Add(shingles);
        return true;
    }

    private static bool AreSame(HashSet<long> one, HashSet<long> other)
    {
        var (fewer, more) = one.Count <= other.Count ? (one, other) : (other, one);
        if (fewer.Count == 0 || fewer.Count < more.Count * SameShare)
            return false;
        var shared = 0;
        foreach (var shingle in fewer)
            shared += more.Contains(shingle) ? 1 : 0;
        return shared >= SameShare * (fewer.Count + more.Count - shared);
    }
}
