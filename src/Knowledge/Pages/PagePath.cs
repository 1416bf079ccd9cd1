using GovStack.Knowledge.Packs;

namespace GovStack.Knowledge.Pages;

/// <summary>What a page's place says of it: pages/&lt;language&gt;/&lt;botlet&gt;/&lt;slug&gt;.md or .html.</summary>
internal static class PagePath
{
    public const string Folder = "pages/";

    public static bool IsPage(string file) => file.StartsWith(Folder, StringComparison.Ordinal);

    public static string Slug(string file) => Path.GetFileNameWithoutExtension(file);

    /// <summary>Checks what both kinds of page share: the page against its place, and that it says anything at all.</summary>
    public static void Check(Page page, int languageLine, int botletLine, int bodyLine, PackContext context)
    {
        var parts = page.File.Split('/');
        if (parts.Length != 4)
            context.Faults.Add(page.File, 1, "a page stands at pages/<language>/<botlet>/<slug>.md or .html");
        if (page.Language.Length > 0 && !context.Languages.Contains(page.Language))
            context.Faults.Add(page.File, languageLine, $"the language '{page.Language}' is not one of the agency's ({string.Join(", ", context.Languages)})");
        else if (parts.Length == 4 && page.Language.Length > 0 && page.Language != parts[1])
            context.Faults.Add(page.File, languageLine, $"the language is '{page.Language}' but the page stands in the folder '{parts[1]}'");
        context.CheckBotlet(page.File, botletLine, page.Botlet);
        if (parts.Length == 4 && page.Botlet.Length > 0 && page.Botlet != parts[2] && context.Botlets.Contains(page.Botlet))
            context.Faults.Add(page.File, botletLine, $"the botlet is '{page.Botlet}' but the page stands in the folder '{parts[2]}'");
        context.CheckId(page.File, 1, "file name", page.Slug);
        if (!page.Blocks.Any(block => !block.IsHeading))
            context.Faults.Add(page.File, bodyLine, "the page has no text");
    }
}
