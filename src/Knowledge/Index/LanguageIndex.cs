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
    private readonly IReadOnlyList<Passage> _passages;
    private readonly IReadOnlyList<PassageTerms> _terms;
    private readonly PairCounts _pairs;
    private readonly PassageTable _table;
    private readonly PassageRanker _ranker;

    public LanguageIndex(string language, IReadOnlyList<IndexedPassage> passages)
    {
        _analyzer = new TextAnalyzer(language);
        _passages = [.. passages.Select(passage => passage.Passage)];
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
        var walk = _ranker.Begin(question);
        var fits = _table.FindRows(telling).Select(row => (Row: row, Fit: walk.Rank(row))).ToList();
        var pages = fits.GroupBy(found => _passages[found.Row].Slug).ToDictionary(page => page.Key, PageFit);
        var ranked = fits
            .Select(found => (found.Row, Page: pages[_passages[found.Row].Slug], found.Fit))
            .Select(found => (found.Row, Coverage: question.Coverage(found.Fit.Words), Score: ((found.Fit.Score * (_passages[found.Row].Heading.Length == 0 ? 1 + OpeningShare : 1)) + (PageShare * found.Page)) * BotletShare(_passages[found.Row], botlets)))
            .OrderByDescending(found => found.Score).ThenBy(found => found.Row);
        var duplicates = new NearDuplicates();
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. ranked
            .Where(found => duplicates.TryTake(_terms[found.Row]) && (taken[_passages[found.Row].Slug] = taken.GetValueOrDefault(_passages[found.Row].Slug) + 1) <= MostOfOnePage)
            .Take(count)
            .Select(found => new FoundPassage(_passages[found.Row], found.Score, found.Coverage))];
    }

    // A page whose passages fit together is about the question; one passage alone may mention it in passing.
    private static double PageFit(IEnumerable<(int Row, Fit Fit)> passages)
        => passages.Select(found => found.Fit.Score).OrderDescending().Take(PagePassages).Sum() / PagePassages;

    public void Dispose() => _table.Dispose();

    private static double BotletShare(Passage passage, IReadOnlyList<string> botlets)
        => botlets.Count == 0 || botlets.Contains(passage.Botlet) ? 1 : OtherBotletShare;
}
