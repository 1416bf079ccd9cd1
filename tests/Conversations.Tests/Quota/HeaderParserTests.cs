using GovStack.Conversations.Quota;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

public sealed class HeaderParserTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("120ms", 0.12)]
    [InlineData("6m0s", 360)]
    [InlineData("1h2m3.5s", 3_723.5)]
    [InlineData("1d", 86_400)]
    [InlineData("20", 20)]
    [InlineData("0.5", 0.5)]
    [InlineData(" 7 ", 7)]
    public void Duration_EveryFormInUse_IsRead(string text, double seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), HeaderParser.Duration(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("5 minutes")]
    [InlineData("ms")]
    [InlineData("1e400")]
    [InlineData("99999999999")]
    [InlineData("6m0x")]
    public void Duration_AnythingElse_IsNothing(string? text) => Assert.Null(HeaderParser.Duration(text));

    [Fact]
    public void Read_OpenAI_GivesLimitsRestsAndResets()
    {
        var reading = HeaderParser.Read(
            HeaderDialect.OpenAI,
            new Dictionary<string, string>
            {
                ["X-RateLimit-Limit-Requests"] = "500",
                ["x-ratelimit-remaining-requests"] = "499",
                ["x-ratelimit-reset-requests"] = "120ms",
                ["x-ratelimit-limit-tokens"] = "200000",
                ["x-ratelimit-remaining-tokens"] = "0",
                ["x-ratelimit-reset-tokens"] = "6m0s",
                ["retry-after"] = "1",
                ["retry-after-ms"] = "350",
            },
            Now);

        Assert.Equal(new AxisReading(500, 499, TimeSpan.FromMilliseconds(120)), reading.Requests);
        Assert.Equal(new AxisReading(200_000, 0, TimeSpan.FromMinutes(6)), reading.Tokens);
        Assert.Equal(TimeSpan.FromMilliseconds(350), reading.RetryAfter);
    }

    [Fact]
    public void Read_Anthropic_TurnsTimesIntoDurations()
    {
        var reading = HeaderParser.Read(
            HeaderDialect.Anthropic,
            new Dictionary<string, string>
            {
                ["anthropic-ratelimit-input-tokens-limit"] = "30000",
                ["anthropic-ratelimit-input-tokens-remaining"] = "29000",
                ["anthropic-ratelimit-input-tokens-reset"] = "2026-03-02T12:00:02Z",
                ["anthropic-ratelimit-output-tokens-limit"] = "8000",
                ["retry-after"] = "Mon, 02 Mar 2026 12:00:30 GMT",
            },
            Now);

        Assert.Equal(new AxisReading(30_000, 29_000, TimeSpan.FromSeconds(2)), reading.InputTokens);
        Assert.Equal(new AxisReading(8_000, null, null), reading.OutputTokens);
        Assert.Equal(TimeSpan.FromSeconds(30), reading.RetryAfter);
    }

    [Fact]
    public void Read_MoreLeftThanTheLimit_BelievesNoRest()
    {
        var reading = HeaderParser.Read(
            HeaderDialect.OpenAI,
            new Dictionary<string, string> { ["x-ratelimit-limit-tokens"] = "100", ["x-ratelimit-remaining-tokens"] = "101" },
            Now);

        Assert.Equal(new AxisReading(100, null, null), reading.Tokens);
    }
}
