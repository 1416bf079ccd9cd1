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
    private readonly Dictionary<ulong, List<JoinedPhrase>> _byOpening = [];

    /// <summary>Adds a phrase.</summary>
    public void Add(List<string> words, int tag)
    {
        var letters = new JoinedLetters(FoldedText.Of(string.Join(' ', words))).Letters.ToString();
        if (letters.Length < Window)
            return;
        var opening = 0UL;
        foreach (var c in letters.AsSpan(0, Window))
            opening = opening * Base + c;
        _maybe[Filter(opening)] = true;
        if (!_byOpening.TryGetValue(opening, out var phrases))
            _byOpening.Add(opening, phrases = []);
        phrases.Add(new(letters, words.Count - 1, tag));
    }

    /// <summary>Finds the phrases.</summary>
    public void FindAll(FoldedText text, List<PhraseMatch> found)
    {
        if (_byOpening.Count == 0)
            return;
        var joined = new JoinedLetters(text);
        var letters = joined.Letters;
        var hash = 0UL;
        for (var end = 0; end < letters.Length; end++)
        {
            if (end >= Window)
                hash -= letters[end - Window] * OldestWeight;
            hash = hash * Base + letters[end];
            var start = end - Window + 1;
            if (start >= 0 && _maybe[Filter(hash)] && _byOpening.TryGetValue(hash, out var phrases))
                Compare(joined, start, phrases, found);
        }
    }

    private static void Compare(JoinedLetters text, int start, List<JoinedPhrase> phrases, List<PhraseMatch> found)
    {
        foreach (var phrase in phrases)
        {
            if (!text.Letters[start..].StartsWith(phrase.Letters, StringComparison.Ordinal))
                continue;
            var end = start + phrase.Letters.Length - 1;
            var (first, last) = (text.WordAt(start), text.WordAt(end));
            var beginsWord = start == 0 || text.WordAt(start - 1) != first;
            var endsWord = text.EndsWord(end);

            // Whole words; or a space is missing. "hit by a carpenter" is neither.
            if ((beginsWord && endsWord) || ((beginsWord || endsWord || first == last) && last - first < phrase.Spaces))
                found.Add(new(phrase.Tag, first, last));
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

    private sealed record JoinedPhrase(string Letters, int Spaces, int Tag);

    /// <summary>A text's letters without spaces, a letter that is repeated once only, and the word of each.</summary>
    private readonly ref struct JoinedLetters
    {
        private readonly int[] _words;
        private readonly int _length;
        private readonly char[] _letters;

        public JoinedLetters(FoldedText text)
        {
            var source = text.Letters;
            _letters = new char[source.Length];
            _words = new int[source.Length + 1];
            for (var word = 0; word < text.Count; word++)
            {
                foreach (var c in text[word])
                {
                    if (_length > 0 && _letters[_length - 1] == c && !char.IsAsciiDigit(c))
                        continue;
                    _letters[_length] = c;
                    _words[_length++] = word;
                }
            }

            _words[_length] = text.Count;
        }

        public ReadOnlySpan<char> Letters => _letters.AsSpan(0, _length);

        public int WordAt(int index) => _words[index];

        public bool EndsWord(int index) => _words[index + 1] != _words[index];
    }
}
