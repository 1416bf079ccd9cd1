using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GovStack.Frontend.Tests.Browser;

/// <summary>Asking and being answered.</summary>
[Trait("Category", "Long")]
[Collection(BrowserCollection.Name)]
public sealed class AnswerTests(BrowserFixture browser)
{
    private const string Cited = "Bring **your old passport** and a new photo [1].\n\n- First, fill in the form [2].\n- Then send it.";

    [Fact]
    public async Task Ask_ModelSpeaks_AnswerGrowsWordByWord()
    {
        await using var chat = await browser.OpenAsync();

        var call = await chat.AskModelAsync("Which papers do I bring when I change the name in my passport?");
        call.Say("Bring your ");
        await chat.ExpectAnswerAsync("Bring your");
        await Expect(chat.Last).ToHaveAttributeAsync("data-stage", "answering");
        call.End("court order [1].");
        await chat.ExpectFinishedAsync();

        await chat.ExpectAnswerAsync("Bring your court order");
        await Expect(chat.Last.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync("Which papers do I bring when I change the name in my passport?");
        Assert.Empty(chat.Faults);
    }

    [Fact]
    public async Task Ask_AnswerCites_SourcesCarryTitleDateLanguageAndOfficialLink()
    {
        await using var chat = await browser.OpenAsync();

        await chat.AskAndAnswerAsync("What must the photo in my passport look like?", Cited);

        var source = chat.Last.Locator(".sources li").First;
        await Expect(source.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", new Regex("^https://"));
        await Expect(source.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("rel", "noopener noreferrer");
        await Expect(source.Locator(".facts")).ToContainTextAsync(new Regex(@"\.gov · updated .+ 20\d\d · English"));
        await Expect(chat.Last.Locator(".sources > ol > li")).ToHaveCountAsync(2);
        await Expect(chat.Answer.Locator("strong")).ToHaveTextAsync("your old passport");
        await Expect(chat.Answer.Locator("ul > li")).ToHaveCountAsync(2);

        await chat.Answer.Locator("a.cite").First.ClickAsync();
        await Expect(source).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Reload_InMidAnswer_TheRestArrives()
    {
        await using var chat = await browser.OpenAsync();
        var call = await chat.AskModelAsync("How is the name on a passport changed after a marriage?");
        call.Say("Send the marriage ");
        await chat.ExpectAnswerAsync("Send the marriage");

        await chat.Page.ReloadAsync();
        await chat.ExpectAnswerAsync("Send the marriage");
        call.End("certificate along [1].");
        await chat.ExpectFinishedAsync();

        await Expect(chat.Turns).ToHaveCountAsync(1);
        await Expect(chat.Answer).ToHaveTextAsync(new Regex(@"^Send the marriage certificate along\s*1\.$"));
    }

    [Fact]
    public async Task Stop_InMidAnswer_KeepsWhatWasSaid()
    {
        await using var chat = await browser.OpenAsync();
        var call = await chat.AskModelAsync("Can I get a second passport abroad for business?");
        call.Say("In most countries ");
        await chat.ExpectAnswerAsync("In most countries");

        await chat.Button("Stop", chat.Last).ClickAsync();
        await chat.ExpectFinishedAsync();

        await chat.ExpectAnswerAsync("In most countries");
        await Expect(chat.Last).ToContainTextAsync("You stopped this answer");
        await Expect(chat.Polite).ToContainTextAsync("The answer was stopped.");
    }

    [Fact]
    public async Task Edit_Question_BeginsABranchAndKeepsTheFirst()
    {
        await using var chat = await browser.OpenAsync();
        await chat.AskAndAnswerAsync("Which visa lets my cousin study in Ohio?", "A student visa [1].");

        await chat.Button("Edit question", chat.Last).ClickAsync();
        await chat.Last.Locator("textarea").FillAsync("Which visa lets my cousin work in Ohio?");
        await chat.Last.Locator("textarea").PressAsync("Enter");
        (await browser.Host.Model.NextCallAsync("work in Ohio")).End("A work visa [1].");
        await chat.ExpectAnswerAsync("A work visa");
        await chat.ExpectFinishedAsync();

        await Expect(chat.Turns).ToHaveCountAsync(1);
        await Expect(chat.Last.Locator(".versions")).ToContainTextAsync("Version 2 of 2");
        await chat.Button("Earlier version", chat.Last).ClickAsync();
        await chat.ExpectAnswerAsync("A student visa");
    }

    [Fact]
    public async Task Regenerate_Answer_AsksTheModelAgain()
    {
        await using var chat = await browser.OpenAsync();
        await chat.AskAndAnswerAsync("Which license does a small bakery need?", "The fire marshal [1].");

        await chat.Button("New answer", chat.Last).ClickAsync();
        (await browser.Host.Model.NextCallAsync("small bakery")).End("Your city's fire marshal [1].");

        await chat.ExpectAnswerAsync("Your city's fire marshal");
        await Expect(chat.Turns).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Ask_SeveralAtOnce_AnsweredInOrder()
    {
        await using var chat = await browser.OpenAsync();
        var first = await chat.AskModelAsync("Which license lets me sell bread at the market in Iowa?");
        await chat.AskAsync("Do I need a license for the scale there?");
        await chat.AskAsync("Who gives out that license in Iowa?");

        await Expect(chat.Turns).ToHaveCountAsync(3);
        await Expect(chat.Turns.Nth(1)).ToContainTextAsync("It is answered after the one before it.");
        first.End("Yes [1].");
        (await browser.Host.Model.NextCallAsync("license for the scale")).End("Ask the county [1].");
        (await browser.Host.Model.NextCallAsync("gives out that license")).End("The state [1].");
        await chat.ExpectFinishedAsync();

        await Expect(chat.Turns.Nth(0).Locator(".prose")).ToContainTextAsync("Yes");
        await Expect(chat.Turns.Nth(1).Locator(".prose")).ToContainTextAsync("Ask the county");
        await Expect(chat.Turns.Nth(2).Locator(".prose")).ToContainTextAsync("The state");
    }

    [Fact]
    public async Task Rate_WithComment_IsKept()
    {
        await using var chat = await browser.OpenAsync();
        await chat.AskAndAnswerAsync("How long does a fishing license for visitors stay valid?", "Ten days [1].");

        await chat.Button("No, it did not help", chat.Last).ClickAsync();
        await chat.Last.GetByLabel("What was good, or what was missing?").FillAsync("Which form?");
        await chat.Button("Send comment", chat.Last).ClickAsync();
        await Expect(chat.Last.Locator(".feedback")).ToContainTextAsync("Thank you for telling us.");

        var export = await chat.Page.EvaluateAsync<string>(
            """
            async () => {
              const { id, secret } = JSON.parse(sessionStorage.getItem("govstack.conversation"));
              return await (await fetch(`/api/conversations/${id}/export`, { headers: { Authorization: `Bearer ${secret}` } })).text();
            }
            """);
        Assert.Contains("\"comment\":\"Which form?\"", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Menu_PastConversation_OpensAgainAndCanBeDeleted()
    {
        await using var chat = await browser.OpenAsync();
        await chat.AskAndAnswerAsync("Which license does a kayak rental need?", "With the state [1].");
        await chat.Page.Locator(".new").ClickAsync();
        await Expect(chat.Turns).ToHaveCountAsync(0);

        await chat.Page.Locator("#menu").ClickAsync();
        await chat.Page.Locator(".panel .past button").First.ClickAsync();
        await chat.ExpectAnswerAsync("With the state");

        await chat.Page.Locator("#menu").ClickAsync();
        await chat.Button("Delete everything about me").ClickAsync();
        await chat.Page.Locator(".confirm").GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(chat.Turns).ToHaveCountAsync(0);
        Assert.Equal("{\"conversations\":[]}", await chat.Page.EvaluateAsync<string>("async () => (await fetch('/api/me/conversations')).text()"));
    }

    [Fact]
    public async Task Link_OfConversation_OpensItForTheSamePersonOnlyAndHoldsNoSecret()
    {
        await using var chat = await browser.OpenAsync();
        await chat.AskAndAnswerAsync("Which tax form does a tuba teacher need?", "Schedule C [1].");
        var key = await chat.Page.EvaluateAsync<string[]>("() => Object.values(JSON.parse(sessionStorage.getItem('govstack.conversation')))");

        var again = await chat.Page.Context.NewPageAsync();
        await again.GotoAsync($"{browser.Host.Address}#c={key[0]}");
        await Expect(again.Locator(".prose")).ToContainTextAsync("Schedule C");
        Assert.DoesNotContain(key[1], again.Url, StringComparison.Ordinal);

        await using var stranger = await browser.OpenAsync();
        await stranger.Page.GotoAsync($"{browser.Host.Address}#c={key[0]}");
        await stranger.Page.ReloadAsync();
        await Expect(stranger.Turns).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Language_Spanish_PageAndAnswerAreSpanish()
    {
        await using var chat = await browser.OpenAsync(new() { Locale = "es-MX" });

        await Expect(chat.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("¿Qué desea saber?");
        await Expect(chat.Page.Locator("html")).ToHaveAttributeAsync("lang", "es");
        await chat.AskAndAnswerAsync("¿Qué papeles llevo para cambiar el nombre en mi pasaporte?", "Lleve la orden del tribunal [1].");
        await Expect(chat.Last.Locator(".prose")).ToHaveAttributeAsync("lang", "es");
        await Expect(chat.Last.Locator(".sources h3")).ToHaveTextAsync("Fuentes");

        await chat.Page.Locator("select").SelectOptionAsync("en");
        await Expect(chat.Last.Locator(".sources h3")).ToHaveTextAsync("Sources");
        await chat.Page.ReloadAsync();
        await Expect(chat.Last.Locator(".sources h3")).ToHaveTextAsync("Sources");
    }
}
