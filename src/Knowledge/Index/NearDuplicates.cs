namespace GovStack.Knowledge.Index;

/// <summary>Leaves out passages that say nearly the same as one already taken: agencies repeat whole paragraphs from page to page.</summary>
internal sealed class NearDuplicates
{
    /// <summary>The share of runs of three words that two texts have in common from which on they say the same.</summary>
    private const double SameShare = 0.85;

    private readonly List<long[]> _taken = [];

    /// <summary>Takes a passage, unless it says nearly the same as one taken before.</summary>
    /// <returns>False where it was left out.</returns>
    public bool TryTake(PassageTerms passage)
    {
        var runs = passage.Runs;
        if (_taken.Exists(other => AreSame(other, runs)))
            return false;
        _taken.Add(runs);
        return true;
    }

    private static bool AreSame(long[] one, long[] other)
    {
        var (fewer, more) = one.Length <= other.Length ? (one, other) : (other, one);
        if (fewer.Length == 0 || fewer.Length < more.Length * SameShare)
            return false;
        var shared = Shared(fewer, more);
        return shared >= SameShare * (fewer.Length + more.Length - shared);
    }

    // Both are sorted, and hold each run once.
    private static int Shared(long[] one, long[] other)
    {
        var (shared, at) = (0, 0);
        foreach (var run in one)
        {
            while (at < other.Length && other[at] < run)
                at++;
            if (at < other.Length && other[at] == run)
                shared++;
        }

        return shared;
    }
}
