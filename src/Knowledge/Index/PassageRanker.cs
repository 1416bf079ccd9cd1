namespace GovStack.Knowledge.Index;

/// <summary>A question's term and how telling it is.</summary>
internal sealed record QuestionTerm(string Stem, double Weight);

/// <summary>A question ready to be matched: the terms the pages know, and what all of its terms weigh together.</summary>
internal sealed record WeighedQuestion(IReadOnlyList<QuestionTerm> Known, double TotalWeight);

/// <summary>Ranks candidates by what full-text search does not see: fields together, coverage, closeness.</summary>
internal sealed class PassageRanker
{
    private const double Saturation = 1.2;
    private const double LengthShare = 0.6;
    private const double NearDuplicateShare = 0.85;

    private readonly Dictionary<string, double>[] _frequencies;
    private readonly double[] _lengthFactors;
    private readonly HashSet<int>[] _shingles;
    private readonly Dictionary<string, int> _passagesWith = new(StringComparer.Ordinal);

    public PassageRanker(IReadOnlyList<PassageFields> passages)
    {
        _frequencies = [.. passages.Select(Frequencies)];
        foreach (var stem in _frequencies.SelectMany(frequencies => frequencies.Keys))
            _passagesWith[stem] = _passagesWith.GetValueOrDefault(stem) + 1;
        var lengths = passages.Select(passage => passage.Body.Count + passage.Heading.Count).ToArray();
        var average = Math.Max(1, lengths.DefaultIfEmpty(1).Average());
        _lengthFactors = [.. lengths.Select(length => 1 - LengthShare + LengthShare * length / average)];
        _shingles = [.. passages.Select(Shingles)];
    }

    /// <summary>Weighs a question's terms by how rare they are, and keeps the rarest where there are too many.</summary>
    public WeighedQuestion Weigh(IReadOnlyList<Term> terms, int most)
    {
        var weighed = terms.Select(term => term.Stem).Distinct().Select(stem => new QuestionTerm(stem, Rarity(stem))).ToList();
        var known = weighed.Where(term => _passagesWith.ContainsKey(term.Stem)).OrderByDescending(term => term.Weight).Take(most).ToList();
        return new(known, weighed.Sum(term => term.Weight));
    }

    public double Score(int row, WeighedQuestion question)
    {
        var score = 0.0;
        foreach (var term in question.Known)
        {
            var frequency = _frequencies[row].GetValueOrDefault(term.Stem);
            score += term.Weight * frequency * (Saturation + 1) / (frequency + Saturation * _lengthFactors[row]);
        }

        return score * (0.5 + Coverage(row, question));
    }

    /// <summary>Tells which share of the question's weight the passage holds, 0 to 1.</summary>
    public double Coverage(int row, WeighedQuestion question)
        => question.TotalWeight <= 0 ? 0 : question.Known.Where(term => _frequencies[row].ContainsKey(term.Stem)).Sum(term => term.Weight) / question.TotalWeight;

    public bool AreNearDuplicates(int one, int other)
    {
        var (fewer, more) = _shingles[one].Count <= _shingles[other].Count ? (_shingles[one], _shingles[other]) : (_shingles[other], _shingles[one]);
        if (fewer.Count == 0 || fewer.Count < more.Count * NearDuplicateShare)
            return false;
        var shared = fewer.Count(more.Contains);
        return shared >= NearDuplicateShare * (fewer.Count + more.Count - shared);
    }

    private double Rarity(string stem)
    {
        var with = _passagesWith.GetValueOrDefault(stem);
        return Math.Log(1 + (_frequencies.Length - with + 0.5) / (with + 0.5));
    }

    private static Dictionary<string, double> Frequencies(PassageFields fields)
    {
        var frequencies = new Dictionary<string, double>(StringComparer.Ordinal);
        Add(fields.Title, FieldWeights.Title);
        Add(fields.Heading, FieldWeights.Heading);
        Add(fields.Keywords, FieldWeights.Keywords);
        Add(fields.Body, FieldWeights.Body);
        return frequencies;

        void Add(IReadOnlyList<Term> terms, double weight)
        {
            foreach (var term in terms)
                frequencies[term.Stem] = frequencies.GetValueOrDefault(term.Stem) + weight;
        }
    }

    // Runs of three terms, by hash: two passages that share nearly all of them say the same.
    private static HashSet<int> Shingles(PassageFields fields)
    {
        var terms = fields.Body;
        var shingles = new HashSet<int>();
        for (var index = 0; index + 2 < terms.Count; index++)
            shingles.Add(string.GetHashCode($"{terms[index].Stem} {terms[index + 1].Stem} {terms[index + 2].Stem}", StringComparison.Ordinal));
        return shingles;
    }
}
