using GovStack.Knowledge.Packs;

namespace GovStack.Knowledge.Pages;

/// <summary>Reads a Markdown page: front matter between "---" lines, then the text.</summary>
internal static class MarkdownPage
{
    private const string Fence = "---";

    public static Page? Read(string file, string text, PackContext context)
    {
        var lines = text.Split('\n');
        if (lines[0].TrimEnd() != Fence)
        {
            context.Faults.Add(file, 1, "the page must begin with front matter between --- lines");
            return null;
        }

        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence);
        if (end < 0)
        {
            context.Faults.Add(file, 1, "the front matter has no closing --- line");
            return null;
        }

        if (YamlTree.ReadMap(file, string.Join('\n', lines[1..end]), 1, context.Faults) is not { } map)
            return null;
        var body = MarkdownBody.Read(file, string.Join('\n', lines[(end + 1)..]), end + 1, context.Faults);
        return ReadFrontMatter(new PackSection(file, map, context), body, bodyLine: end + 2);
    }

    private static Page ReadFrontMatter(PackSection section, IReadOnlyList<PageBlock> body, int bodyLine)
    {
        var context = section.Context;
        var page = new Page(
            section.File,
            PagePath.Slug(section.File),
            section.Text("title"),
            section.Text("url"),
            section.Text("language"),
            section.Date("updated"),
            section.Text("botlet"),
            section.Texts("keywords", required: false, atLeast: 0),
            section.Texts("suggests", required: false, atLeast: 0),
            [.. section.Items("related", required: false, atLeast: 0).Select(item => (section.AsText(item, "related"), item.Line))],
            body);
        context.CheckUrl(section.File, section.LineOf("url"), "url", page.Url);
        PagePath.Check(page, section.LineOf("language"), section.LineOf("botlet"), bodyLine, context);
        section.Finish();
        return page;
    }
}
