using System.Runtime.InteropServices;

namespace GovStack.Conversations.Dispatch;

/// <summary>
/// Turns a text into a sparse vector of unit length: its words, its pairs of neighbouring words, and the letters inside its words (which
/// forgive spelling). What is rare in the examples weighs more. Learned once from the examples, then only read.
/// </summary>
internal sealed class TextFeatures
{
    // Longer texts are read at both ends: the question of a long message stands at its beginning or its end.
    private const int MostWords = 128;
    private const int ShortestGram = 3;
    private const int LongestGram = 5;

    // A text has some hundred features, and every question is read several times: the list they are collected in is kept. Of a pasted page it is not.
    private const int MostKept = 4_096;

    [ThreadStatic]
    private static List<(ulong Hash, FeatureKind Kind)>? _collected;

    private readonly Dictionary<ulong, int> _indexes;
    private readonly float[] _weights;

    private TextFeatures(Dictionary<ulong, int> indexes, float[] weights)
    {
        _indexes = indexes;
        _weights = weights;
    }

    /// <summary>Gets the number of features known.</summary>
    public int Count => _weights.Length;

    /// <summary>Takes a text apart. It is most of the work of reading one: an example, which is learned from and tried several times, is taken apart once.</summary>
    public static (ulong Hash, FeatureKind Kind)[] PartsOf(string text)
    {
        var found = new List<(ulong Hash, FeatureKind Kind)>();
        Collect(text, found);
        return [.. found];
    }

    /// <summary>Learns the features and their weights from examples that have been taken apart.</summary>
    public static TextFeatures Learn(IReadOnlyList<(ulong Hash, FeatureKind Kind)[]> texts, IntentClassifierOptions options)
    {
        var seen = new Dictionary<ulong, (int Texts, int Last, FeatureKind Kind)>();
        for (var i = 0; i < texts.Count; i++)
        {
            foreach (var (hash, kind) in texts[i])
            {
                ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, hash, out var exists);
                if (!exists || entry.Last != i)
                    entry = (entry.Texts + 1, i, kind);
            }
        }

        // Of many examples, what occurs once says little and would be most of the memory.
        var fewest = texts.Count > 5_000 ? 2 : 1;
        var indexes = new Dictionary<ulong, int>();
        var weights = new List<float>();
        foreach (var (hash, entry) in seen)
        {
            if (entry.Texts < fewest && entry.Kind != FeatureKind.Word)
                continue;
            indexes.Add(hash, weights.Count);
            weights.Add((MathF.Log((1f + texts.Count) / (1f + entry.Texts)) + 1) * options.WeightOf(entry.Kind));
        }

        return new TextFeatures(indexes, [.. weights]);
    }

    /// <summary>Makes the vector of a text.</summary>
    public FeatureRow Read(string text)
    {
        var found = _collected ??= new List<(ulong Hash, FeatureKind Kind)>(512);
        found.Clear();
        Collect(text, found);
        var row = Read(CollectionsMarshal.AsSpan(found));
        if (found.Count > MostKept)
            _collected = null;
        return row;
    }

    /// <summary>Makes the vector of a text that has been taken apart.</summary>
    public FeatureRow Read(ReadOnlySpan<(ulong Hash, FeatureKind Kind)> parts)
    {
        var indexes = parts.Length <= 1_024 ? stackalloc int[parts.Length] : new int[parts.Length];
        var count = 0;
        var (words, knownWords) = (0, 0);
        foreach (var (hash, kind) in parts)
        {
            var isKnown = _indexes.TryGetValue(hash, out var index);
            if (isKnown)
                indexes[count++] = index;
            if (kind != FeatureKind.Word)
                continue;
            words++;
            knownWords += isKnown ? 1 : 0;
        }

        return Weigh(indexes[..count], words == 0 ? 0 : (float)knownWords / words);
    }

    private FeatureRow Weigh(Span<int> indexes, float knownWords)
    {
        indexes.Sort();
        var count = 0;
        for (var i = 0; i < indexes.Length; i++)
            count += i == 0 || indexes[i] != indexes[i - 1] ? 1 : 0;
        var distinct = new int[count];
        var values = new float[count];
        var squares = 0f;
        count = 0;
        for (var i = 0; i < indexes.Length;)
        {
            var end = i + 1;
            while (end < indexes.Length && indexes[end] == indexes[i])
                end++;
            var value = (1 + MathF.Log(end - i)) * _weights[indexes[i]];
            (distinct[count], values[count]) = (indexes[i], value);
            count++;
            squares += value * value;
            i = end;
        }

        var scale = squares > 0 ? 1 / MathF.Sqrt(squares) : 0;
        foreach (ref var value in values.AsSpan())
            value *= scale;
        return new FeatureRow(distinct, values, knownWords);
    }

    private static void Collect(string text, List<(ulong Hash, FeatureKind Kind)> found)
    {
        var folded = FoldedText.Of(text);
        var previous = Hash(FeatureKind.Pair, "^");
        for (var i = 0; i < folded.Count; i++)
        {
            if (folded.Count > MostWords && i == MostWords / 2)
                i = folded.Count - MostWords / 2;
            var word = folded[i];
            found.Add((Hash(FeatureKind.Word, word), FeatureKind.Word));
            found.Add((Extend(previous, word), FeatureKind.Pair));
            previous = Extend(Hash(FeatureKind.Pair, word), " ");
            CollectLetters(word, found);
        }

        if (folded.Count > 0)
            found.Add((Extend(previous, "$"), FeatureKind.Pair));
    }

    private static void CollectLetters(ReadOnlySpan<char> word, List<(ulong Hash, FeatureKind Kind)> found)
    {
        const int LongestWord = 40;
        if (word.Length > LongestWord)
            word = word[..LongestWord];
        Span<char> framed = stackalloc char[LongestWord + 2];
        framed[0] = '^';
        word.CopyTo(framed[1..]);
        framed[word.Length + 1] = '$';
        framed = framed[..(word.Length + 2)];
        for (var start = 0; start + ShortestGram <= framed.Length; start++)
        {
            var hash = Hash(FeatureKind.Letters, framed.Slice(start, ShortestGram));
            found.Add((hash, FeatureKind.Letters));
            for (var end = start + ShortestGram; end < framed.Length && end < start + LongestGram; end++)
            {
                hash = Extend(hash, framed.Slice(end, 1));
                found.Add((hash, FeatureKind.Letters));
            }
        }
    }

    private static ulong Hash(FeatureKind kind, ReadOnlySpan<char> text) => Extend(14695981039346656037UL + (ulong)kind, text);

    // FNV-1a: stable between processes and versions, unlike string.GetHashCode.
    private static ulong Extend(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}

/// <summary>What a feature is made of.</summary>
internal enum FeatureKind
{
    /// <summary>One word.</summary>
    Word = 1,

    /// <summary>Two neighbouring words.</summary>
    Pair,

    /// <summary>Three to five neighbouring letters of one word.</summary>
    Letters,
}

/// <summary>A text's features, in ascending order, with weights of unit length.</summary>
/// <param name="Indexes">The features.</param>
/// <param name="Values">Their weights.</param>
/// <param name="KnownWords">The share of the text's words that occur in the examples, 0 to 1.</param>
internal readonly record struct FeatureRow(int[] Indexes, float[] Values, float KnownWords);
