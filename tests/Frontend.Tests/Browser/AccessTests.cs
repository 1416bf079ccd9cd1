using GovStack.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GovStack.Frontend.Tests.Browser;

/// <summary>The page for everybody: rules of axe-core, keyboard alone, screen readers, small and magnified windows, both colour schemes.</summary>
[Trait("Category", "Long")]
[Collection(BrowserCollection.Name)]
public sealed class AccessTests(BrowserFixture browser)
{
    private const string Answer = "Bring the form [1] and **a photo**.\n\n| Service | Time |\n|---|---|\n| Routine | weeks |\n\n1. One\n2. Two";

    private static string AxePath => Path.Combine(Repository.Root, "tests", "Frontend.Tests", "node_modules", "axe-core", "axe.min.js");

    [Theory]
    [InlineData(1280, 900, ColorScheme.Light, "en-US")]
    [InlineData(1280, 900, ColorScheme.Dark, "en-US")]
    [InlineData(390, 844, ColorScheme.Light, "es-MX")]
    [InlineData(390, 844, ColorScheme.Dark, "en-US")]
    public async Task Page_AtStartDuringAndAfterAnAnswer_BreaksNoRuleOfAxe(int width, int height, ColorScheme scheme, string locale)
    {
        Assert.SkipUnless(File.Exists(AxePath), "axe-core is not here: run npm ci in tests/Frontend.Tests.");
        await using var chat = await browser.OpenAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, Locale = locale });
        await Expect(chat.Page.Locator(".card").First).ToBeVisibleAsync();
        await AssertNoViolationAsync(chat, "start");

        var call = await chat.AskModelAsync($"Which permit does a {width} {scheme} {locale} lemonade stand need?");
        call.Say(Answer);
        await chat.ExpectAnswerAsync("Bring the form");
        await AssertNoViolationAsync(chat, "during an answer");

        call.End();
        await chat.ExpectFinishedAsync();
        await AssertNoViolationAsync(chat, "after an answer");

        await chat.Page.Locator("#menu").ClickAsync();
        await Expect(chat.Page.Locator(".panel .past")).ToBeVisibleAsync();
        await AssertNoViolationAsync(chat, "menu");
    }

    [Fact]
    public async Task Crisis_BreaksNoRuleOfAxe()
    {
        Assert.SkipUnless(File.Exists(AxePath), "axe-core is not here: run npm ci in tests/Frontend.Tests.");
        await using var chat = await browser.OpenAsync(new() { ColorScheme = ColorScheme.Dark });
        (await chat.AskModelAsync("Help, there is a fire in the kitchen")).End("Leave [1].");
        await chat.ExpectFinishedAsync();

        await AssertNoViolationAsync(chat, "crisis");
    }

    [Fact]
    public async Task Keyboard_Alone_AsksStopsRatesAndOpensTheMenu()
    {
        await using var chat = await browser.OpenAsync();
        var keyboard = chat.Page.Keyboard;
        await Expect(chat.Page.Locator(".card").First).ToBeVisibleAsync();

        await keyboard.PressAsync("Tab");
        await Expect(chat.Page.Locator("#skip")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(chat.Question).ToBeFocusedAsync();
        await keyboard.TypeAsync("Which permit does a kite shop");
        await keyboard.PressAsync("Shift+Enter");
        await keyboard.TypeAsync("need?");
        await keyboard.PressAsync("Enter");
        var call = await browser.Host.Model.NextCallAsync("kite shop");
        call.Say("A shop ");
        await chat.ExpectAnswerAsync("A shop");
        await Expect(chat.Last.Locator("h2")).ToHaveTextAsync("Which permit does a kite shop\nneed?");
        await Expect(chat.Question).ToBeFocusedAsync();

        await TabToAsync(chat, "Stop", backwards: true);
        await keyboard.PressAsync("Enter");
        await chat.ExpectFinishedAsync();
        await chat.Question.FocusAsync();
        await TabToAsync(chat, "Yes, it helped", backwards: true);
        await keyboard.PressAsync("Space");
        await Expect(chat.Last.Locator(".feedback")).ToContainTextAsync("Thank you");

        await TabToAsync(chat, "Menu", backwards: true);
        await keyboard.PressAsync("Enter");
        await Expect(chat.Page.Locator(".panel")).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape");
        await Expect(chat.Page.Locator("#menu")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task LiveRegions_SayStartAndEndAndNoTokens()
    {
        await using var chat = await browser.OpenAsync();
        await chat.Page.EvaluateAsync(
            """
            () => {
              window.said = [];
              for (const id of ["polite", "assertive"])
                new MutationObserver(() => window.said.push(document.getElementById(id).textContent)).observe(document.getElementById(id), { childList: true, characterData: true, subtree: true });
            }
            """);

        var call = await chat.AskModelAsync("Which permit does a doll shop need?");
        foreach (var word in "A doll shop needs the permit of any shop in this town and no other permit at all".Split(' '))
            call.Say(word + " ");
        await chat.ExpectAnswerAsync("no other permit at all");
        await Expect(chat.Last.Locator(".answer")).ToHaveAttributeAsync("aria-busy", "true");
        call.End("[1].");
        await chat.ExpectFinishedAsync();
        await Expect(chat.Polite).ToContainTextAsync("The answer is complete, with 1 source.");

        Assert.Equal(
            ["Question received.", "The answer has started.", "The answer is complete, with 1 source."],
            await chat.Page.EvaluateAsync<string[]>("window.said"));
        await Expect(chat.Last.Locator(".answer")).ToHaveAttributeAsync("aria-busy", "false");
        await Expect(chat.Page.Locator(".thread [aria-live]")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(320, 256)]   // 1280 by 1024 at 400 %.
    [InlineData(390, 844)]
    public async Task Window_SmallOrMagnified_NothingScrollsSideways(int width, int height)
    {
        await using var chat = await browser.OpenAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        await Expect(chat.Page.Locator(".card").First).ToBeVisibleAsync();
        Assert.Equal(0, await chat.OverflowAsync());

        await chat.AskAndAnswerAsync($"Which permit does a {width} px toy shop need?", Answer + " https://www.usa.gov/" + new string('a', 120));
        Assert.Equal(0, await chat.OverflowAsync());

        await chat.Page.Locator("#menu").ClickAsync();
        await Expect(chat.Page.Locator(".panel .past")).ToBeVisibleAsync();
        Assert.Equal(0, await chat.OverflowAsync());
    }

    [Fact]
    public async Task Phone_Targets_AreAtLeast44Pixels()
    {
        await using var chat = await browser.OpenAsync(new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true });
        await chat.AskAndAnswerAsync("Which permit does a hat shop need?", "A shop permit [1].");

        var small = await chat.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("button, select, summary, textarea, #emergency a, .brand")]
              .filter((target) => target.checkVisibility() && !target.closest("dialog"))
              .map((target) => ({ target, box: target.getBoundingClientRect() }))
              .filter(({ box }) => box.height < 44 || box.width < 44)
              .map(({ target, box }) => `${target.tagName} ${target.className} ${target.textContent.slice(0, 30)} ${box.width}x${box.height}`)
            """);

        Assert.Empty(small);
    }

    [Fact]
    public async Task Theme_Chosen_IsKeptAndBeatsTheSystem()
    {
        await using var chat = await browser.OpenAsync(new() { ColorScheme = ColorScheme.Light });
        await chat.Button("Use dark colors").ClickAsync();
        await chat.Page.ReloadAsync();

        await Expect(chat.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(chat.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(16, 21, 22)");
        await Expect(chat.Button("Use light colors")).ToBeVisibleAsync();
    }

    private static async Task TabToAsync(ChatPage chat, string name, bool backwards)
    {
        var target = chat.Button(name);
        for (var steps = 0; steps < 60; steps++)
        {
            if (await target.CountAsync() == 1 && await target.EvaluateAsync<bool>("target => target === document.activeElement"))
                return;
            await chat.Page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }

        Assert.Fail($"The keyboard does not reach the button {name}.");
    }

    private static async Task AssertNoViolationAsync(ChatPage chat, string moment)
    {
        await chat.Page.EvaluateAsync(await File.ReadAllTextAsync(AxePath));
        var violations = await chat.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const { violations } = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
              return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ") + " " + node.failureSummary).join("; ")}`);
            }
            """);
        Assert.True(violations.Length == 0, $"{moment}: {string.Join('\n', violations)}");
    }
}
