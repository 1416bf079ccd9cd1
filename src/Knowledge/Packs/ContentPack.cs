using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;
using GovStack.Knowledge.Index;

namespace GovStack.Knowledge.Packs;

/// <summary>A pack that has been read and holds no fault.</summary>
/// <param name="Folder">Where it was read from.</param>
/// <param name="Agency">What it says.</param>
/// <param name="Passages">Its pages, split at their headings, in the order of language, slug and place.</param>
public sealed record ContentPack(string Folder, Agency Agency, IReadOnlyList<IndexedPassage> Passages)
{
    /// <summary>Indexes the pages, trains the dispatcher and compiles the crises: some hundred milliseconds for a few hundred pages.</summary>
    public LoadedAgency Load() => LoadedAgency.Load(Agency, () => PassageIndex.Build(Passages), Titles());

    /// <summary>Lists what the pages are called: their titles, and as one text each their headings and their keywords, each with its botlet.</summary>
    internal IReadOnlyList<TopicTitle> Titles()
        => [.. Passages.GroupBy(indexed => (indexed.Passage.Slug, indexed.Passage.Language)).SelectMany(Titles)];

    private static IEnumerable<TopicTitle> Titles(IEnumerable<IndexedPassage> page)
    {
        var passages = page.ToList();
        var (botlet, title) = (passages[0].Passage.Botlet, passages[0].Passage.Title);
        string[] names =
        [
            title,
            string.Join(' ', passages.Select(indexed => indexed.Passage.Heading).Where(heading => heading != title)),
            string.Join(' ', passages.SelectMany(indexed => indexed.Keywords).Distinct()),
        ];
        return names.Where(name => name.Length > 0).Select(name => new TopicTitle(botlet, name));
    }
}

/// <summary>What reading a pack came to: the pack, or its faults, never both.</summary>
/// <param name="Pack">The pack; null where it has faults.</param>
/// <param name="Faults">All that is wrong with it; empty where there is a pack.</param>
public sealed record ContentPackResult(ContentPack? Pack, IReadOnlyList<PackFault> Faults)
{
    /// <summary>Gives the pack, or throws its faults.</summary>
    /// <exception cref="ContentPackException">The pack has faults.</exception>
    public ContentPack Require() => Pack ?? throw new ContentPackException(Faults);
}
