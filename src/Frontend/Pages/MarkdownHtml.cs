using System.Text;
using System.Text.Encodings.Web;
using GovStack.Conversations.Safety;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace GovStack.Frontend.Pages;

/// <summary>
/// Markdown of a model or a page as HTML, by an allow-list: only the elements written here exist, every text is escaped, links go to http and https alone,
/// images and raw HTML become text. What the list does not know is shown as its text.
/// </summary>
internal sealed class MarkdownHtml
{
    private const int MaxDepth = 24;
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().DisableHtml().Build();
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Default;
    private readonly StringBuilder _html = new();
    private readonly int _sourceCount;

    private MarkdownHtml(int sourceCount) => _sourceCount = sourceCount;

    /// <summary>Renders a text.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="sourceCount">How many sources the page lists: citations [1] to [n] become links to them.</param>
    public static string Render(string markdown, int sourceCount = 0)
    {
        var clean = PlainText.Clean(markdown);
        if (MarkdownNesting.FindTooDeep(clean) is not null)
            return $"<p>{Encode(clean)}</p>";   // Nobody writes so for people to read.
        try
        {
            var writer = new MarkdownHtml(sourceCount);
            writer.WriteBlocks(Markdown.Parse(clean, Pipeline), 0);
            return writer._html.ToString();
        }
        catch (ArgumentException)
        {
            return $"<p>{Encode(clean)}</p>";   // Nested deeper than the parser goes in a way the look before did not see.
        }
    }

    /// <summary>Escapes a text for HTML, in elements and in attributes alike.</summary>
    public static string Encode(string text) => Encoder.Encode(text);

    private void WriteBlocks(ContainerBlock blocks, int depth)
    {
        foreach (var block in blocks)
            WriteBlock(block, depth);
    }

    private void WriteBlock(Block block, int depth)
    {
        if (depth > MaxDepth)
            return;
        switch (block)
        {
            case HeadingBlock heading:
                // The page's own headings end at 2; an answer's begin below them.
                WriteElement($"h{Math.Clamp(heading.Level + 2, 3, 6)}", heading.Inline);
                break;
            case ParagraphBlock paragraph:
                WriteElement("p", paragraph.Inline);
                break;
            case ListBlock list:
                WriteList(list, depth);
                break;
            case QuoteBlock quote:
                WriteContainer("blockquote", quote, depth);
                break;
            case CodeBlock code:
                _html.Append("<pre><code>").Append(Encode(code.Lines.ToString())).Append("</code></pre>\n");
                break;
            case ThematicBreakBlock:
                _html.Append("<hr>\n");
                break;
            case Table table:
                WriteTable(table, depth);
                break;
            case LinkReferenceDefinitionGroup:
                break;
            case ContainerBlock container:
                WriteBlocks(container, depth + 1);
                break;
            case LeafBlock leaf:
                WriteElement("p", leaf.Inline);
                break;
        }
    }

    private void WriteElement(string name, ContainerInline? content)
    {
        _html.Append('<').Append(name).Append(" dir=\"auto\">");
        WriteInlines(content, 0, mayLink: true);
        _html.Append("</").Append(name).Append(">\n");
    }

    private void WriteContainer(string name, ContainerBlock content, int depth)
    {
        _html.Append('<').Append(name).Append(">\n");
        WriteBlocks(content, depth + 1);
        _html.Append("</").Append(name).Append(">\n");
    }

    private void WriteList(ListBlock list, int depth)
    {
        var name = list.IsOrdered ? "ol" : "ul";
        _html.Append('<').Append(name);
        if (list.IsOrdered && int.TryParse(list.OrderedStart, out var start) && start > 1)
            _html.Append(" start=\"").Append(start).Append('"');
        _html.Append(">\n");
        foreach (var item in list.OfType<ListItemBlock>())
        {
            _html.Append("<li dir=\"auto\">");
            if (!list.IsLoose && item is [ParagraphBlock only])
                WriteInlines(only.Inline, 0, mayLink: true);
            else
                WriteBlocks(item, depth + 1);
            _html.Append("</li>\n");
        }

        _html.Append("</").Append(name).Append(">\n");
    }

