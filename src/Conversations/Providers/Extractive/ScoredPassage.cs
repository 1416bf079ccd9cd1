using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Providers.Extractive;

/// <summary>A passage whose sentences are scored against a question.</summary>
internal sealed class ScoredPassage
{
    // Beside how well retrieval found its page, 1 for the best: what tells the passages of a page apart.
    private const double InPageWeight = 0.4;
    private const double HeadingWeight = 0.3;
    private const double AskedHeading = 0.25;
    private const double SentenceWeight = 0.3;
    private const double FitWeight = 0.25;
    private const double OpeningWeight = 0.3;

    private readonly CutPassage _cut;
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private Dictionary<string, double> _weights = [];
    private double _whole;

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

    /// <summary>Gets whether it is the beginning of its page.</summary>
    public bool IsOpening => Found.Passage.Heading.Length == 0;

    /// <summary>Gets the share of the question's weight that the passage holds.</summary>
    public double HeldShare => _held.Sum(term => _weights[term]) / _whole;

    /// <summary>Gets the share of the question's weight that stands in the heading.</summary>
    public double HeadingShare { get; private set; }

    public int BestSentence { get; private set; }

    /// <summary>Gets how well the passage answers; higher is better, within one question.</summary>
    public double Worth { get; private set; }

    /// <summary>The share of the question's weight that this passage holds and the other does not, 0 to 1.</summary>
    public double ShareBeside(ScoredPassage other)
        => _held.Where(term => !other._held.Contains(term)).Sum(term => _weights[term]) / _whole;

    /// <summary>Scores the sentences of the passages that could answer.</summary>
    public static List<ScoredPassage> Score(string question, IReadOnlyList<FoundPassage> passages, double leastCoverage)
    {
        var asked = QuestionTerms.SetOf(question);
        var scored = passages.Select((found, i) => new ScoredPassage(found, i + 1))
            .Where(passage => passage.Found.Coverage >= leastCoverage || passage.HeadingIsAsked(asked))
            .ToList();
        var weights = Weights(asked, scored);
        var kind = QuestionKinds.Of(question);
        var best = scored.Select(passage => passage.Found.Score).DefaultIfEmpty().Max();
        var pages = scored.GroupBy(passage => passage.Found.Passage.Slug).ToDictionary(page => page.Key, page => page.Max(passage => passage.Found.Score));
        foreach (var passage in scored)
            passage.Weigh(weights, kind, pages[passage.Found.Passage.Slug], best);
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

    // A long story around a question leaves much of it uncovered; where all of a heading's words are in it, that heading is asked.
    private bool HeadingIsAsked(HashSet<string> asked) => _cut.Heading.Count >= 2 && _cut.Heading.IsSubsetOf(asked);

    private void Weigh(Dictionary<string, double> weights, QuestionKind kind, double bestOfPage, double bestFound)
    {
        (_weights, _whole) = (weights, Math.Max(weights.Values.Sum(), 1e-9));
        _held.UnionWith(weights.Keys.Where(term => _cut.Title.Contains(term) || _cut.Heading.Contains(term) || Terms.Any(terms => terms.Contains(term))));
        HeadingShare = Share(_cut.Heading, weights) / _whole;
        var fits = false;
        for (var i = 0; i < Sentences.Count; i++)
        {
            fits |= _cut.Fits(kind, i);
            Scores[i] = (Share(Terms[i], weights) / _whole) + (i switch { 0 => 0.15, 1 => 0.05, _ => 0 }) + (_cut.Fits(kind, i) ? 0.35 : 0);
            if (Sentences[i].Text.EndsWith('?'))
                Scores[i] -= 0.5;   // A question answers nothing.
            if (Scores[i] > Scores[BestSentence])
                BestSentence = i;
        }

        Worth = (bestFound <= 0 ? 0 : (bestOfPage / bestFound) + (InPageWeight * Found.Score / bestOfPage)) + (HeadingWeight * HeadingShare)
            + (kind is QuestionKind.HowMuch or QuestionKind.When or QuestionKind.Where or QuestionKind.Which && _cut.HeadingKind == kind ? AskedHeading : 0)
            + (SentenceWeight * Terms.Select(terms => Share(terms, weights) / _whole).DefaultIfEmpty().Max())
            + (fits ? FitWeight : 0)
            + (IsOpening ? OpeningWeight : 0);   // A page's opening says the most in the fewest words.
    }

    private static double Share(HashSet<string> terms, Dictionary<string, double> weights)
    {
        var sum = 0.0;
        foreach (var (term, weight) in weights)
            sum += terms.Contains(term) ? weight : 0;
        return sum;
    }
}
