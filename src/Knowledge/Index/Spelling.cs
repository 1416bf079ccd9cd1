namespace GovStack.Knowledge.Index;

/// <summary>Finds what was meant by a word the pages do not hold: the commonest of their words one slip away (a letter too many, missing, wrong or swapped).</summary>
internal sealed class Spelling
{
    /// <summary>Shorter words have too many neighbours to guess among.</summary>
    private const int ShortestWord = 5;

    private readonly Dictionary<(char First, int Length), List<(string Word, int Count)>> _words;

    public Spelling(IReadOnlyDictionary<string, int> counts)
        => _words = counts
            .Where(word => word.Key.Length >= ShortestWord - 1 && !char.IsAsciiDigit(word.Key[0]))
            .GroupBy(word => (word.Key[0], word.Key.Length))
            .ToDictionary(
                group => group.Key,
                group => group.Select(word => (word.Key, word.Value)).OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal).ToList());

    /// <summary>Corrects a word; the first letter is taken to be right, as it nearly always is.</summary>
    /// <returns>The corrected word, or null.</returns>
    public string? Correct(string word)
    {
        if (word.Length < ShortestWord || word.Any(char.IsAsciiDigit))
            return null;
        (string Word, int Count) best = ("", 0);
        for (var length = word.Length - 1; length <= word.Length + 1; length++)
        {
            // Ordered by count: the first that fits is the best of its length.
            var found = _words.GetValueOrDefault((word[0], length))?.Find(candidate => IsOneSlipAway(candidate.Word, word)) ?? default;
            if (found.Word is not null && found.Count > best.Count)
                best = found;
        }

        return best.Count > 0 ? best.Word : null;
    }

    private static bool IsOneSlipAway(string one, string other)
    {
        var same = one.AsSpan().CommonPrefixLength(other);
        var restOne = one.AsSpan(same);
        var restOther = other.AsSpan(same);
        if (restOne.Length > restOther.Length)
            return restOne[1..].SequenceEqual(restOther);
        if (restOne.Length < restOther.Length)
            return restOne.SequenceEqual(restOther[1..]);
        return restOne.Length > 0 && (restOne[1..].SequenceEqual(restOther[1..])
            || (restOne.Length > 1 && restOne[0] == restOther[1] && restOne[1] == restOther[0] && restOne[2..].SequenceEqual(restOther[2..])));
    }
}
