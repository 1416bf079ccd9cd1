using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Providers.Extractive;

/// <summary>A passage whose sentences are scored against a question.</summary>
internal sealed class ScoredPassage
{
    private readonly CutPassage _cut;

    private ScoredPassage(FoundPassage found, int citation)
    {
        _cut = CutPassage.Of(found.Passage);
        Found = found;
        Citation = citation;
        Scores = new double[_cut.Sentences.Count];
    }

    public FoundPassage Found { get; }

    /// <summary>Gets the number the passage is cited by, from 1.</summary>
    public int Citation { get; }

    public IReadOnlyList<Sentence> Sentences => _cut.Sentences;

    public IReadOnlyList<HashSet<string>> Terms => _cut.Terms;

    public double[] Scores { get; }

    /// <summary>Gets the share of the question's weight that stands in the heading.</summary>
    public double HeadingShare { get; private set; }

    public int BestSentence { get; private set; }

    public double BestScore => Sentences.Count == 0 ? 0 : Scores[BestSentence];

    /// <summary>Scores the sentences of the passages that could answer.</summary>
    public static List<ScoredPassage> Score(string question, IReadOnlyList<FoundPassage> passages, double leastCoverage)
    {
        var scored = new List<ScoredPassage>();
        for (var i = 0; i < passages.Count; i++)
        {
            if (passages[i].Coverage >= leastCoverage)
                scored.Add(new(passages[i], i + 1));
        }

        var weights = Weights(QuestionTerms.SetOf(question), scored);
        var kind = QuestionKinds.Of(question);
        for (var rank = 0; rank < scored.Count; rank++)
            scored[rank].Score(weights, kind, rank);
        return scored;
    }

    /// <summary>The rarer a word is among the sentences at hand, the more it tells them apart. A word none of them has weighs nothing here: coverage has judged it.</summary>
    private static Dictionary<string, double> Weights(HashSet<string> asked, List<ScoredPassage> passages)
    {
        var all = passages.Sum(passage => passage.Terms.Count);
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var term in asked)
        {
            var count = 0;
            var isInHeading = false;
            foreach (var passage in passages)
            {
                isInHeading |= passage._cut.Heading.Contains(term);
                foreach (var terms in passage.Terms)
                    count += terms.Contains(term) ? 1 : 0;
            }

            if (count > 0 || isInHeading)
                weights[term] = Math.Log(1 + ((all + 1.0) / (1 + count)));
        }

        return weights;
    }

    private void Score(Dictionary<string, double> weights, QuestionKind kind, int rank)
    {
        var whole = Math.Max(weights.Values.Sum(), 1e-9);
        HeadingShare = Share(_cut.Heading, weights) / whole;
        var isAsked = kind != QuestionKind.Other && _cut.HeadingKind == kind;
        var place = (0.6 * HeadingShare) + (0.25 * Share(_cut.Title, weights) / whole) + (isAsked ? 0.2 : 0) + (0.3 / (1 + rank));
        for (var i = 0; i < Sentences.Count; i++)
        {
            var score = place + (Share(Terms[i], weights) / whole) + (i switch { 0 => 0.15, 1 => 0.05, _ => 0 });
            if (_cut.Fits(kind, i))
                score += 0.35;
            if (Sentences[i].Text.EndsWith('?'))
                score -= 0.5;   // A question answers nothing.
            if (Terms[i].Count > 40)
                score -= 0.2;
            Scores[i] = score;
            if (score > Scores[BestSentence])
                BestSentence = i;
        }
    }

    private static double Share(HashSet<string> terms, Dictionary<string, double> weights)
    {
        var sum = 0.0;
        foreach (var (term, weight) in weights)
            sum += terms.Contains(term) ? weight : 0;
        return sum;
    }
}
