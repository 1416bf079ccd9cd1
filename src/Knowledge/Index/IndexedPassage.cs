using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Index;

/// <summary>A passage with what only the index needs to know of it.</summary>
/// <param name="Passage">The passage, as it is found and cited.</param>
/// <param name="Keywords">Words people use that the text does not, and the headings the passage's own heading stands under.</param>
public sealed record IndexedPassage(Passage Passage, IReadOnlyList<string> Keywords)
{
    /// <summary>Gets the slugs of the pages that the passage's page names as related.</summary>
    public IReadOnlyList<string> Related { get; init; } = [];
}
