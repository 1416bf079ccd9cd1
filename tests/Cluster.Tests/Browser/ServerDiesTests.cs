using System.Text.RegularExpressions;
using GovStack.Frontend.Tests.Browser;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GovStack.Cluster.Tests.Browser;

/// <summary>The page in a real browser, through an nginx that sends every connection to the next server.</summary>
[Trait("Category", "Long")]
public sealed partial class ServerDiesTests
{
    // A dead server is missed after eight seconds, its pool's lease runs out six later, and the answer takes ten.
    private static readonly LocatorAssertionsToHaveAttributeOptions UntilElsewhere = new() { Timeout = 90_000 };

    [Fact]
    public async Task ServingServer_KilledInMidAnswer_RestComesOverAnotherSocketAndNothingTwice()
    {
        var sockets = new List<string>();
        await AskAndKillAsync(passesSockets: true, page => page.WebSocket += (_, socket) => sockets.Add(socket.Url));

        Assert.True(sockets.Count >= 2, "The page read on through a second socket.");
    }

    [Fact]
    public async Task ServingServer_KilledBehindProxyWithoutSockets_RestComesOverTheEventStreamAndNothingTwice()
    {
        var streams = new List<string>();
        await AskAndKillAsync(passesSockets: false, page => page.Request += (_, request) =>
        {
            if (request.Url.Contains("/events?from=", StringComparison.Ordinal))
                streams.Add(request.Url);
        });

        Assert.True(streams.Count >= 2, "The page read on through a second event stream.");
    }

    private static async Task AskAndKillAsync(bool passesSockets, Action<IPage> watch)
    {
        await using var browser = await Chromium.LaunchAsync();
        Assert.SkipWhen(browser is null, Chromium.Missing);
        await using var cluster = await ServersBehindProxy.StartAsync(passesSockets);
        await using var chat = await browser!.OpenAsync(cluster.Front, model: null, prepare: page =>
        {
            watch(page);
            return Task.CompletedTask;
        });

        await chat.AskAsync("How do I check the status of my federal tax refund? Reference 4711");
        await Expect(chat.Answer).ToHaveTextAsync(TwentyWords());
        await Expect(chat.Last).ToHaveAttributeAsync("data-stage", "answering");
        await cluster.KillServingAsync();
        await Expect(chat.Last).ToHaveAttributeAsync("data-stage", "finished", UntilElsewhere);
        await chat.Page.ScreenshotAsync(new() { Path = Path.Combine(cluster.Folder, "answered.png") });

        await Expect(chat.Turns).ToHaveCountAsync(1);
        var saved = Assert.Single(await cluster.SavedAnswersAsync());
        Assert.EndsWith("END-OF-ANSWER", saved, StringComparison.Ordinal);
        Assert.Equal(Plain(saved), Plain(await chat.Answer.InnerTextAsync()));
    }

    private static string Plain(string text) => Marks().Replace(text, "");

    [GeneratedRegex(@"[\s\[\]]")]
    private static partial Regex Marks();

    [GeneratedRegex(@"(\S+\s+){20}")]
    private static partial Regex TwentyWords();
}
