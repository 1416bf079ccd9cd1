using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace GovStack.Frontend.Tests.Browser;

/// <summary>The page as a person uses it.</summary>
internal sealed class ChatPage : IAsyncDisposable
{
    private readonly PacedModel? _model;

    public ChatPage(IPage page, PacedModel? model)
    {
        Page = page;
        _model = model;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Faults.Add(message.Text);
        };
        page.PageError += (_, message) => Faults.Add(message);
    }

    public IPage Page { get; }

    /// <summary>Gets what the browser complained of: script faults, and what the content security policy refused.</summary>
    public List<string> Faults { get; } = [];

    public ILocator Question => Page.Locator("#question");

    public ILocator Turns => Page.Locator("article.turn");

    public ILocator Last => Turns.Last;

    public ILocator Answer => Last.Locator(".prose");

    public ILocator Polite => Page.Locator("#polite");

    public ILocator Assertive => Page.Locator("#assertive");

    /// <summary>Asks by keyboard.</summary>
    public async Task AskAsync(string question)
    {
        await Question.FillAsync(question);
        await Question.PressAsync("Enter");
    }

    /// <summary>Asks, and takes the model's call.</summary>
    public async Task<PacedCall> AskModelAsync(string question)
    {
        await AskAsync(question);
        return await _model!.NextCallAsync(question.Trim()[^16..]);   // Its end: enough to tell questions apart, and untouched by masking.
    }

    /// <summary>Asks, and lets the model answer whole.</summary>
    public async Task AskAndAnswerAsync(string question, string answer)
    {
        var call = await AskModelAsync(question);
        call.End(answer);
        await ExpectFinishedAsync();
    }

    public Task ExpectFinishedAsync() => Assertions.Expect(Last).ToHaveAttributeAsync("data-stage", "finished");

    public Task ExpectAnswerAsync(string part) => Assertions.Expect(Answer).ToContainTextAsync(part);

    public ILocator Button(string name, ILocator? within = null)
        => (within ?? Page.Locator("body")).GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{Regex.Escape(name)}") });

    /// <summary>Gets how far the page is wider than the window, in CSS pixels.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
