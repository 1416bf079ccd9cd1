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

    /// <summary>Room is left for other pages: the question may mean them.</summary>
    private const int MostOfOnePage = 4;

    /// <summary>Among passages that fit alike the opening comes first: it says the most about its page.</summary>
    private const double OpeningShare = 0.05;

    private readonly TextAnalyzer _analyzer;
    private readonly Vocabulary _vocabulary = new();
    private readonly Passage[] _passages;
    private readonly int[] _pages;   // Of each passage: the number of its page.
    private readonly int _pageCount;
    private readonly PassageTerms[] _terms;
    private readonly PairCounts _pairs;
    private readonly PassageTable _table;
    private readonly PassageRanker _ranker;

    public LanguageIndex(string language, IReadOnlyList<IndexedPassage> passages)
    {
        _analyzer = new TextAnalyzer(language);
        _passages = [.. passages.Select(passage => passage.Passage)];
        var pages = new Dictionary<string, int>(StringComparer.Ordinal);
        _pages = [.. _passages.Select(passage => pages.TryAdd(passage.Slug, pages.Count) ? pages.Count - 1 : pages[passage.Slug])];
        _pageCount = pages.Count;
        _terms = [.. passages.Select((passage, row) => PassageTerms.Read(passage, row, _analyzer, _vocabulary))];
        _vocabulary.Close(passages.Count);
        _pairs = new PairCounts(_terms);
        _ranker = new PassageRanker(_terms);
        _table = new PassageTable(passages, _analyzer);
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
        var fits = Rank(question, telling);
        var (pageFits, taken) = (new double[_pageCount * PagePassages], new int[_pageCount]);
        foreach (var (row, fit) in fits)
            Keep(pageFits.AsSpan(_pages[row] * PagePassages, PagePassages), fit.Score);
        var ranked = new (double Score, int Row, ulong Words)[fits.Length];
        for (var index = 0; index < fits.Length; index++)
        {
            var (row, fit) = fits[index];
            var own = fit.Score * (_passages[row].Heading.Length == 0 ? 1 + OpeningShare : 1);
            ranked[index] = ((own + (PageShare * PageFit(pageFits, _pages[row]))) * BotletShare(_passages[row], botlets), row, fit.Words);
        }

        Array.Sort(ranked, static (one, other) => one.Score != other.Score ? other.Score.CompareTo(one.Score) : one.Row.CompareTo(other.Row));
        var duplicates = new NearDuplicates();
        var found = new List<FoundPassage>(Math.Min(count, ranked.Length));
        foreach (var (score, row, words) in ranked)
        {
            if (found.Count == count)
                break;
            if (duplicates.TryTake(_terms[row]) && ++taken[_pages[row]] <= MostOfOnePage)
                found.Add(new FoundPassage(_passages[row], score, question.Coverage(words)));
        }

        return found;
    }

    private (int Row, Fit Fit)[] Rank(Question question, List<string> telling)
    {
        var walk = _ranker.Begin(question);
        var rows = _table.FindRows(telling);
        var fits = new (int Row, Fit Fit)[rows.Count];
        for (var index = 0; index < fits.Length; index++)
            fits[index] = (rows[index], walk.Rank(rows[index]));
        return fits;
    }

    // The best few of a page, the best first.
    private static void Keep(Span<double> best, double score)
    {
        for (var place = 0; place < best.Length; place++)
        {
            if (score > best[place])
                (best[place], score) = (score, best[place]);
        }
    }

    // A page whose passages fit together is about the question; one passage alone may mention it in passing.
    private static double PageFit(double[] best, int page)
    {
        var sum = 0.0;
        for (var place = 0; place < PagePassages; place++)
            sum += best[(page * PagePassages) + place];
        return sum / PagePassages;
    }

    public void Dispose() => _table.Dispose();

    private static double BotletShare(Passage passage, IReadOnlyList<string> botlets)
        => botlets.Count == 0 || botlets.Contains(passage.Botlet) ? 1 : OtherBotletShare;
}
