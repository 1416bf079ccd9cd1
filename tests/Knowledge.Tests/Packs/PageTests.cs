using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Tests.Packs;

public sealed class PageTests
{
    [Fact]
    public void Read_Markdown_KeepsTheTextAndDropsTheMarks()
    {
        var passage = Assert.Single(Read("""
            Call **[the office](https://example.gov/office)** at `1-555-0100`.
            A second line of the paragraph.

            1. Fill in *Form 4868*
            2. Send it
               - by mail
               - online

            | State | Fee |
            |---|---|
            | Maine | $5 |

            <!-- a note to ourselves -->
            """));

        Assert.Equal(
            """
            Call the office at 1-555-0100. A second line of the paragraph.
            1. Fill in Form 4868
            2. Send it
              - by mail
              - online
            State | Fee
            Maine | $5
            """,
            passage.Text);
    }

    [Fact]
    public void Read_Headings_NameThePassagesBelowThem()
    {
        var passages = Read("# Refunds\nOpening.\n\n## By mail\n\n### To Maine\nMaine text.\n\n## Online\nOnline text.");

        Assert.Equal(
            [("", "Opening."), ("To Maine", "Maine text."), ("Online", "Online text.")],
            passages.Select(passage => (passage.Heading, passage.Text)));
    }

    [Fact]
    public void Read_LongSection_IsSplitBetweenParagraphs()
    {
        var paragraph = string.Join(' ', Enumerable.Repeat("A sentence about refunds.", 40));

        var passages = Read($"{paragraph}\n\n{paragraph}\n\n{paragraph}");

        Assert.Equal([paragraph, paragraph, paragraph], passages.Select(passage => passage.Text));
        Assert.Equal(["en/page#0", "en/page#1", "en/page#2"], passages.Select(passage => passage.Id));
    }

    [Fact]
    public void Read_Html_IsReadLikeMarkdown()
    {
        using var folder = new PackFolder();
        folder.Write("pages/en/tax/page.html", """
            <!doctype html>
            <html><head><title>Refunds &amp; credits</title>
            <meta name="url" content="https://example.gov/credits">
            <meta name="language" content="en"><meta name="updated" content="2026-01-10"><meta name="botlet" content="tax">
            <meta name="keywords" content="money back, credit">
            <meta name="suggests" content="How long, roughly?">
            <meta name="viewport" content="width=device-width">
            </head><body><nav>Menu</nav><main><h1>Refunds &amp; credits</h1>
            <p>Most refunds <b>arrive</b>
            soon.</p><script>alert(1)</script>
            <h2>Ways</h2><ol><li>Mail</li><li>Online<ul><li>with an account</li></ul></li></ol>
            <table><tr><th>State</th><th>Fee</th></tr><tr><td>Maine</td><td>$5</td></tr></table>
            </main><footer>Contact</footer></body></html>
            """);

        var indexed = folder.Read().Require().Passages.Where(indexed => indexed.Passage.Slug == "page").ToList();

        Assert.Equal(
            [("", "Most refunds arrive soon."), ("Ways", "1. Mail\n2. Online\n- with an account\nState | Fee\nMaine | $5")],
            indexed.Select(indexed => (indexed.Passage.Heading, indexed.Passage.Text)));
        Assert.Equal("Refunds & credits", indexed[0].Passage.Title);
        Assert.Equal(["How long, roughly?"], indexed[0].Passage.Suggests);
        Assert.Equal(["money back", "credit"], indexed[0].Keywords);
    }

    [Fact]
    public void Read_BrokenHtml_NamesTheLines()
    {
        using var folder = new PackFolder();
        folder.Write("pages/en/tax/page.html", """
            <html><head>
            <meta name="url" content="refunds">
            <meta name="language" content="en">
            <meta name="language" content="es">
            <meta name="botlet" content="tax">
            <meta name="colour" content="red">
            <meta name="related" content="hours, nowhere">
            </head><body><p>Text.</p></body></html>
            """);

        Assert.Equal(
            [
                "pages/en/tax/page.html:1: the key 'updated' is missing",
                "pages/en/tax/page.html:1: the page has no <title>",
                "pages/en/tax/page.html:2: 'url' must be a web address beginning with https:// or http://",
                "pages/en/tax/page.html:4: duplicate key 'language', first on line 3",
                "pages/en/tax/page.html:6: unknown key 'colour'; known here: botlet, keywords, language, related, suggests, updated, url",
                "pages/en/tax/page.html:7: unknown related page 'nowhere'",
            ],
            folder.Faults());
    }

    private static List<Passage> Read(string body)
    {
        using var folder = new PackFolder();
        folder.Write("pages/en/tax/page.md", PackFolder.PageFor("Refunds", "tax", "en", body));
        return [.. folder.Read().Require().Passages.Select(indexed => indexed.Passage).Where(passage => passage.Slug == "page")];
    }
}
