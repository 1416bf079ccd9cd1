namespace GovStack.Conversations.Agencies;

/// <summary>A part of one of the agency's pages, the unit that is retrieved and cited.</summary>
/// <param name="Id">Stable within a pack's version: language, slug and position, for example "en/passport-renew#2".</param>
/// <param name="Slug">The page.</param>
/// <param name="Title">The page's title.</param>
/// <param name="Heading">The heading the passage stands under; empty for the page's opening.</param>
/// <param name="Url">The official source.</param>
/// <param name="Language">The language it is written in.</param>
/// <param name="Botlet">The service it belongs to.</param>
/// <param name="Updated">The date the agency gives the page.</param>
/// <param name="Text">Plain text with paragraphs kept as line breaks; no markup.</param>
/// <param name="Suggests">Follow-up questions the page names.</param>
public sealed record Passage(
    string Id,
    string Slug,
    string Title,
    string Heading,
    string Url,
    string Language,
    string Botlet,
    DateOnly Updated,
    string Text,
    IReadOnlyList<string> Suggests);

/// <summary>A passage and how well it fits.</summary>
/// <param name="Passage">The passage.</param>
/// <param name="Score">Higher is better; comparable within one search only.</param>
/// <param name="Coverage">
/// The share of the question's telling words that the passage or its title holds, by weight, 0 to 1; comparable between searches. A word that no page
/// holds weighs half of what the rarest does: it may be a name or a place that matters little.
/// </param>
public sealed record FoundPassage(Passage Passage, double Score, double Coverage);

/// <summary>What to look for.</summary>
/// <param name="Text">The question, in the person's words, with a follow-up's topic already added.</param>
/// <param name="Language">The person's language; passages in it come first, others only where it has none.</param>
/// <param name="Botlets">The services whose pages come first; empty for all.</param>
/// <param name="Count">How many passages at most, 1 to 50. The default is 6.</param>
public sealed record PassageQuery(string Text, string Language, IReadOnlyList<string> Botlets, int Count = 6);

/// <summary>An agency's pages, searchable. Immutable: a changed pack has a new index.</summary>
/// <remarks>Its one implementation is in <c>Knowledge</c>: this library references no database package.</remarks>
public interface IPassageIndex
{
    /// <summary>Finds passages, the best first; near-duplicates appear once. Safe for many callers at once.</summary>
    IReadOnlyList<FoundPassage> Search(PassageQuery query);

    /// <summary>Finds the opening passage of a page.</summary>
    /// <returns>The passage in the language, or in another, or null where there is no such page.</returns>
    Passage? FindPage(string slug, string language);
}
