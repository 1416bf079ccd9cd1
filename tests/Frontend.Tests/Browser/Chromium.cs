using Microsoft.Playwright;

namespace GovStack.Frontend.Tests.Browser;

/// <summary>The installed Chromium, driven by Playwright.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    /// <summary>What a skipped test says.</summary>
    public const string Missing = "There is no Chromium here (apt-get install chromium, or set CHROMIUM to its path).";

    private static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    private static string? Installed => new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(path => path is { Length: > 0 } && File.Exists(path));

    /// <summary>Starts it.</summary>
    /// <returns>Null where there is none.</returns>
    public static async Task<Chromium?> LaunchAsync()
    {
        if (Installed is not { } path)
            return null;
        Assertions.SetDefaultExpectTimeout(30_000);   // How long a busy machine may take; an answer that is there is seen at once.
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Flags }));   // With a new profile of its own.
    }

    /// <summary>Opens the chat page as a new person, in a browser context of their own.</summary>
    /// <param name="address">Where the page is.</param>
    /// <param name="model">The model the test dictates, or null where another speaks.</param>
    /// <param name="options">The context's options, or null.</param>
    /// <param name="prepare">What is done before the page is opened, or null.</param>
    public async Task<ChatPage> OpenAsync(Uri address, PacedModel? model, BrowserNewContextOptions? options = null, Func<IPage, Task>? prepare = null)
    {
        var context = await _browser.NewContextAsync(options ?? new());
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        if (prepare is not null)
            await prepare(page);
        var chat = new ChatPage(page, model);
        await page.GotoAsync(address.AbsoluteUri);
        return chat;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
