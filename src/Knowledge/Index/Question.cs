using System.Runtime.InteropServices;

namespace GovStack.Knowledge.Index;

/// <summary>A word of a question that the pages hold.</summary>
/// <param name="Number">Its number in the vocabulary.</param>
/// <param name="Stem">The stem.</param>
/// <param name="Weight">How telling it is.</param>
/// <param name="IsTelling">Whether it says what the question is about; false for stop words.</param>
internal sealed record QuestionWord(int Number, string Stem, double Weight, bool IsTelling);

/// <summary>Two words of a question that stand side by side, and how telling that is.</summary>
internal readonly record struct QuestionPair(int First, int Second, double Closeness, double Weight);

/// <summary>A question ready to be matched.</summary>
/// <param name="Words">Its words that the pages hold, each once.</param>
/// <param name="Pairs">Its close pairs, by places in <paramref name="Words"/>.</param>
/// <param name="TotalWeight">What all its words weigh, those the pages do not hold included.</param>
/// <param name="TellingWeight">The same for its telling words only.</param>
internal sealed record Question(IReadOnlyList<QuestionWord> Words, IReadOnlyList<QuestionPair> Pairs, double TotalWeight, double TellingWeight)
{
    /// <summary>
    /// Of a pasted letter only the most telling words are searched for, wherever it holds them: what is asked may stand at its end, and further words make a
    /// search slower than they make it better (Lucene's MoreLikeThis stops at 25). At most the bits of one number.
    /// </summary>
    private const int MostWords = 32;

    private const int MostCorrections = 6;

    /// <summary>What a word that no page holds keeps of the rarest word's weight in coverage: it may be a name or a place that matters little.</summary>
    private const double UnknownShare = 0.5;

    /// <summary>The share of the telling words, by weight, that are among the given ones, 0 to 1.</summary>
    /// <param name="held">Bits by the words' places.</param>
    public double Coverage(ulong held)
    {
        var sum = 0.0;
        for (var place = 0; place < Words.Count; place++)
            sum += Words[place].IsTelling && (held >> place & 1) != 0 ? Words[place].Weight : 0;
        return TellingWeight <= 0 ? 0 : sum / TellingWeight;
    }

    /// <summary>Reads a question.</summary>
    /// <param name="text">The person's words.</param>
    /// <param name="analyzer">The pages' analyzer.</param>
    /// <param name="vocabulary">The pages' words.</param>
    /// <param name="pairs">The pages' pairs.</param>
    /// <param name="corrects">Whether to mend spelling: not where the question is in another language than the pages.</param>
    public static Question Read(string text, TextAnalyzer analyzer, Vocabulary vocabulary, PairCounts pairs, bool corrects)
    {
        var words = new List<QuestionWord>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);   // Stem to place in words; -1 where no page holds it.
        var sequence = new List<int>();
        var (total, telling) = (0.0, 0.0);
        var corrections = corrects ? MostCorrections : 0;
        foreach (var spelt in analyzer.Read(text))
        {
            var word = spelt;
            if (vocabulary.Find(word.Stem) is null && !word.IsStopWord && corrections > 0 && !places.ContainsKey(word.Stem))
            {
                corrections--;
                if (vocabulary.Correct(word.Spelling) is { } meant)
                    word = analyzer.Read(meant)[0];
            }

            if (!places.TryGetValue(word.Stem, out var place))
            {
                var number = vocabulary.Find(word.Stem);
                var weight = number is { } known ? vocabulary.Weight(known) : word.IsStopWord ? 0 : vocabulary.UnknownWeight;
                place = number is null ? -1 : words.Count;
                places.Add(word.Stem, place);
                total += weight;
                telling += word.IsStopWord ? 0 : number is null ? weight * UnknownShare : weight;
                if (number is not null)
                    words.Add(new QuestionWord(number.Value, word.Stem, weight, !word.IsStopWord));
            }

            sequence.Add(place);
        }

        if (words.Count > MostWords)
            words = KeepMostTelling(words, sequence);
        return new(words, ReadPairs(words, sequence, vocabulary, pairs), total, telling);
    }

    private static List<QuestionWord> KeepMostTelling(List<QuestionWord> words, List<int> sequence)
    {
        var kept = words.Index().OrderByDescending(word => word.Item.Weight).Take(MostWords).Select(word => word.Index).Order().ToArray();
        var placeOf = new int[words.Count];
        Array.Fill(placeOf, -1);
        foreach (var (place, before) in kept.Index())
            placeOf[before] = place;
        foreach (ref var place in CollectionsMarshal.AsSpan(sequence))
            place = place < 0 ? -1 : placeOf[place];
        return [.. kept.Select(place => words[place])];
    }

    private static List<QuestionPair> ReadPairs(List<QuestionWord> words, List<int> sequence, Vocabulary vocabulary, PairCounts pairs)
    {
        var found = new Dictionary<(int First, int Second), QuestionPair>();
        for (var first = 0; first < sequence.Count; first++)
        {
            for (var second = first + 1; second <= first + ClosePairs.Reach && second < sequence.Count; second++)
            {
                var (one, two) = (sequence[first], sequence[second]);
                if (one < 0 || two < 0)
                    continue;
                var weight = vocabulary.Rarity(pairs.PassagesWith(words[one].Number, words[two].Number));
                weight *= words[one].IsTelling && words[two].IsTelling ? 1 : Vocabulary.StopWordShare;
                var pair = new QuestionPair(one, two, ClosePairs.Closeness(second - first), weight);
                if (!found.TryGetValue((one, two), out var before) || before.Closeness < pair.Closeness)
                    found[(one, two)] = pair;
            }
        }

        return [.. found.Values];
    }
}
