using System.Net;
using System.Net.WebSockets;

namespace GovStack.Frontend.Tests.Api;

public sealed class HubTests(FrontendHost frontend)
{
    [Fact]
    public async Task Ask_OverTheHub_StreamsTheSameEvents()
    {
        await using var hub = await HubSocket.OpenAsync(frontend.Host.Address);
        var key = (await hub.InvokeAsync("Start"))["result"]!;
        var (id, secret) = ((string)key["id"]!, (string)key["secret"]!);

        var place = (await hub.InvokeAsync("Ask", new { id, secret, question = new { text = Caller.KnownQuestion } }))["result"]!;
        var (events, error) = await hub.StreamAsync("ReadFrom", id, secret, (long)place["firstEvent"]!);

        Assert.Null(error);
        Assert.Equal(1, (int)place["turn"]!);
        Assert.Equal("accepted", (string?)events[0]["type"]);
        Assert.Equal("done", (string?)events[^1]["type"]);
        using var caller = new Caller(frontend.Host.Address);
        var sameOverHttp = await caller.ReadEventsAsync((id, secret), "?from=1");
        Assert.Equal(sameOverHttp.Select(happened => happened.Json.ToJsonString()), events.Select(happened => happened.ToJsonString()));
    }

    [Fact]
    public async Task Ask_33KB_GetsOurRefusalAndAnOpenSocket()
    {
        await using var hub = await HubSocket.OpenAsync(frontend.Host.Address);
        var key = (await hub.InvokeAsync("Start"))["result"]!;

        var place = (await hub.InvokeAsync("Ask", new { id = (string)key["id"]!, secret = (string)key["secret"]!, question = new { text = new string('x', 33 * 1024) } }))["result"]!;

        Assert.Equal("too-long", (string?)place["refusal"]!["code"]);
        Assert.Equal(0, (int)place["turn"]!);
        Assert.NotNull((await hub.InvokeAsync("Start"))["result"]);
    }

    [Theory]
    [InlineData("Ask")]
    [InlineData("Stop")]
    [InlineData("ReadFrom")]
    public async Task AnyCall_WithAnothersSecret_IsRefused(string method)
    {
        await using var hub = await HubSocket.OpenAsync(frontend.Host.Address);
        var id = (string)(await hub.InvokeAsync("Start"))["result"]!["id"]!;
        var secret = (string)(await hub.InvokeAsync("Start"))["result"]!["secret"]!;

        var error = method switch
        {
            "Ask" => (string?)(await hub.InvokeAsync("Ask", new { id, secret, question = new { text = "x" } }))["error"],
            "Stop" => (string?)(await hub.InvokeAsync("Stop", id, secret, null))["error"],
            _ => (await hub.StreamAsync("ReadFrom", id, secret, 1)).Error,
        };

        Assert.EndsWith("not-your-conversation", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadFrom_TheFuture_IsRefused()
    {
        await using var hub = await HubSocket.OpenAsync(frontend.Host.Address);
        var key = (await hub.InvokeAsync("Start"))["result"]!;

        var (events, error) = await hub.StreamAsync("ReadFrom", (string)key["id"]!, (string)key["secret"]!, 1_000);

        Assert.Empty(events);
        Assert.EndsWith("event-in-future", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_NothingRunning_IsFalse()
    {
        await using var hub = await HubSocket.OpenAsync(frontend.Host.Address);
        var key = (await hub.InvokeAsync("Start"))["result"]!;

        Assert.False((bool)(await hub.InvokeAsync("Stop", (string)key["id"]!, (string)key["secret"]!, null))["result"]!);
    }

    [Fact]
    public async Task Ask_WithNothingInIt_SaysWhatIsMissing()
    {
        await using var hub = await HubSocket.OpenAsync(frontend.Host.Address);
        var key = (await hub.InvokeAsync("Start"))["result"]!;

        var place = (await hub.InvokeAsync("Ask", new { id = (string)key["id"]!, secret = (string)key["secret"]!, question = new { } }))["result"]!;

        Assert.Equal(("invalid-field", "text"), ((string?)place["refusal"]!["code"], (string?)place["refusal"]!["field"]));
    }

    [Fact]
    public async Task Handshake_WithoutACookie_SetsOne()
    {
        await using var hub = await HubSocket.OpenAsync(frontend.Host.Address);

        Assert.StartsWith("person=", Assert.Single(hub.HandshakeHeaders["Set-Cookie"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_FromAnotherSitesPage_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => HubSocket.OpenAsync(frontend.Host.Address, "https://evil.example"));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/hubs/chat")]
    [InlineData("/hubs/chat/negotiate?negotiateVersion=1")]
    public async Task Negotiate_OverHttp_OffersNothingThatNeedsStickySessions(string path)
    {
        using var caller = frontend.NewCaller();

        using var response = await caller.Http.PostAsync(path, null);

        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("LongPolling", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ServerSentEvents", text, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
    }
}
