using Microsoft.Playwright;

namespace GovStack.Frontend.Tests.Browser;

/// <summary>One Chromium and one server for all browser tests. Without Chromium they are skipped, and say so.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly ChatPageHost _host = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Chromium => new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(path => path is { Length: > 0 } && File.Exists(path));

    /// <summary>Gets the server.</summary>
    internal ChatPageHost Host => _host;

    public async ValueTask InitializeAsync()
    {
        if (Chromium is not { } path)
            return;
        Assertions.SetDefaultExpectTimeout(30_000);   // How long a busy machine may take; an answer that is there is seen at once.
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Flags });   // With a new profile of its own.
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        await _host.DisposeAsync();
    }

    /// <summary>Opens the page as a new person, in a browser context of their own.</summary>
    internal Task<ChatPage> OpenAsync(BrowserNewContextOptions? options = null, Func<IPage, Task>? prepare = null)
        => OpenAtAsync(_host, options, prepare);

    /// <summary>Opens the page of another server.</summary>
    internal async Task<ChatPage> OpenAtAsync(ChatPageHost host, BrowserNewContextOptions? options = null, Func<IPage, Task>? prepare = null)
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium here (apt-get install chromium, or set CHROMIUM to its path).");
        var context = await _browser!.NewContextAsync(options ?? new());
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        if (prepare is not null)
            await prepare(page);
        var chat = new ChatPage(page, host);
        await page.GotoAsync(host.Address.AbsoluteUri);
        return chat;
    }
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser";
}
