using Microsoft.Playwright;

namespace GovStack.Frontend.Tests.Browser;

/// <summary>One Chromium and one server for all browser tests. Without Chromium they are skipped, and say so.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly ChatPageHost _host = new();
    private Chromium? _chromium;

    /// <summary>Gets the server.</summary>
    internal ChatPageHost Host => _host;

    public async ValueTask InitializeAsync()
    {
        _chromium = await Chromium.LaunchAsync();
        if (_chromium is null)
            return;
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
        await _host.DisposeAsync();
    }

    /// <summary>Opens the page as a new person, in a browser context of their own.</summary>
    internal Task<ChatPage> OpenAsync(BrowserNewContextOptions? options = null, Func<IPage, Task>? prepare = null)
        => OpenAtAsync(_host, options, prepare);

    /// <summary>Opens the page of another server.</summary>
    internal async Task<ChatPage> OpenAtAsync(ChatPageHost host, BrowserNewContextOptions? options = null, Func<IPage, Task>? prepare = null)
    {
        Assert.SkipWhen(_chromium is null, Chromium.Missing);
        return await _chromium!.OpenAsync(host.Address, host.Model, options, prepare);
    }
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser";
}
