using System.IO.Enumeration;

namespace GovStack.Conversations.Dispatch;

/// <summary>The words that phrases are made of, each a number; reads a text's words as those numbers, spelling mistakes forgiven.</summary>
internal sealed class PhraseWords
{
    // Short words have too many neighbours to guess: "fire" and "hire", "gun" and "gum".
    private const int ShortestForgiven = 6;

    // A call for help is short; guessing the spelling of every word of a long letter would find only lookalikes.
    private const int MostWordsForgiven = 400;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<string, int> _withoutOneLetter = [];
    private readonly Dictionary<char, List<(string Pattern, int Number)>> _patterns = [];

    // Which first letters words of which length have: rules out most words of a text without looking them up.
    private readonly bool[] _openings = new bool[128 * 32];

    /// <summary>Numbers a word of a phrase.</summary>
    /// <param name="word">The word, folded.</param>
    /// <param name="star">The letter that stands for "*".</param>
    public int SymbolOf(string word, char star)
    {
        if (_numbers.TryGetValue(word, out var number))
            return number;
        number = _numbers.Count;
        _numbers.Add(word, number);
        _openings[OpeningOf(word)] = true;
        if (word.Contains(star, StringComparison.Ordinal))
        {
            if (!_patterns.TryGetValue(word[0], out var patterns))
                _patterns.Add(word[0], patterns = []);
            patterns.Add((word.Replace(star, '*'), number));
        }
        else if (word.Length >= ShortestForgiven)
        {
            for (var dropped = 1; dropped < word.Length; dropped++)
                _withoutOneLetter.TryAdd(word.Remove(dropped, 1), number);
        }

        return number;
    }

    /// <summary>Reads a text.</summary>
    public PhraseSymbols Read(FoldedText text)
    {
        var exact = new int[text.Count];
        Dictionary<int, List<int>>? patterns = null;
        var lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < exact.Length; i++)
        {
            var word = text[i];
            if (!_openings[OpeningOf(word)] || !lookup.TryGetValue(word, out exact[i]))
                exact[i] = exact.Length <= MostWordsForgiven ? Guess(word, lookup) : -1;
            if (_patterns.Count == 0 || !_patterns.TryGetValue(word[0], out var candidates))
                continue;
            foreach (var (pattern, number) in candidates)
            {
                if (!FileSystemName.MatchesSimpleExpression(pattern, word, ignoreCase: false))
                    continue;
                patterns ??= [];
                if (!patterns.TryGetValue(i, out var matching))
                    patterns.Add(i, matching = []);
                matching.Add(number);
            }
        }

        return new PhraseSymbols(exact, patterns);
    }

    private static int OpeningOf(ReadOnlySpan<char> word) => (word[0] & 127) * 32 + Math.Min(31, word.Length);

    // One letter too many, too few, or two letters swapped. Never another letter in its place ("shouting" is not "shooting") nor another first
    // letter ("tabbed" is not "stabbed").
    private int Guess(ReadOnlySpan<char> word, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> exact)
    {
        if (word.Length is < ShortestForgiven - 1 or > 24)
            return -1;
        if (_withoutOneLetter.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var number))
            return number;
        Span<char> shorter = stackalloc char[word.Length];
        for (var dropped = 1; dropped < word.Length && word.Length > ShortestForgiven; dropped++)
        {
            word[..dropped].CopyTo(shorter);
            word[(dropped + 1)..].CopyTo(shorter[dropped..]);
            if (exact.TryGetValue(shorter[..^1], out number))
                return number;
        }

        for (var swapped = 1; swapped + 1 < word.Length && word.Length >= ShortestForgiven; swapped++)
        {
            word.CopyTo(shorter);
            (shorter[swapped], shorter[swapped + 1]) = (shorter[swapped + 1], shorter[swapped]);
            if (exact.TryGetValue(shorter, out number))
                return number;
        }

        return -1;
    }
}

/// <summary>A text's words as the numbers of the phrases' words.</summary>
internal readonly struct PhraseSymbols(int[] exact, Dictionary<int, List<int>>? patterns)
{
    /// <summary>Gets the number of words.</summary>
    public int Count => exact.Length;

    /// <summary>Gets the number of the word itself, or -1.</summary>
    public int ExactAt(int index) => exact[index];

    /// <summary>Gets the numbers of the patterns with "*" that the word fits.</summary>
    public ReadOnlySpan<int> PatternsAt(int index)
        => patterns is not null && patterns.TryGetValue(index, out var matching)
            ? System.Runtime.InteropServices.CollectionsMarshal.AsSpan(matching)
            : [];
}
