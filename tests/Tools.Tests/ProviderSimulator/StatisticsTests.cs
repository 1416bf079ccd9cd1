using System.Net.Http.Json;
using System.Text.Json;
using GovStack.ProviderSimulator;
using GovStack.ProviderSimulator.Limits;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Tools.Tests.ProviderSimulator;

public sealed class StatisticsTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Stats_ChargeWithoutRefund_CountsChargedUsedAndWasted()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { Tokens = 250 }, _clock);
        using var http = new HttpClient();

        // Each is charged 9 + 91 and uses 9 + 20; the third does not fit.
        foreach (var nonce in new[] { "a", "b", "c" })
            (await http.AskAsync(host, $"[[nonce:{nonce}]]12345678"[^8..], 91)).Dispose();

        var statistics = host.Statistics;
        Assert.Equal((3, 2, 1, 2), (statistics.Requests, statistics.Admitted, statistics.RateLimited, statistics.Completed));
        Assert.Equal((200, 58, 142), (statistics.Charged, statistics.Used, statistics.Wasted));
        var tokens = statistics.Axes.Single(axis => axis.Name == "tokens");
        Assert.Equal((200, 300, 0.8, 1.2), (tokens.PeakAdmitted, tokens.PeakOffered, tokens.PeakShare, tokens.PeakOfferedShare));
        var second = Assert.Single(statistics.PerSecond);
        Assert.Equal((0, 3, 2, 1, 200), (second.Second, second.Requests, second.Admitted, second.RateLimited, second.Charged));
    }

    [Fact]
    public async Task Log_Reservation_IsRecordedAndRepeatsAreCounted()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant, _clock);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("x-govstack-reservation", "c1/1/1");
        (await http.AskAsync(host, "[[nonce:a]]")).Dispose();
        (await http.AskAsync(host, "[[nonce:a]]")).Dispose();

        var log = await http.GetFromJsonAsync<JsonElement>(new Uri(host.BaseUrl, "sim/log"));

        Assert.Equal(["c1/1/1", "c1/1/1"], log.EnumerateArray().Select(call => call.GetProperty("reservation").GetString()));
        Assert.Equal((1, 1, 1, 2), (host.Statistics.DistinctReservations, host.Statistics.RepeatedReservations, host.Statistics.DistinctNonces, host.Statistics.CallsWithNonce));
    }

    [Fact]
    public async Task Control_LimitHalvedInMidRun_HoldsFromThenOn()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { Requests = 4, Tokens = 0, Evaluator = EvaluatorKind.Fixed }, _clock);
        using var http = new HttpClient();
        (await http.AskAsync(host, "Hello")).Dispose();

        host.Change(new SimulatorControl { LimitFactor = 0.5 });
        using var second = await http.AskAsync(host, "Hello");
        using var third = await http.AskAsync(host, "Hello");

        Assert.Equal(["2", "0"], [second.Header("x-ratelimit-limit-requests"), second.Header("x-ratelimit-remaining-requests")]);
        Assert.Equal(429, (int)third.StatusCode);
    }

    [Fact]
    public async Task Control_Reset_ForgetsCallsAndFillsTheLimits()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { Requests = 1 }, _clock);
        using var http = new HttpClient();
        (await http.AskAsync(host, "Hello")).Dispose();

        host.Change(new SimulatorControl { Reset = true });
        using var answered = await http.AskAsync(host, "Hello");

        Assert.Equal(200, (int)answered.StatusCode);
        Assert.Equal(1, host.Statistics.Requests);
    }

    [Fact]
    public async Task Answer_AtItsPace_TakesSimulatedTime()
    {
        // Two seconds to the first token and two for the rest pass in 20 ms.
        var options = Provider.Instant with { FirstToken = TimeSpan.FromSeconds(2), FirstTokenSpread = 0, TokensPerSecond = 10, TimeScale = 200 };
        await using var host = await SimulatorHost.StartAsync(options);
        using var http = new HttpClient();

        (await http.AskAsync(host, "Hello")).Dispose();
        await host.WaitForCallsAsync(1, TestContext.Current.CancellationToken);

        var call = Assert.Single(host.Calls);
        Assert.True(call.EndedAt - call.At >= 4, "The answer came before its time.");
    }

    [Fact]
    public async Task Ideal_OverHttp_AnswersForTheLimitsAsTheyAre()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { Requests = 2, Tokens = 0 }, _clock);
        using var http = new HttpClient();
        var requests = Enumerable.Repeat(new { at = 0, inputTokens = 10, maxOutputTokens = 10, outputTokens = 10 }, 4);

        using var response = await http.PostAsJsonAsync(new Uri(host.BaseUrl, "sim/ideal"), new { deadlineSeconds = 45, requests });
        var answer = await response.JsonAsync();

        Assert.Equal(3, answer.GetProperty("answered").GetInt32());
        Assert.Equal(60, answer.GetProperty("clearingSeconds").GetDouble());
        Assert.Equal([0, 0, 30, 60], answer.GetProperty("waits").EnumerateArray().Select(wait => wait.GetDouble()));
    }

    [Fact]
    public async Task Models_AreListed()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant);
        using var http = new HttpClient();

        var models = await http.GetFromJsonAsync<JsonElement>(new Uri(host.BaseUrl, "v1/models"));

        Assert.Equal(["sim-large", "sim-small"], models.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
    }
}
