using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Providers.Extractive;

/// <summary>A passage cut into sentences, each scored against the question.</summary>
internal sealed class ScoredPassage
{
    private ScoredPassage(FoundPassage found, int citation, List<Sentence> sentences, HashSet<string>[] terms)
    {
        Found = found;
        Citation = citation;
        Sentences = sentences;
        Terms = terms;
        Scores = new double[sentences.Count];
    }

    public FoundPassage Found { get; }

    /// <summary>Gets the number the passage is cited by, from 1.</summary>
    public int Citation { get; }

    public List<Sentence> Sentences { get; }

    public HashSet<string>[] Terms { get; }

    public double[] Scores { get; }

    /// <summary>Gets the share of the question's weight that stands in the heading.</summary>
    public double HeadingShare { get; private set; }

    public int BestSentence { get; private set; }

    public double BestScore => Sentences.Count == 0 ? 0 : Scores[BestSentence];

    /// <summary>Cuts the passages that could answer and scores their sentences.</summary>
    public static List<ScoredPassage> Score(string question, IReadOnlyList<FoundPassage> passages, double leastCoverage)
    {
        var asked = QuestionTerms.Of(question).ToHashSet(StringComparer.Ordinal);
        var cut = new List<ScoredPassage>();
        for (var i = 0; i < passages.Count; i++)
        {
            if (passages[i].Coverage < leastCoverage)
                continue;
            var sentences = SentenceSplitter.Split(passages[i].Passage.Text);
            cut.Add(new(passages[i], i + 1, sentences, [.. sentences.Select(sentence => QuestionTerms.Of(sentence.Text).ToHashSet(StringComparer.Ordinal))]));
        }

        var weights = Weights(asked, cut);
        var kind = QuestionKinds.Of(question);
        for (var rank = 0; rank < cut.Count; rank++)
            cut[rank].Score(weights, kind, rank);
        return cut;
    }

    /// <summary>The rarer a word is among the sentences at hand, the more it tells them apart. A word none of them has weighs nothing here: coverage has judged it.</summary>
    private static Dictionary<string, double> Weights(HashSet<string> asked, List<ScoredPassage> cut)
    {
        var all = cut.Sum(passage => passage.Terms.Length);
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var term in asked)
        {
            var count = cut.Sum(passage => passage.Terms.Count(terms => terms.Contains(term)));
            if (count > 0 || cut.Any(passage => QuestionTerms.Of(passage.Found.Passage.Heading).Contains(term)))
                weights[term] = Math.Log(1 + ((all + 1.0) / (1 + count)));
        }

        return weights;
    }

    private void Score(Dictionary<string, double> weights, QuestionKind kind, int rank)
    {
        var whole = Math.Max(weights.Values.Sum(), 1e-9);
        HeadingShare = Share(QuestionTerms.Of(Found.Passage.Heading), weights, whole);
        var titleShare = Share(QuestionTerms.Of(Found.Passage.Title), weights, whole);
        var sameKind = Found.Passage.Heading.Length > 0 && kind != QuestionKind.Other && QuestionKinds.Of(Found.Passage.Heading) == kind;
        var place = (0.6 * HeadingShare) + (0.25 * titleShare) + (sameKind ? 0.2 : 0) + (0.3 / (1 + rank));
        for (var i = 0; i < Sentences.Count; i++)
        {
            var sentence = Sentences[i];
            var score = place + Share(Terms[i], weights, whole) + (i switch { 0 => 0.15, 1 => 0.05, _ => 0 });
            if (QuestionKinds.Fits(kind, sentence))
                score += 0.35;
            if (sentence.Text.EndsWith('?'))
                score -= 0.5;   // A question answers nothing.
            if (Terms[i].Count > 40)
                score -= 0.2;
            Scores[i] = score;
            if (score > Scores[BestSentence])
                BestSentence = i;
        }
    }

    private static double Share(IEnumerable<string> terms, Dictionary<string, double> weights, double whole)
    {
        var sum = 0.0;
        foreach (var term in terms as HashSet<string> ?? terms.ToHashSet(StringComparer.Ordinal))
            sum += weights.GetValueOrDefault(term);
        return sum / whole;
    }
}
