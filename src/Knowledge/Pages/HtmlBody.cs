using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace GovStack.Knowledge.Pages;

/// <summary>Turns the body of an HTML page into headings and plain texts. Navigation, scripts, forms and pictures are left out.</summary>
internal static partial class HtmlBody
{
    private static readonly HashSet<string> Skipped = new(
        ["script", "style", "template", "noscript", "nav", "header", "footer", "aside", "form", "svg", "iframe", "object", "button"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Blocks = new(
        ["p", "div", "section", "article", "main", "ul", "ol", "dl", "dt", "dd", "table", "tr", "blockquote", "pre", "figure", "address", "details", "summary", "hr"],
        StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<PageBlock> Read(IHtmlDocument document)
    {
        var root = document.QuerySelector("main") ?? document.QuerySelector("article") ?? document.Body;
        var writer = new Writer();
        // Walked with a stack of its own: a page may nest deeper than a thread's stack.
        var open = new Stack<(INode? Node, Action? Leave)>();
        open.Push((root, null));
        while (open.TryPop(out var next))
        {
            next.Leave?.Invoke();
            switch (next.Node)
            {
                case IText text:
                    writer.Text(text.Data);
                    break;
                case IElement element when !Skipped.Contains(element.LocalName) && !element.HasAttribute("hidden"):
                    Enter(element, writer, open);
                    break;
            }
        }

        return writer.Finish();
    }

    private static void Enter(IElement element, Writer writer, Stack<(INode? Node, Action? Leave)> open)
    {
        var name = element.LocalName;
        if (name is ['h', >= '1' and <= '6'])
        {
            writer.Heading(name[1] - '0', Space().Replace(element.TextContent, " ").Trim());
            return;
        }

        if (name == "br")
            writer.Line();
        else if (name == "li")
            writer.Item(element.ParentElement?.LocalName == "ol" ? $"{ItemNumber(element)}. " : "- ");
        else if (name is "td" or "th" && element.PreviousElementSibling is not null)
            writer.Text(" | ");
        var isBlock = Blocks.Contains(name) || name == "li";
        if (isBlock && name != "li")
            writer.Line();
        if (isBlock)
            open.Push((null, writer.Line));
        for (var index = element.ChildNodes.Length - 1; index >= 0; index--)
            open.Push((element.ChildNodes[index], null));
    }

    private static int ItemNumber(IElement item)
    {
        var number = 1;
        for (var before = item.PreviousElementSibling; before is not null; before = before.PreviousElementSibling)
            number += before.LocalName == "li" ? 1 : 0;
        return number;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    private sealed class Writer
    {
        private readonly List<PageBlock> _blocks = [];
        private readonly StringBuilder _text = new();
        private readonly StringBuilder _line = new();
        private string _bullet = "";

        public void Text(string text) => _line.Append(text);

        public void Item(string bullet)
        {
            Line();
            _bullet = bullet;
        }

        public void Line()
        {
            var line = Space().Replace(_line.ToString(), " ").Trim();
            _line.Clear();
            if (line.Length == 0)
                return;
            _text.Append(_bullet).Append(line).Append('\n');
            _bullet = "";
        }

        public void Heading(int level, string heading)
        {
            Close();
            if (heading.Length > 0)
                _blocks.Add(new PageBlock(level, heading));
        }

        public List<PageBlock> Finish()
        {
            Close();
            return _blocks;
        }

        private void Close()
        {
            Line();
            _bullet = "";
            if (_text.Length > 0)
                _blocks.Add(new PageBlock(0, _text.ToString().TrimEnd()));
            _text.Clear();
        }
    }
}
