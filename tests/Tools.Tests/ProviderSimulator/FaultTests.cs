using System.Net;
using GovStack.ProviderSimulator;
using GovStack.ProviderSimulator.Faults;
using GovStack.ProviderSimulator.Statistics;
using Xunit;

namespace GovStack.Tools.Tests.ProviderSimulator;

public sealed class FaultTests
{
    [Theory]
    [InlineData("500", HttpStatusCode.InternalServerError, 1)]
    [InlineData("503", HttpStatusCode.ServiceUnavailable, 0)]
    [InlineData("529", (HttpStatusCode)529, 0)]
    [InlineData("401", HttpStatusCode.Unauthorized, 0)]
    public async Task Outage_Switched_AnswersItsStatusUntilSwitchedOff(string outage, HttpStatusCode status, int admitted)
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant);
        using var http = new HttpClient();
        await ControlAsync(http, host, $$"""{"outage":"{{outage}}"}""");

        using var failed = await http.AskAsync(host, "Hello");
        await ControlAsync(http, host, """{"outage":"off"}""");
        using var answered = await http.AskAsync(host, "Hello");

        Assert.Equal((status, HttpStatusCode.OK), (failed.StatusCode, answered.StatusCode));
        Assert.Equal((1, 1 + admitted), (host.Statistics.Faults[outage], host.Statistics.Admitted));
    }

    [Fact]
    public async Task BrokenStream_BreaksTheConnectionAfterHalfTheAnswer()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { Faults = Always(FaultKind.BrokenStream) });
        using var http = new HttpClient();

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var response = await StreamAsync(http, host);
            await response.Content.ReadAsStringAsync();
        });

        Assert.Equal(10, Assert.Single(await EndedAsync(host)).OutputTokens);
    }

    [Fact]
    public async Task OverloadedMidStream_IsAnErrorInsideA200()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { Faults = Always(FaultKind.OverloadedMidStream) });
        using var http = new HttpClient();
        using var response = await StreamAsync(http, host, "v1/messages");

        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("event: error", text, StringComparison.Ordinal);
        Assert.Contains("overloaded_error", text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_IsNoJson()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { Faults = Always(FaultKind.Garbage) });
        using var http = new HttpClient();

        using var response = await http.AskAsync(host, "Hello");

        Assert.StartsWith("<html>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.HangBeforeFirstToken)]
    [InlineData(FaultKind.HangMidStream)]
    public async Task Hang_ClientLeaves_IsCountedAsGone(FaultKind fault)
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { Faults = Always(fault) });
        using var http = new HttpClient();
        using var leaving = new CancellationTokenSource();
        using var request = Streaming(host, "v1/chat/completions");
        var asking = http.SendAsync(request, HttpCompletionOption.ResponseContentRead, leaving.Token);
        while (host.Statistics.Requests == 0)
            await Task.Yield();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);

        Assert.Equal(499, Assert.Single(await EndedAsync(host)).Status);
        Assert.Equal((1, 0), (host.Statistics.ClientsGone, host.Statistics.InFlight));
    }

    [Fact]
    public void Next_SameSeed_IsTheSameSequence()
    {
        var rates = FaultNames.ParseRates("500=0.3,hang=0.2");
        FaultKind[] Draw(int seed)
        {
            var model = new FaultModel(rates, seed);
            return [.. Enumerable.Range(0, 10_000).Select(_ => model.Next())];
        }

        Assert.Equal(Draw(3), Draw(3));
        Assert.Equal(0.3, Draw(3).Count(kind => kind == FaultKind.InternalError) / 10_000d, 0.02);
        Assert.Equal(0.2, Draw(3).Count(kind => kind == FaultKind.HangBeforeFirstToken) / 10_000d, 0.02);
    }

    [Fact]
    public async Task WrongKey_IsA401AndChargesNothing()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { ApiKey = "right" });
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", "Bearer wrong");

        using var response = await http.AskAsync(host, "Hello");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, host.Statistics.Admitted);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"model":"m"}""")]
    public async Task MalformedRequest_IsA400AndCountedApart(string body)
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant);
        using var http = new HttpClient();

        using var response = await http.PostAsync(new Uri(host.BaseUrl, "v1/chat/completions"), Provider.Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal((1, 0), (host.Statistics.Malformed, host.Statistics.Requests));
    }

    [Fact]
    public async Task Control_UnknownFault_IsRefusedWithTheReason()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant);
        using var http = new HttpClient();

        using var response = await http.PostAsync(new Uri(host.BaseUrl, "sim/control"), Provider.Json("""{"outage":"fire"}"""));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("'fire' is no fault", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Dictionary<FaultKind, double> Always(FaultKind kind) => new() { [kind] = 1 };

    private static HttpRequestMessage Streaming(SimulatorHost host, string path) => new(HttpMethod.Post, new Uri(host.BaseUrl, path))
    {
        Content = Provider.Json("""{"model":"m","stream":true,"max_tokens":50,"messages":[{"role":"user","content":"Hello"}]}"""),
    };

    private static async Task<HttpResponseMessage> StreamAsync(HttpClient http, SimulatorHost host, string path = "v1/chat/completions")
    {
        using var request = Streaming(host, path);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task ControlAsync(HttpClient http, SimulatorHost host, string change)
    {
        using var response = await http.PostAsync(new Uri(host.BaseUrl, "sim/control"), Provider.Json(change));
        response.EnsureSuccessStatusCode();
    }

    // The server learns of a broken connection a moment after the client broke it.
    private static async Task<IReadOnlyList<CallRecord>> EndedAsync(SimulatorHost host)
    {
        await host.WaitForCallsAsync(1, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));
        return host.Calls;
    }
}
