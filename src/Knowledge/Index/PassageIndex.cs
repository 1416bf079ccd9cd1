using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Index;

/// <summary>
/// An agency's pages, searchable without a model: SQLite FTS5 finds candidates by BM25, code ranks them. Immutable and safe for many callers at
/// once; a search takes about a millisecond.
/// </summary>
public sealed class PassageIndex : IPassageIndex, IDisposable
{
    /// <summary>The most passages one search gives.</summary>
    private const int MostPassages = 50;

    private readonly Dictionary<string, LanguageIndex> _languages;
    private readonly Dictionary<(string Slug, string Language), Passage> _pages = [];
    private readonly Dictionary<string, Passage> _anyLanguage = [];

    private PassageIndex(IReadOnlyList<IndexedPassage> passages, RankingWeights weights)
    {
        _languages = passages
            .GroupBy(passage => passage.Passage.Language)
            .ToDictionary(group => group.Key, group => new LanguageIndex(group.Key, [.. group], weights), StringComparer.OrdinalIgnoreCase);
        foreach (var (passage, _) in passages)
        {
            _pages.TryAdd((passage.Slug, passage.Language), passage);
            _anyLanguage.TryAdd(passage.Slug, passage);
        }
    }

    /// <summary>Builds the index of a pack's passages.</summary>
    /// <param name="passages">The passages, those of a page in their order. Titles, headings and keywords may be empty.</param>
    public static PassageIndex Build(IReadOnlyList<IndexedPassage> passages) => new(passages, new RankingWeights());

    /// <summary>Builds the index with weights of its own: only to measure what they do.</summary>
    internal static PassageIndex Build(IReadOnlyList<IndexedPassage> passages, RankingWeights weights) => new(passages, weights);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The count is not 1 to 50.</exception>
    public IReadOnlyList<FoundPassage> Search(PassageQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Count, MostPassages);
        if (_languages.TryGetValue(query.Language, out var own) && own.Search(query.Text, query.Botlets, query.Count, isOwnLanguage: true) is { Count: > 0 } found)
            return found;

        // Only names and numbers match across languages; better an English page on form W-2 than nothing.
        return [.. _languages.Values.Where(language => language != own)
            .SelectMany(language => language.Search(query.Text, query.Botlets, query.Count, isOwnLanguage: false))
            .OrderByDescending(other => other.Coverage).ThenByDescending(other => other.Score).ThenBy(other => other.Passage.Id, StringComparer.Ordinal)
            .Take(query.Count)];
    }

    /// <inheritdoc/>
    public Passage? FindPage(string slug, string language)
        => _pages.GetValueOrDefault((slug, language)) ?? _anyLanguage.GetValueOrDefault(slug);

    /// <summary>Frees the tables. Not needed for an index nobody refers to any more: its handles are then freed with it.</summary>
    public void Dispose()
    {
        foreach (var language in _languages.Values)
            language.Dispose();
    }
}
