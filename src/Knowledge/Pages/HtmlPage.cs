using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using GovStack.Knowledge.Packs;

namespace GovStack.Knowledge.Pages;

/// <summary>Reads an HTML page: &lt;title&gt;, &lt;meta name&gt; elements with the fields of the front matter, and the text of &lt;main&gt;, &lt;article&gt; or the body.</summary>
internal static class HtmlPage
{
    private static readonly HashSet<string> Known =
        new(["url", "language", "updated", "botlet", "keywords", "related", "suggests"], StringComparer.OrdinalIgnoreCase);

    // Names every web page may carry and that say nothing to us.
    private static readonly HashSet<string> Ignored =
        new(["viewport", "description", "robots", "author", "generator", "color-scheme", "theme-color"], StringComparer.OrdinalIgnoreCase);

    public static Page Read(string file, string text, PackContext context)
    {
        var document = new HtmlParser(new HtmlParserOptions { IsKeepingSourceReferences = true, IsScripting = false }).ParseDocument(text);
        var head = new HtmlHead(file, document, context);
        var title = document.QuerySelector("title");
        if (string.IsNullOrWhiteSpace(title?.TextContent))
            context.Faults.Add(file, Line(title), "the page has no <title>");
        var page = new Page(
            file,
            PagePath.Slug(file),
            title?.TextContent.Trim() ?? "",
            head.Required("url"),
            head.Required("language"),
            context.CheckDate(file, head.LineOf("updated"), "updated", head.Required("updated")),
            head.Required("botlet"),
            head.Listed("keywords"),
            [.. head.All("suggests").Select(meta => meta.Content)],
            [.. head.All("related").SelectMany(meta => HtmlHead.Split(meta.Content).Select(slug => (slug, meta.Line)))],
            HtmlBody.Read(document));
        context.CheckUrl(file, head.LineOf("url"), "url", page.Url);
        PagePath.Check(page, head.LineOf("language"), head.LineOf("botlet"), Line(document.Body), context);
        return page;
    }

    private static int Line(IElement? element) => Math.Max(1, element?.SourceReference?.Position.Line ?? 1);

    private sealed class HtmlHead
    {
        private readonly string _file;
        private readonly PackContext _context;
        private readonly ILookup<string, (string Content, int Line)> _fields;

        public HtmlHead(string file, IHtmlDocument document, PackContext context)
        {
            (_file, _context) = (file, context);
            var metas = document.QuerySelectorAll("meta[name]")
                .Select(meta => (Name: meta.GetAttribute("name")!.Trim(), Content: meta.GetAttribute("content")?.Trim() ?? "", Line: Line(meta)))
                .Where(meta => !Ignored.Contains(meta.Name))
                .ToList();
            foreach (var meta in metas.Where(meta => !Known.Contains(meta.Name)))
                context.Faults.Add(file, meta.Line, $"unknown key '{meta.Name}'; known here: {string.Join(", ", Known.Order(StringComparer.Ordinal))}");
            _fields = metas.ToLookup(meta => meta.Name, meta => (meta.Content, meta.Line), StringComparer.OrdinalIgnoreCase);
        }

        public IEnumerable<(string Content, int Line)> All(string name) => _fields[name].Where(meta => meta.Content.Length > 0);

        public IReadOnlyList<string> Listed(string name) => [.. All(name).SelectMany(meta => Split(meta.Content))];

        public int LineOf(string name) => _fields[name].Select(meta => meta.Line).FirstOrDefault(1);

        public string Required(string name)
        {
            var given = _fields[name].ToList();
            if (given.Count == 0)
                _context.Faults.Add(_file, 1, $"the key '{name}' is missing");
            else if (given[0].Content.Length == 0)
                _context.Faults.Add(_file, given[0].Line, $"'{name}' is empty");
            foreach (var again in given.Skip(1))
                _context.Faults.Add(_file, again.Line, $"duplicate key '{name}', first on line {given[0].Line}");
            return given.Count == 0 ? "" : given[0].Content;
        }

        public static string[] Split(string content)
            => content.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
