using System.Net;
using GovStack.ProviderSimulator;
using GovStack.ProviderSimulator.Limits;
using GovStack.ProviderSimulator.Wire;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Tools.Tests.ProviderSimulator;

public sealed class HeaderTests
{
    // "12345678" + message + prompt: 2 + 4 + 3 tokens; with 91 at most a call is charged 100.
    private const string NineTokens = "12345678";
    private const int Max = 91;

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task OpenAi_AdmittedCall_TellsLimitRemainingAndReset()
    {
        await using var host = await StartAsync(Provider.Instant with { Requests = 60, Tokens = 1_000 });
        using var http = new HttpClient();

        using var response = await http.AskAsync(host, NineTokens, Max);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("60", response.Header("x-ratelimit-limit-requests"));
        Assert.Equal("59", response.Header("x-ratelimit-remaining-requests"));
        Assert.Equal("1s", response.Header("x-ratelimit-reset-requests"));
        Assert.Equal("1000", response.Header("x-ratelimit-limit-tokens"));
        Assert.Equal("900", response.Header("x-ratelimit-remaining-tokens"));
        Assert.Equal("6s", response.Header("x-ratelimit-reset-tokens"));
        Assert.Equal("", response.Header("retry-after"));
    }

    [Fact]
    public async Task OpenAi_RefusedCall_TellsWhenItWouldFit()
    {
        await using var host = await StartAsync(Provider.Instant with { Requests = 0, Tokens = 150 });
        using var http = new HttpClient();
        (await http.AskAsync(host, NineTokens, Max)).Dispose();

        using var response = await http.AskAsync(host, NineTokens, Max);

        // 50 missing at 2.5 a second.
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("20", response.Header("retry-after"));
        Assert.Equal("20000", response.Header("retry-after-ms"));
        var error = (await response.JsonAsync()).GetProperty("error");
        Assert.Equal("rate_limit_exceeded", error.GetProperty("code").GetString());
        Assert.Equal("tokens", error.GetProperty("type").GetString());

        _clock.Advance(TimeSpan.FromSeconds(20));
        using var later = await http.AskAsync(host, NineTokens, Max);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Anthropic_Calls_TellResetsAsInstants()
    {
        await using var host = await StartAsync(Provider.Instant with
        {
            Requests = 60, Tokens = 0, InputTokens = 900, OutputTokens = 100, Charging = ChargingRule.SeparateReserved, Evaluator = EvaluatorKind.Fixed,
        });
        using var http = new HttpClient();
        using var first = await http.AskAsync(host, NineTokens, Max, "v1/messages");
        Assert.Equal("900", first.Header("anthropic-ratelimit-input-tokens-limit"));
        Assert.Equal("891", first.Header("anthropic-ratelimit-input-tokens-remaining"));
        Assert.Equal("9", first.Header("anthropic-ratelimit-output-tokens-remaining"));
        Assert.Equal("2026-03-02T12:01:00Z", first.Header("anthropic-ratelimit-requests-reset"));

        using var refused = await http.AskAsync(host, NineTokens, Max, "v1/messages");

        // 20 of the answer's 91 were produced and stay: 80 are left.
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("60", refused.Header("retry-after"));
        Assert.Equal("", refused.Header("retry-after-ms"));
        Assert.Equal("rate_limit_error", (await refused.JsonAsync()).GetProperty("error").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(Dialect.Azure, "60", "60000", "0")]
    [InlineData(Dialect.Gemini, "", "", "")]
    [InlineData(Dialect.Bedrock, "", "", "")]
    public async Task OtherDialects_RefusedCall_TellWhatTheRealOnesTell(Dialect dialect, string retryAfter, string retryAfterMs, string remaining)
    {
        await using var host = await StartAsync(Provider.Instant with { Requests = 1, Tokens = 0, Dialect = dialect });
        using var http = new HttpClient();
        (await http.AskAsync(host, NineTokens, Max)).Dispose();

        using var response = await http.AskAsync(host, NineTokens, Max);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(retryAfter, response.Header("retry-after"));
        Assert.Equal(retryAfterMs, response.Header("retry-after-ms"));
        Assert.Equal(remaining, response.Header("x-ratelimit-remaining-requests"));
        var body = await response.JsonAsync();
        if (dialect == Dialect.Gemini)
            Assert.Equal("60s", body.GetProperty("error").GetProperty("details")[0].GetProperty("retryDelay").GetString());
        if (dialect == Dialect.Bedrock)
            Assert.Equal("ThrottlingException", response.Header("x-amzn-errortype"));
    }

    [Fact]
    public async Task TimeScale_Sixty_TellsDurationsOnTheClientsWatch()
    {
        await using var host = await StartAsync(Provider.Instant with { Requests = 1, Tokens = 0, TimeScale = 60 });
        using var http = new HttpClient();
        (await http.AskAsync(host, NineTokens, Max)).Dispose();

        using var refused = await http.AskAsync(host, NineTokens, Max);
        Assert.Equal("1", refused.Header("retry-after"));
        Assert.Equal("1000", refused.Header("retry-after-ms"));

        _clock.Advance(TimeSpan.FromSeconds(1));
        using var later = await http.AskAsync(host, NineTokens, Max);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.Equal(60, host.Statistics.Now);
    }

    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(0.12, "120ms")]
    [InlineData(0.0001, "1ms")]
    [InlineData(1, "1s")]
    [InlineData(8.64, "8.64s")]
    [InlineData(360, "6m0s")]
    [InlineData(86.4, "1m26.4s")]
    [InlineData(3723, "1h2m3s")]
    public void Duration_IsWrittenAsTheProviderDoes(double seconds, string expected)
        => Assert.Equal(expected, LimitHeaders.Duration(TimeSpan.FromSeconds(seconds)));

    private Task<SimulatorHost> StartAsync(SimulatorOptions options) => SimulatorHost.StartAsync(options, _clock);
}