    private void WriteTable(Table table, int depth)
    {
        _html.Append("<table>\n");
        foreach (var row in table.OfType<TableRow>())
        {
            _html.Append("<tr>");
            foreach (var cell in row.OfType<TableCell>())
            {
                var name = row.IsHeader ? "th" : "td";
                _html.Append('<').Append(name).Append(" dir=\"auto\">");
                foreach (var block in cell)
                {
                    if (block is ParagraphBlock paragraph)
                        WriteInlines(paragraph.Inline, 0, mayLink: true);
                    else
                        WriteBlock(block, depth + 1);
                }

                _html.Append("</").Append(name).Append('>');
            }

            _html.Append("</tr>\n");
        }

        _html.Append("</table>\n");
    }

    private void WriteInlines(ContainerInline? inlines, int depth, bool mayLink)
    {
        if (inlines is null)
            return;
        if (depth > MaxDepth)
        {
            WriteText(InlineText.Of(inlines));
            return;
        }

        // The parser cuts texts at every bracket; a citation is only seen in the whole of them.
        var text = new StringBuilder();
        foreach (var inline in inlines)
        {
            if (PlainTextOf(inline) is { } part)
            {
                text.Append(part);
                continue;
            }

            WriteText(text.ToString());
            text.Clear();
            WriteInline(inline, depth, mayLink);
        }

        WriteText(text.ToString());
    }

    private static string? PlainTextOf(Inline inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        LinkInline { IsImage: true } image => InlineText.Of(image),   // A picture fetched from elsewhere tells that place who reads.
        LinkInline { Reference: not null } reference => $"[{InlineText.Of(reference)}]",   // "[1]: https://…" must not take over a citation.
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        HtmlInline html => html.Tag,
        _ => null,
    };

    private void WriteInline(Inline inline, int depth, bool mayLink)
    {
        switch (inline)
        {
            case CodeInline code:
                _html.Append("<code>").Append(Encode(code.Content)).Append("</code>");
                break;
            case EmphasisInline emphasis:
                var name = emphasis.DelimiterCount >= 2 ? "strong" : "em";
                _html.Append('<').Append(name).Append('>');
                WriteInlines(emphasis, depth + 1, mayLink);
                _html.Append("</").Append(name).Append('>');
                break;
            case LinkInline link:
                WriteLink(link.Url, link, depth, mayLink);
                break;
            case AutolinkInline autolink:
                WriteLink(autolink.IsEmail ? null : autolink.Url, autolink.Url, mayLink);
                break;
            case LineBreakInline lineBreak:
                _html.Append(lineBreak.IsHard ? "<br>\n" : "\n");
                break;
            case ContainerInline container:
                WriteInlines(container, depth + 1, mayLink);
                break;
        }
    }

    private void WriteLink(string? url, ContainerInline label, int depth, bool mayLink)
    {
        var safe = mayLink ? SafeUrl.Find(url) : null;
        if (safe is null)
        {
            WriteInlines(label, depth + 1, mayLink);
            return;
        }

        OpenLink(safe);
        WriteInlines(label, depth + 1, mayLink: false);
        _html.Append("</a>");
        if (SafeUrl.IsDisguised(InlineText.Of(label), safe))
            _html.Append(" (").Append(Encode(safe.Host)).Append(')');
    }

    private void WriteLink(string? url, string label, bool mayLink)
    {
        if (mayLink && SafeUrl.Find(url) is { } safe)
        {
            OpenLink(safe);
            _html.Append(Encode(label)).Append("</a>");
        }
        else
        {
            _html.Append(Encode(label));
        }
    }

    private void OpenLink(Uri url)
        => _html.Append("<a href=\"").Append(Encode(url.AbsoluteUri)).Append("\" rel=\"noopener noreferrer nofollow\">");

    private void WriteText(string text) => Citations.Write(_html, text, _sourceCount);
}
