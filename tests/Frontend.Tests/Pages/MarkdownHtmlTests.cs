using AngleSharp.Html.Parser;
using GovStack.Frontend.Pages;

namespace GovStack.Frontend.Tests.Pages;

public sealed class MarkdownHtmlTests
{
    private static readonly HashSet<string> AllowedElements =
    [
        "p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a", "br", "hr", "table", "tbody", "tr", "th", "td",
    ];

    private static readonly HashSet<string> AllowedAttributes = ["dir", "href", "rel", "start"];

    [Theory]
    [InlineData("**Bring** your *old* passport.", "<p dir=\"auto\"><strong>Bring</strong> your <em>old</em> passport.</p>\n")]
    [InlineData("# Fees", "<h3 dir=\"auto\">Fees</h3>\n")]
    [InlineData("- one\n- two", "<ul>\n<li dir=\"auto\">one</li>\n<li dir=\"auto\">two</li>\n</ul>\n")]
    [InlineData("3. three\n4. four", "<ol start=\"3\">\n<li dir=\"auto\">three</li>\n<li dir=\"auto\">four</li>\n</ol>\n")]
    [InlineData("a < b & \"c\"", "<p dir=\"auto\">a &lt; b &amp; &quot;c&quot;</p>\n")]
    [InlineData("Form `DS-82`", "<p dir=\"auto\">Form <code>DS-82</code></p>\n")]
    public void Render_OrdinaryMarkdown_IsHtml(string markdown, string expected) => Assert.Equal(expected, MarkdownHtml.Render(markdown));

    [Fact]
    public void Render_WebLink_OpensWithoutTellingTheTargetAboutUs()
        => Assert.Equal(
            "<p dir=\"auto\">See <a href=\"https://travel.state.gov/x?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow\">the form</a>.</p>\n",
            MarkdownHtml.Render("See [the form](https://travel.state.gov/x?a=1&b=2)."));

    [Theory]
    [InlineData("[click](javascript:alert(1))")]
    [InlineData("[click](JaVaScRiPt:alert(1))")]
    [InlineData("[click](java\tscript:alert(1))")]
    [InlineData("[click](&#106;avascript:alert(1))")]
    [InlineData("[click](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[click](vbscript:msgbox)")]
    [InlineData("[click](file:///etc/passwd)")]
    [InlineData("[click](//evil.example/x)")]
    [InlineData("[click](/api/me)")]
    [InlineData("[click](mailto:a@b.example)")]
    [InlineData("[click](https://user:pass@evil.example/)")]
    [InlineData("[click](https://irs.gov@evil.example/)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[click][x]\n\n[x]: javascript:alert(1)")]
    public void Render_LinkToAnythingButTheWeb_IsItsText(string markdown)
        => Assert.DoesNotContain("<a", MarkdownHtml.Render(markdown), StringComparison.Ordinal);

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("hello <img src=x onerror=alert(1)> there")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("<div style=\"position:fixed\">x</div>")]
    [InlineData("<!-- hidden --><svg/onload=alert(1)>")]
    [InlineData("> <iframe src=\"https://evil.example\"></iframe>")]
    [InlineData("- <form action=https://evil.example><input name=secret></form>")]
    [InlineData("`<b>` <b>bold</b> &lt;i&gt;")]
    [InlineData("```\n</code></pre><script>alert(1)</script>\n```")]
    [InlineData("| a | <b>b</b> |\n|---|---|\n| <script>x</script> | [y](javascript:y) |")]
    [InlineData("![x](https://evil.example/pixel.gif)")]
    [InlineData("![x][p]\n\n[p]: https://evil.example/pixel.gif")]
    [InlineData("[![x](https://evil.example/pixel.gif)](https://evil.example)")]
    [InlineData("[a](https://a.example/\"onmouseover=\"alert(1))")]
    [InlineData("[a](https://a.example 'x\" onclick=\"alert(1)')")]
    [InlineData("# <script>x</script>")]
    [InlineData("[[[a](https://a.example)](https://b.example)](https://c.example)")]
    public void Render_HostileText_HoldsOnlyWhatTheListAllows(string markdown)
    {
        var html = MarkdownHtml.Render(markdown, sourceCount: 2);

        var body = new HtmlParser().ParseDocument($"<body>{html}</body>").Body!;
        foreach (var element in body.QuerySelectorAll("*"))
        {
            Assert.Contains(element.LocalName, AllowedElements);
            Assert.All(element.Attributes, attribute => Assert.Contains(attribute.Name, AllowedAttributes));
            if (element.GetAttribute("href") is { } href)
                Assert.Matches("^(https?://|#source-)", href);
        }
    }

    [Fact]
    public void Render_LinkThatNamesAnotherHost_ShowsTheTrueOne()
        => Assert.EndsWith(">https://www.irs.gov</a> (evil.example)</p>\n", MarkdownHtml.Render("[https://www.irs.gov](https://evil.example/login)"), StringComparison.Ordinal);

    [Fact]
    public void Render_LinkThatNamesItsOwnHost_ShowsItOnce()
        => Assert.DoesNotContain("(", MarkdownHtml.Render("[irs.gov](https://www.irs.gov/refunds)"), StringComparison.Ordinal);

    [Theory]
    [InlineData("safe\u202Egpj.exe", "safegpj.exe")]
    [InlineData("a\u2066b\u2069c", "abc")]
    [InlineData("ig\u200Bnore", "ignore")]
    [InlineData("hi\U000E0041\U000E0042", "hi")]
    [InlineData("bell\u0007", "bell")]
    public void Render_CharactersThatDeceive_AreGone(string markdown, string expected)
        => Assert.Equal($"<p dir=\"auto\">{expected}</p>\n", MarkdownHtml.Render(markdown));

    [Fact]
    public void Render_CitationOfAListedSource_LinksToIt()
        => Assert.Equal(
            "<p dir=\"auto\">It costs $130 <a href=\"#source-1\">[1]</a>, not [3].</p>\n",
            MarkdownHtml.Render("It costs $130 [1], not [3].", sourceCount: 2));

    [Fact]
    public void Render_ReferenceNamedLikeACitation_StaysACitation()
        => Assert.Equal("<p dir=\"auto\">Fee <a href=\"#source-1\">[1]</a></p>\n", MarkdownHtml.Render("Fee [1]\n\n[1]: https://evil.example", sourceCount: 1));

    [Theory]
    [InlineData('>', 5_000)]
    [InlineData('[', 5_000)]
    [InlineData('*', 5_000)]
    [InlineData('`', 5_000)]
    [InlineData('!', 5_000)]
    public void Render_EndlessNesting_IsStillAText(char letter, int count)
    {
        var html = MarkdownHtml.Render(new string(letter, count) + "x");

        Assert.InRange(html.Length, 1, 200_000);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("(")]
    [InlineData("- ")]
    [InlineData("1. ")]
    public void Render_NestedTooDeeply_IsShownAsItStands(string sign)
    {
        var markdown = string.Concat(Enumerable.Repeat(sign, 33)) + "**x**";

        Assert.Equal($"<p>{markdown}</p>", MarkdownHtml.Render(markdown));
    }

    [Fact]
    public void Render_ListsInListsBeyondSense_EndsSomewhere()
    {
        var markdown = string.Join('\n', Enumerable.Range(0, 200).Select(level => new string(' ', level * 2) + "- item"));

        Assert.DoesNotContain("<script", MarkdownHtml.Render(markdown), StringComparison.Ordinal);
    }
}
