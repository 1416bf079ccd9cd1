using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace GovStack.Frontend.Tests.Api;

/// <summary>The plain form, for browsers whose script is blocked.</summary>
public sealed class AskFormTests(FrontendHost frontend)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/ask")]
    public async Task Form_OnEveryPageThatHasOne_CarriesATokenOfThisBrowser(string path)
    {
        using var caller = frontend.NewCaller();

        var (response, page) = await GetAsync(caller, path);

        var token = page.QuerySelector("form[action='/ask'] input[name=token]");
        Assert.Equal(43, token?.GetAttribute("value")?.Length);
        Assert.Contains("form=", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        Assert.Contains("samesite=lax", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("script:not([src]), style, [style], [onclick]"));
    }

    [Fact]
    public async Task Ask_KnownQuestion_ShowsAnswerSourcesAndTheFormAgain()
    {
        using var caller = frontend.NewCaller();

        var (response, page) = await AskAsync(caller, Caller.KnownQuestion);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Caller.KnownQuestion, page.QuerySelector(".question")!.TextContent);
        Assert.Contains("DS-82", page.QuerySelector("#answer + div")!.TextContent, StringComparison.Ordinal);
        Assert.StartsWith("https://", page.QuerySelector("#source-1 a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("#answer + div a[href='#source-1']"));
        Assert.NotNull(page.QuerySelector("form[action='/ask'] textarea[name=question]"));
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.DoesNotContain("secret", response.RequestMessage!.RequestUri!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_FollowUp_GoesOnInTheSameConversation()
    {
        using var caller = frontend.NewCaller();
        var (_, first) = await AskAsync(caller, Caller.KnownQuestion);
        var hidden = first.QuerySelectorAll("form[action='/ask']:last-of-type input[type=hidden]")
            .ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("value")!);

        var (_, second) = await PostAsync(caller, "/ask", [.. hidden, new("question", Caller.KnownQuestion)]);

        Assert.Equal(hidden["conversation"], second.QuerySelector("input[name=conversation]")!.GetAttribute("value"));
        var (_, mine) = await caller.SendAsync(HttpMethod.Get, "/api/me/conversations");
        Assert.Single(mine["conversations"]!.AsArray());
    }

    [Fact]
    public async Task Ask_WithoutTheToken_KeepsTheQuestionAndAsksAgain()
    {
        using var caller = frontend.NewCaller();

        var (response, page) = await PostAsync(caller, "/ask", [new("question", "Is it </textarea><script>alert(1)</script>?")]);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("Is it </textarea><script>alert(1)</script>?", page.QuerySelector("textarea")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task Ask_WithSomebodyElsesToken_IsRefused()
    {
        using var caller = frontend.NewCaller();
        using var other = frontend.NewCaller();
        await GetAsync(caller, "/ask");
        var token = await TokenAsync(other);

        var (response, _) = await PostAsync(caller, "/ask", [new("token", token), new("question", Caller.KnownQuestion)]);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Ask_InAForeignConversation_IsRefused()
    {
        using var caller = frontend.NewCaller();
        var (mine, foreign) = (await caller.StartAsync(), await caller.StartAsync());

        var (response, _) = await PostAsync(
            caller,
            "/ask",
            [new("token", await TokenAsync(caller)), new("question", "x"), new("conversation", foreign.Id), new("secret", mine.Secret)]);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("33KB", 413)]
    public async Task Ask_QuestionThatIsRefused_SaysWhyOnThePage(string question, int status)
    {
        using var caller = frontend.NewCaller();

        var (response, page) = await AskAsync(caller, question == "33KB" ? new string('x', 33 * 1024) : question);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEqual("", page.QuerySelector("[role=status]")!.TextContent);
    }

    [Fact]
    public async Task Ask_MarkupInTheQuestion_IsText()
    {
        using var caller = frontend.NewCaller();

        var (_, page) = await AskAsync(caller, "<img src=x onerror=alert(1)> my house is on fire");

        Assert.Empty(page.QuerySelectorAll("img"));
        Assert.Contains("911", page.QuerySelector("#answer + div")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyPage_ThatIsNotThere_IsAPageForPeople()
    {
        using var caller = frontend.NewCaller();

        var (response, page) = await GetAsync(caller, "/no/such/page");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("There is no such page.", page.QuerySelector("h1")!.TextContent);
    }

    private static async Task<string> TokenAsync(Caller caller)
        => (await GetAsync(caller, "/ask")).Page.QuerySelector("input[name=token]")!.GetAttribute("value")!;

    private static async Task<(HttpResponseMessage Response, IDocument Page)> AskAsync(Caller caller, string question)
        => await PostAsync(caller, "/ask", [new("token", await TokenAsync(caller)), new("question", question)]);

    private static Task<(HttpResponseMessage Response, IDocument Page)> GetAsync(Caller caller, string path)
        => SendAsync(caller, Caller.NewRequest(HttpMethod.Get, path, null, null, ("Accept", "text/html")));

    private static Task<(HttpResponseMessage Response, IDocument Page)> PostAsync(Caller caller, string path, IReadOnlyList<KeyValuePair<string, string>> fields)
        => SendAsync(caller, Caller.NewRequest(HttpMethod.Post, path, new FormUrlEncodedContent(fields), null, ("Accept", "text/html")));

    private static async Task<(HttpResponseMessage Response, IDocument Page)> SendAsync(Caller caller, HttpRequestMessage request)
    {
        var response = await caller.Http.SendAsync(request);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        return (response, new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync()));
    }
}
