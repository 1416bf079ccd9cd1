namespace GovStack.Conversations.Dispatch;

/// <summary>
/// Finds phrases whose spaces were lost ("helpmyhouseisonfire") or doubled ("k i l l m y s e l f"), by the letters alone. One rolling hash
/// over the text, so the cost does not grow with the number of phrases.
/// </summary>
internal sealed class JoinedPhrases
{
    // Shorter ones turn up by accident where two harmless words meet.
    private const int Window = 8;
    private const int FilterBits = 14;
    private const ulong Base = 1_099_511_628_211UL;
    private static readonly ulong OldestWeight = Power(Window - 1);

    // Says at once of nearly every place in a text that no phrase begins there.
    private readonly bool[] _maybe = new bool[1 << FilterBits];
    private readonly Dictionary<ulong, List<(string Letters, int Spaces, int Tag)>> _byOpening = [];

    /// <summary>Adds a phrase.</summary>
    public void Add(List<string> words, int tag)
    {
        var letters = string.Concat(words);
        if (letters.Length < Window)
            return;
        var opening = 0UL;
        foreach (var c in letters.AsSpan(0, Window))
            opening = opening * Base + c;
        _maybe[Filter(opening)] = true;
        if (!_byOpening.TryGetValue(opening, out var phrases))
            _byOpening.Add(opening, phrases = []);
        phrases.Add((letters, words.Count - 1, tag));
    }

    /// <summary>Finds the phrases.</summary>
    public void FindAll(FoldedText text, List<PhraseMatch> found)
    {
        var letters = text.Letters;
        if (letters.Length < Window || _byOpening.Count == 0)
            return;
        var hash = 0UL;
        var word = 0;
        for (var end = 0; end < letters.Length; end++)
        {
            if (end >= Window)
                hash -= letters[end - Window] * OldestWeight;
            hash = hash * Base + letters[end];
            var start = end - Window + 1;
            if (start < 0)
                continue;
            if (!_maybe[Filter(hash)] || !_byOpening.TryGetValue(hash, out var phrases))
                continue;
            while (word + 1 < text.Count && text.StartOf(word + 1) <= start)
                word++;
            Compare(text, letters, start, word, phrases, found);
        }
    }

    private static void Compare(
        FoldedText text, ReadOnlySpan<char> letters, int start, int first, List<(string Letters, int Spaces, int Tag)> phrases, List<PhraseMatch> found)
    {
        foreach (var (phrase, spaces, tag) in phrases)
        {
            if (!letters[start..].StartsWith(phrase, StringComparison.Ordinal))
                continue;
            var end = start + phrase.Length;
            var last = first;
            while (last + 1 < text.Count && text.StartOf(last + 1) < end)
                last++;
            var beginsWord = text.StartOf(first) == start;
            var endsWord = text.StartOf(last) + text[last].Length == end;

            // Whole words; or a space is missing. "hit by a carpenter" is neither.
            if ((beginsWord && endsWord) || ((beginsWord || endsWord || first == last) && last - first < spaces))
                found.Add(new(tag, first, last));
        }
    }

    // The low bits of a product are poor; multiplying once more brings all of them into the high ones.
    private static int Filter(ulong hash) => (int)(hash * 0x9E3779B97F4A7C15UL >> (64 - FilterBits));

    private static ulong Power(int exponent)
    {
        var power = 1UL;
        for (var i = 0; i < exponent; i++)
            power *= Base;
        return power;
    }
}
