namespace GovStack.Knowledge.Index;

/// <summary>The words of one language's pages: a number for each, how rare it is, and how it is spelt.</summary>
internal sealed class Vocabulary
{
    /// <summary>A stop word, and a pair with one, counts less than its rarity says, but it counts: "able to get" tells one passage from another.</summary>
    public const double StopWordShare = 0.5;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<int> _passagesWith = [];
    private readonly List<bool> _isStopWord = [];
    private readonly Dictionary<string, int> _spellings = new(StringComparer.Ordinal);
    private readonly List<int> _seenIn = [];
    private double[] _weights = [];
    private Spelling? _spelling;
    private int _passages;

    /// <summary>Gets how many different words there are; their numbers are 0 up to this.</summary>
    public int Count => _passagesWith.Count;

    /// <summary>Gets the weight of a word that no page holds: that of the rarest.</summary>
    public double UnknownWeight { get; private set; }

    /// <summary>Takes a word of a passage in and gives its number. Passages are added one after the other.</summary>
    public int Add(Word word, int passage)
    {
        if (!_numbers.TryGetValue(word.Stem, out var number))
        {
            number = _passagesWith.Count;
            _numbers.Add(word.Stem, number);
            _passagesWith.Add(0);
            _seenIn.Add(-1);
            _isStopWord.Add(word.IsStopWord);
        }

        if (_seenIn[number] != passage)
        {
            _seenIn[number] = passage;
            _passagesWith[number]++;
        }

        if (!word.IsStopWord)
            _spellings[word.Spelling] = _spellings.GetValueOrDefault(word.Spelling) + 1;
        return number;
    }

    /// <summary>Weighs the words, once all passages are in.</summary>
    public void Close(int passages)
    {
        _passages = passages;
        UnknownWeight = Rarity(1, passages);
        _weights = [.. Enumerable.Range(0, Count).Select(number => Rarity(_passagesWith[number], passages) * (_isStopWord[number] ? StopWordShare : 1))];
        _spelling = new Spelling(_spellings);
        _seenIn.Clear();
        _seenIn.TrimExcess();
    }

    public int? Find(string stem) => _numbers.TryGetValue(stem, out var number) ? number : null;

    public double Weight(int number) => _weights[number];

    /// <summary>Finds the page's spelling of a word that no page holds, or null.</summary>
    public string? Correct(string spelling) => _spelling!.Correct(spelling);

    /// <summary>Tells how much a thing found in so many of the passages tells about them: BM25's inverse document frequency.</summary>
    public double Rarity(int with) => Rarity(with, _passages);

    private static double Rarity(int with, int passages) => Math.Log(1 + (Math.Max(0, passages - with) + 0.5) / (with + 0.5));
}
