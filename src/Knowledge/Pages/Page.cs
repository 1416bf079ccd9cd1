namespace GovStack.Knowledge.Pages;

/// <summary>One page of a pack.</summary>
/// <param name="File">Its path inside the pack.</param>
/// <param name="Slug">The file's name without its ending.</param>
/// <param name="Title">The title.</param>
/// <param name="Url">The official source.</param>
/// <param name="Language">Its language.</param>
/// <param name="Updated">The date the agency gives it.</param>
/// <param name="Botlet">The service it belongs to.</param>
/// <param name="Keywords">Words people use that the text does not.</param>
/// <param name="Suggests">Follow-up questions it answers.</param>
/// <param name="Related">Slugs of related pages, each with its line.</param>
/// <param name="Blocks">Headings and texts in order.</param>
internal sealed record Page(
    string File,
    string Slug,
    string Title,
    string Url,
    string Language,
    DateOnly Updated,
    string Botlet,
    IReadOnlyList<string> Keywords,
    IReadOnlyList<string> Suggests,
    IReadOnlyList<(string Slug, int Line)> Related,
    IReadOnlyList<PageBlock> Blocks);

/// <summary>A heading (level 1 to 6) or a text (level 0) of a page, as plain text.</summary>
internal sealed record PageBlock(int Level, string Text)
{
    public bool IsHeading => Level > 0;
}
