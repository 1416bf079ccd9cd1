using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace GovStack.Frontend.Tests.Browser;

/// <summary>The line to the server: blocked, broken, crowded.</summary>
[Trait("Category", "Long")]
[Collection(BrowserCollection.Name)]
public sealed class LineTests(BrowserFixture browser)
{
    // As behind a server that was stopped: the connection stays, nothing comes.
    private const string FirstStreamFallsSilent = """
        window.WebSocket = class { constructor() { throw new Error('blocked'); } };
        const fetched = window.fetch;
        let isFirst = true;
        window.fetch = async (address, options) => {
          const response = await fetched(address, options);
          if (!isFirst || !String(address).includes('/events?from='))
            return response;
          isFirst = false;
          const body = response.body.getReader();
          return new Response(new ReadableStream({
            start(stream) {
              options.signal.addEventListener('abort', () => stream.error(options.signal.reason));
            },
            async pull(stream) {
              const { value } = await body.read();
              if (window.isSilent)
                await new Promise(() => {});
              stream.enqueue(value);
            },
          }), { headers: response.headers });
        };
        """;

    [Fact]
    public async Task Ask_SocketsOpen_EventsComeOverTheHub()
    {
        var sockets = new List<string>();
        await using var chat = await browser.OpenAsync(prepare: page =>
        {
            page.WebSocket += (_, socket) => sockets.Add(socket.Url);
            return Task.CompletedTask;
        });

        await chat.AskAndAnswerAsync("Which office stamps a permit for a street piano?", "City hall [1].");

        Assert.EndsWith("/hubs/chat", Assert.Single(sockets), StringComparison.Ordinal);   // No secret, no id in the address.
    }

    [Fact]
    public async Task Ask_SocketsBlocked_AnswerComesOverTheEventStream()
    {
        var streams = new List<string>();
        await using var chat = await browser.OpenAsync(prepare: async page =>
        {
            await page.AddInitScriptAsync("window.WebSocket = class { constructor() { throw new Error('blocked'); } };");
            page.Request += (_, request) =>
            {
                if (request.Url.Contains("/events?from=", StringComparison.Ordinal))
                    streams.Add(request.Url);
            };
        });

        var call = await chat.AskModelAsync("Which office stamps a permit for a street organ?");
        call.Say("City ");
        await chat.ExpectAnswerAsync("City");
        call.End("hall [1].");
        await chat.ExpectFinishedAsync();

        await chat.ExpectAnswerAsync("City hall");
        Assert.NotEmpty(streams);
    }

    [Fact]
    public async Task EventStream_FallsSilent_IsReadAnewFromWhereItStopped()
    {
        await using var chat = await browser.OpenAsync(prepare: async page =>
        {
            await page.Clock.InstallAsync();
            await page.AddInitScriptAsync(FirstStreamFallsSilent);
        });
        var call = await chat.AskModelAsync("Which office stamps a permit for a street flute?");
        call.Say("City ");
        await chat.ExpectAnswerAsync("City");

        await chat.Page.EvaluateAsync("window.isSilent = true");
        call.End("hall [1].");
        await chat.Page.Clock.FastForwardAsync(46_000);
        await chat.ExpectFinishedAsync();

        await Expect(chat.Answer).ToHaveTextAsync(new Regex(@"^City hall\s*1\.$"));
    }

    [Fact]
    public async Task ServerRestarts_InMidAnswer_AnswerBeginsAgainAndAppearsOnce()
    {
        await using var host = new ChatPageHost();
        await host.StartAsync();
        await using var chat = await browser.OpenAtAsync(host);
        var call = await chat.AskModelAsync("Which permit does a street piano need in May?");
        call.Say("The first attempt ");
        await chat.ExpectAnswerAsync("The first attempt");

        await host.StopAsync();
        await host.StartAsync();
        (await host.Model.NextCallAsync("street piano")).End("A noise permit [1].");

        await chat.ExpectAnswerAsync("A noise permit");
        await chat.ExpectFinishedAsync();
        await Expect(chat.Answer).Not.ToContainTextAsync("The first attempt");
        await Expect(chat.Turns).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task ServerAway_QuestionIsKeptAndSentWhenItIsBack()
    {
        await using var host = new ChatPageHost();
        await host.StartAsync();
        await using var chat = await browser.OpenAtAsync(host);
        await host.StopAsync();

        await chat.AskAsync("Which permit does a street harp need?");
        await Expect(chat.Page.Locator("#banner")).ToContainTextAsync("We cannot be reached right now.");
        await host.StartAsync();
        await chat.Button("Try now").ClickAsync();
        (await host.Model.NextCallAsync("street harp")).End("None [1].");

        await chat.ExpectAnswerAsync("None");
        await Expect(chat.Page.Locator("#banner")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Ask_ProviderBusy_ShowsPlaceAndWaitThatFall()
    {
        await using var host = new ChatPageHost("--Quota:Pools:openai:MaxInFlight", "1");
        await host.StartAsync();
        await using var first = await browser.OpenAtAsync(host);
        await using var second = await browser.OpenAtAsync(host);
        var running = await first.AskModelAsync("Which permit does a food cart need in Boise?");

        await second.AskAsync("Which permit does a tea cart need in Salem?");
        await Expect(second.Last.Locator(".queue-place")).ToHaveTextAsync("You are next in line");
        await Expect(second.Last.Locator(".queue-wait")).ToContainTextAsync(new Regex("Your answer begins"));
        running.End("A vendor permit [1].");
        (await host.Model.NextCallAsync("tea cart")).End("A vendor permit too [1].");

        await second.ExpectAnswerAsync("A vendor permit too");
        await Expect(second.Last.Locator(".queue-place")).ToHaveCountAsync(0);
    }
}
