using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Index;

/// <summary>The passages of one language, searchable: found by FTS5, ranked by <see cref="PassageRanker"/>.</summary>
internal sealed class LanguageIndex : IDisposable
{
    /// <summary>What a page of another service keeps of its score: soft, so that it still wins where it fits clearly better.</summary>
    private const double OtherBotletShare = 0.8;

    /// <summary>How many of a page's passages tell how well the page fits, and what that adds to each of them.</summary>
    private const int PagePassages = 3;
    private const double PageShare = 0.5;

    /// <summary>
    /// What a page that names another as related lends it of its own fit. The page about a thing in general is named by those about its special cases, so
    /// that a question which says no more than "passport" finds it first (Kleinberg 1999: what pages on a subject point to is its authority).
    /// </summary>
    private const double ReferenceShare = 0.025;

    /// <summary>Room is left for other pages: the question may mean them.</summary>
    private const int MostOfOnePage = 4;

    /// <summary>Among passages that fit alike the opening comes first: it says the most about its page.</summary>
    private const double OpeningShare = 0.05;

    private readonly TextAnalyzer _analyzer;
    private readonly Vocabulary _vocabulary = new();
    private readonly Passage[] _passages;
    private readonly PassageTerms[] _terms;
    private readonly int[] _pageOf;   // Of each passage its page, counted from 0: grouping them by name at each search cost as much as finding them.
    private readonly int _pages;
    private readonly List<int>[] _namedBy;   // Of each page the pages that name it as related.
    private readonly PairCounts _pairs;
    private readonly PassageTable _table;
    private readonly PassageRanker _ranker;

    public LanguageIndex(string language, IReadOnlyList<IndexedPassage> passages, RankingWeights weights)
    {
        _analyzer = new TextAnalyzer(language);
        _passages = [.. passages.Select(passage => passage.Passage)];
        _terms = [.. passages.Select((passage, row) => PassageTerms.Read(passage, row, _analyzer, _vocabulary))];
        var slugs = _passages.Select(passage => passage.Slug).Distinct(StringComparer.Ordinal).Select((slug, page) => (slug, page)).ToDictionary(StringComparer.Ordinal);
        _pageOf = [.. _passages.Select(passage => slugs[passage.Slug])];
        _pages = slugs.Count;
        _namedBy = ReadReferences(passages, slugs);
        _vocabulary.Close(passages.Count);
        _pairs = new PairCounts(_terms);
        _ranker = new PassageRanker(_terms, weights);
        _table = new PassageTable(passages, _analyzer);
        _analyzer.Close();
    }

    /// <summary>Finds passages of this language, the best first.</summary>
    /// <param name="text">The question.</param>
    /// <param name="botlets">The services whose pages come first; empty for all.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="isOwnLanguage">Whether the question is in this language.</param>
    public List<FoundPassage> Search(string text, IReadOnlyList<string> botlets, int count, bool isOwnLanguage)
    {
        var question = Question.Read(text, _analyzer, _vocabulary, _pairs, corrects: isOwnLanguage);
        var telling = question.Words.Where(word => word.IsTelling).Select(word => word.Stem).ToList();
        if (telling.Count == 0)
            return [];
        var walk = _ranker.Begin(question);
        var ranked = _table.FindRows(telling).ConvertAll(row => new Ranked(row, walk.Rank(row), 0));
        var pages = FitPages(ranked);
        for (var index = 0; index < ranked.Count; index++)
            ranked[index] = ranked[index] with { Score = Score(ranked[index], pages, botlets) };
        ranked.Sort(static (one, other) => other.Score.CompareTo(one.Score) is not 0 and var order ? order : one.Row.CompareTo(other.Row));
        return Take(ranked, question, count);
    }

    /// <summary>Takes the best, but not two that say nearly the same, and not too many of one page.</summary>
    private List<FoundPassage> Take(List<Ranked> ranked, Question question, int count)
    {
        var duplicates = new NearDuplicates();
        var takenOf = new int[_pages];
        var found = new List<FoundPassage>(count);
        foreach (var (row, fit, score) in ranked)
        {
            if (found.Count == count)
                break;
            if (duplicates.TryTake(_terms[row]) && ++takenOf[_pageOf[row]] <= MostOfOnePage)
                found.Add(new(_passages[row], score, question.Coverage(fit.Words)));
        }

        return found;
    }

    private double Score(Ranked passage, double[] pages, IReadOnlyList<string> botlets)
    {
        var itself = _passages[passage.Row];
        var own = passage.Fit.Score * (itself.Heading.Length == 0 ? 1 + OpeningShare : 1);
        return (own + (PageShare * pages[_pageOf[passage.Row]])) * BotletShare(itself, botlets);
    }

    /// <summary>Tells how well each page fits, by its best passages. A page whose passages fit together is about the question; one passage alone may mention it in passing.</summary>
    private double[] FitPages(List<Ranked> passages)
    {
        var best = new double[_pages * PagePassages];
        foreach (var passage in passages)
        {
            var ofPage = best.AsSpan(_pageOf[passage.Row] * PagePassages, PagePassages);
            var score = passage.Fit.Score;
            for (var place = 0; place < PagePassages; place++)
            {
                if (score > ofPage[place])
                    (ofPage[place], score) = (score, ofPage[place]);
            }
        }

        var fits = new double[_pages];
        for (var page = 0; page < fits.Length; page++)
        {
            foreach (var score in best.AsSpan(page * PagePassages, PagePassages))
                fits[page] += score;
            fits[page] /= PagePassages;
        }

        var lent = new double[_pages];
        for (var page = 0; page < lent.Length; page++)
        {
            lent[page] = fits[page];
            foreach (var other in _namedBy[page])
                lent[page] += ReferenceShare * fits[other];
        }

        return lent;
    }

    private static List<int>[] ReadReferences(IReadOnlyList<IndexedPassage> passages, Dictionary<string, int> pages)
    {
        var namedBy = new List<int>[pages.Count];
        foreach (ref var names in namedBy.AsSpan())
            names = [];
        foreach (var opening in passages.DistinctBy(passage => passage.Passage.Slug))
        {
            foreach (var related in opening.Related.Distinct().Where(related => related != opening.Passage.Slug))
            {
                if (pages.TryGetValue(related, out var page))
                    namedBy[page].Add(pages[opening.Passage.Slug]);
            }
        }

        return namedBy;
    }

    public void Dispose() => _table.Dispose();

    private static double BotletShare(Passage passage, IReadOnlyList<string> botlets)
        => botlets.Count == 0 || botlets.Contains(passage.Botlet) ? 1 : OtherBotletShare;

    /// <summary>A passage that was found.</summary>
    private readonly record struct Ranked(int Row, Fit Fit, double Score);
}
