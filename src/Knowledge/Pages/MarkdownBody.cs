using System.Text;
using GovStack.Conversations.Safety;
using GovStack.Knowledge.Packs;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace GovStack.Knowledge.Pages;

/// <summary>Turns the Markdown below a page's front matter into headings and plain texts.</summary>
internal static class MarkdownBody
{
    private const int DeepestNesting = 50;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().Build();

    // What stands for a text that was not read: the page is not empty, and one fault is enough.
    private static readonly PageBlock Unread = new(0, "…");

    public static IReadOnlyList<PageBlock> Read(string file, string markdown, int lineOffset, PackFaults faults)
    {
        if (MarkdownNesting.FindTooDeep(markdown) is { } deep)
        {
            faults.Add(file, deep + lineOffset, "the Markdown is nested too deeply");
            return [Unread];
        }

        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig refuses text nested so deep that rendering it would overflow the stack.
            faults.Add(file, 1 + lineOffset, "the Markdown is nested too deeply");
            return [Unread];
        }

        var blocks = new List<PageBlock>();
        foreach (var block in document)
        {
            if (block is HeadingBlock heading)
            {
                var text = Inline(heading.Inline);
                if (text.Length == 0)
                    faults.Add(file, block.Line + 1 + lineOffset, "the heading is empty");
                else
                    blocks.Add(new PageBlock(heading.Level, text));
            }
            else
            {
                var lines = new StringBuilder();
                Append(lines, block, "", 0);
                foreach (var html in document.Descendants<HtmlBlock>().Where(html => html.Type != HtmlBlockType.Comment && html == block))
                    faults.Add(file, html.Line + 1 + lineOffset, "HTML inside Markdown is not read; write Markdown, or make the page .html");
                if (lines.ToString().Trim() is { Length: > 0 } text)
                    blocks.Add(new PageBlock(0, text));
            }
        }

        return blocks;
    }

    private static void Append(StringBuilder lines, Block block, string indent, int depth)
    {
        if (depth > DeepestNesting)
            return;
        switch (block)
        {
            case ListBlock list:
                AppendList(lines, list, indent, depth);
                break;
            case Table table:
                foreach (var row in table.OfType<TableRow>())
                    Line(lines, indent, string.Join(" | ", row.OfType<TableCell>().Select(CellText)));
                break;
            case ContainerBlock container:
                foreach (var inner in container)
                    Append(lines, inner, indent, depth + 1);
                break;
            case HtmlBlock or LinkReferenceDefinition or ThematicBreakBlock:
                break;
            case CodeBlock code:
                Line(lines, indent, code.Lines.ToString());
                break;
            case LeafBlock { Inline: { } inline }:
                Line(lines, indent, Inline(inline));
                break;
        }
    }

    private static void AppendList(StringBuilder lines, ListBlock list, string indent, int depth)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var bullet = list.IsOrdered ? $"{number++}. " : "- ";
            var inner = new StringBuilder();
            foreach (var block in item)
                Append(inner, block, block is ListBlock ? indent + "  " : "", depth + 1);
            Line(lines, indent, bullet + inner.ToString().TrimEnd());
        }
    }

    private static string CellText(TableCell cell)
        => string.Join(' ', cell.OfType<LeafBlock>().Select(block => Inline(block.Inline)));

    private static void Line(StringBuilder lines, string indent, string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
            lines.Append(indent).Append(text.Trim()).Append('\n');
    }

    private static string Inline(ContainerInline? container)
    {
        var text = new StringBuilder();
        foreach (var inline in container?.Descendants() ?? [])
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case LineBreakInline line:
                    text.Append(line.IsHard ? '\n' : ' ');
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case HtmlInline { Tag: var tag } when tag.StartsWith("<br", StringComparison.OrdinalIgnoreCase):
                    text.Append('\n');
                    break;
            }
        }

        return text.ToString().Trim();
    }
}
