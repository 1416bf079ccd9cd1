using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GovStack.Frontend.Tests.Browser;

/// <summary>Hostile answers, danger to life, and a page without script.</summary>
[Trait("Category", "Long")]
[Collection(BrowserCollection.Name)]
public sealed class SafetyTests(BrowserFixture browser)
{
    private const string Hostile =
        """
        <script>window.hit = 1</script><img src="https://evil.example/a.png" onerror="window.hit = 2">
        [click](javascript:window.hit=3) [data](data:text/html,hi) ![pixel](https://evil.example/b.png) [good](https://www.usa.gov/x)
        <a href="javascript:window.hit=4">raw</a> <iframe src="https://evil.example"></iframe> [1]
        """;

    [Fact]
    public async Task Answer_WithMarkupScriptsAndImages_IsInert()
    {
        var requests = new List<string>();
        await using var chat = await browser.OpenAsync(prepare: page =>
        {
            page.Request += (_, request) => requests.Add(request.Url);
            return Task.CompletedTask;
        });

        await chat.AskAndAnswerAsync("Which license does a maker of swings need?", Hostile);

        await chat.ExpectAnswerAsync("<script>window.hit = 1</script>");
        await Expect(chat.Answer.Locator("script, img, iframe, object, [onerror], [style]")).ToHaveCountAsync(0);
        Assert.Equal(   // Addresses in plain sight are links; nothing is loaded from them.
            ["https://evil.example/a.png", "https://www.usa.gov/x", "https://evil.example/"],
            await chat.Answer.Locator("a:not(.cite)").EvaluateAllAsync<string[]>("links => links.map(link => link.href)"));
        Assert.True(await chat.Page.EvaluateAsync<bool>("window.hit === undefined"));
        Assert.DoesNotContain(requests, url => url.Contains("evil.example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Question_WithMarkup_IsText()
    {
        await using var chat = await browser.OpenAsync();

        await chat.AskAndAnswerAsync("Is <img src=x onerror=\"window.hit=1\"> a tax form of the IRS?", "No [1].");

        await Expect(chat.Last.Locator("h2")).ToHaveTextAsync("Is <img src=x onerror=\"window.hit=1\"> a tax form of the IRS?");
        Assert.True(await chat.Page.EvaluateAsync<bool>("window.hit === undefined"));
    }

    [Fact]
    public async Task Crisis_ShowsNumbersToTapAndIsSaidAtOnce()
    {
        await using var chat = await browser.OpenAsync();

        var call = await chat.AskModelAsync("Help, there is a fire in my house");
        await Expect(chat.Last.Locator(".crisis a[href='tel:911']")).ToHaveTextAsync("Call 911");
        await Expect(chat.Assertive).ToContainTextAsync("If you are in danger, call now");
        call.End("Leave the house [1].");
        await chat.ExpectFinishedAsync();

        await chat.ExpectAnswerAsync("Leave the house");
        await Expect(chat.Answer).Not.ToContainTextAsync("Stay on the line");   // Told once, in the card.
    }

    [Fact]
    public async Task EmergencyNumbers_OnStartAndInConversation_AreAlwaysInView()
    {
        await using var chat = await browser.OpenAsync();
        var dial = chat.Page.Locator("#emergency a[href='tel:911']");
        await Expect(dial).ToBeInViewportAsync();

        await chat.AskAndAnswerAsync("Which license does a shop that sells ladders need?", string.Join("\n\n", Enumerable.Repeat("A long answer [1].", 60)));
        await chat.Page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight)");

        await Expect(dial).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Ask_18KbQuestion_Works_And33Kb_IsToldBeforeSending()
    {
        await using var chat = await browser.OpenAsync();
        await chat.Question.FillAsync(new string('x', 33 * 1024));
        await Expect(chat.Page.Locator("#ask-count")).ToContainTextAsync("longer than 32 KB");
        await chat.Question.PressAsync("Enter");
        await Expect(chat.Turns).ToHaveCountAsync(0);

        await chat.AskAsync("What does this letter about my taxes mean? " + string.Concat(Enumerable.Repeat("It says that taxes are due. ", 660)));
        await Expect(chat.Turns).ToHaveCountAsync(1);
        await Expect(chat.Last.Locator("h2")).ToContainTextAsync("What does this letter about my taxes mean?");
        await Expect(chat.Last).Not.ToHaveAttributeAsync("data-stage", "sending");
        await Expect(chat.Last.Locator(".failure")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ScriptOff_PlainFormAnswers()
    {
        await using var chat = await browser.OpenAsync(new() { JavaScriptEnabled = false });
        await Expect(chat.Page.Locator("#emergency")).ToContainTextAsync("911");
        await Expect(chat.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("What would you like to know?");

        await chat.Question.FillAsync("How do I renew my passport?");
        await chat.Button("Ask").ClickAsync();

        await Expect(chat.Page.Locator("main")).ToContainTextAsync("DS-82");
        await Expect(chat.Page.Locator("main a[href*='travel.state.gov']").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ScriptFilesBlocked_PlainFormAnswers()
    {
        await using var chat = await browser.OpenAsync(prepare: page => page.RouteAsync("**/*.js", route => route.AbortAsync()));

        await chat.Question.FillAsync("How do I renew my passport?");
        await chat.Button("Ask").ClickAsync();

        await Expect(chat.Page.Locator("main")).ToContainTextAsync("DS-82");
    }
}
