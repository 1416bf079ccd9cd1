using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Index;

/// <summary>The passages of one language, searchable: candidates from FTS5, ranked again by <see cref="PassageRanker"/>.</summary>
internal sealed class LanguageIndex : IDisposable
{
    /// <summary>More terms than any question holds; a pasted page is searched by its rarest words.</summary>
    private const int MostTerms = 48;

    private const int Candidates = 120;

    private readonly TextAnalyzer _analyzer;
    private readonly IReadOnlyList<Passage> _passages;
    private readonly PassageTable _table;
    private readonly PassageRanker _ranker;

    public LanguageIndex(string language, IReadOnlyList<IndexedPassage> passages)
    {
        _analyzer = new TextAnalyzer(language);
        _passages = [.. passages.Select(passage => passage.Passage)];
        PassageFields[] fields = [.. passages.Select(passage => PassageFields.Read(passage, _analyzer))];
        _table = new PassageTable(fields);
        _ranker = new PassageRanker(fields);
    }

    /// <summary>Finds passages of this language, the best first.</summary>
    public List<FoundPassage> Search(string text, IReadOnlyList<string> botlets, int count)
    {
        var question = _ranker.Weigh(_analyzer.Analyze(text), MostTerms);
        if (question.Known.Count == 0)
            return [];
        var rows = _table.FindCandidates(question.Known.Select(term => term.Stem), Candidates);
        var ranked = rows
            .Select(row => (Row: row, Score: _ranker.Score(row, question) * BotletFactor(_passages[row], botlets)))
            .OrderByDescending(found => found.Score).ThenBy(found => found.Row);
        var found = new List<FoundPassage>(count);
        var taken = new List<int>(count);
        foreach (var (row, score) in ranked)
        {
            if (found.Count == count)
                break;
            if (taken.Exists(before => _ranker.AreNearDuplicates(before, row)))
                continue;
            taken.Add(row);
            found.Add(new FoundPassage(_passages[row], score, _ranker.Coverage(row, question)));
        }

        return found;
    }

    public void Dispose() => _table.Dispose();

    // Soft: a page of another service wins where it fits clearly better.
    private static double BotletFactor(Passage passage, IReadOnlyList<string> botlets)
        => botlets.Count == 0 || botlets.Contains(passage.Botlet) ? 1 : 0.75;
}
