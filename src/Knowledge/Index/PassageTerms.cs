namespace GovStack.Knowledge.Index;

/// <summary>Where in a passage a word stands.</summary>
internal enum PassageField
{
    /// <summary>The page's title.</summary>
    Title,

    /// <summary>The passage's heading.</summary>
    Heading,

    /// <summary>The page's keywords and the headings above.</summary>
    Keywords,

    /// <summary>The text itself.</summary>
    Body,
}

/// <summary>A sentence, a title, a heading or a keyword: a run of words within which closeness means something.</summary>
internal readonly record struct Segment(PassageField Field, int Start, int Length);

/// <summary>The words of one passage as numbers of the vocabulary, in reading order, so that ranking it is one walk over an array.</summary>
internal sealed class PassageTerms
{
    private long[]? _runs;

    private PassageTerms(int[] numbers, Segment[] segments)
        => (Numbers, Segments, WeightedLength) = (numbers, segments, segments.Sum(segment => segment.Length * FieldWeights.Of(segment.Field)));

    public int[] Numbers { get; }

    public Segment[] Segments { get; }

    public double WeightedLength { get; }

    /// <summary>Gets the text's runs of three words, each once, sorted: what tells whether two passages say the same. Made when first asked for, and kept.</summary>
    public long[] Runs => _runs ??= ReadRuns();

    private long[] ReadRuns()
    {
        var start = Array.FindIndex(Segments, segment => segment.Field == PassageField.Body);
        var numbers = start < 0 ? [] : Numbers.AsSpan(Segments[start].Start);
        var runs = new SortedSet<long>();
        for (var index = 0; index + 2 < numbers.Length; index++)
            runs.Add(unchecked((((long)numbers[index] * 1_000_003) + numbers[index + 1]) * 1_000_003 + numbers[index + 2]));
        return [.. runs];
    }

    /// <summary>Reads a passage and takes its words into the vocabulary.</summary>
    public static PassageTerms Read(IndexedPassage indexed, int row, TextAnalyzer analyzer, Vocabulary vocabulary)
    {
        var numbers = new List<int>();
        var segments = new List<Segment>();
        var (passage, keywords) = indexed;
        Add(PassageField.Title, analyzer.Read(passage.Title));
        Add(PassageField.Heading, analyzer.Read(passage.Heading));
        foreach (var keyword in keywords)
            Add(PassageField.Keywords, analyzer.Read(keyword));
        foreach (var sentence in analyzer.ReadSentences(passage.Text))
            Add(PassageField.Body, sentence);
        return new PassageTerms([.. numbers], [.. segments]);

        void Add(PassageField field, List<Word> words)
        {
            if (words.Count == 0)
                return;
            segments.Add(new Segment(field, numbers.Count, words.Count));
            numbers.AddRange(words.Select(word => vocabulary.Add(word, row)));
        }
    }
}

/// <summary>How much a word counts by where it stands.</summary>
internal static class FieldWeights
{
    public const double Title = 1.5;
    public const double Heading = 2.0;
    public const double Keywords = 1.5;
    public const double Body = 1.0;

    public static double Of(PassageField field) => field switch
    {
        PassageField.Title => Title,
        PassageField.Heading => Heading,
        PassageField.Keywords => Keywords,
        _ => Body,
    };
}
