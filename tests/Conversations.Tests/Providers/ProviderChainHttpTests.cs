using GovStack.Conversations.Providers;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Conversations.Tests.Providers;

/// <summary>The chain over real HTTP, in both dialects: whatever a provider does, the person gets an answer and the gate gets its due.</summary>
public sealed class ProviderChainHttpTests : IDisposable
{
    private readonly ChainFixture _fixture = new();

    public static TheoryData<FakeDialect, string, string> Faults
    {
        get
        {
            var data = new TheoryData<FakeDialect, string, string>();
            foreach (var dialect in Enum.GetValues<FakeDialect>())
            {
                foreach (var status in new[] { 500, 502, 503, 529, 401, 403, 404 })
                    data.Add(dialect, status.ToString(System.Globalization.CultureInfo.InvariantCulture), $"http-{status}");
                data.Add(dialect, "empty", "bad-answer");
                data.Add(dialect, "garbage", "bad-answer");
                data.Add(dialect, "page", "bad-answer");
                data.Add(dialect, "cut", "bad-answer");
            }

            return data;
        }
    }

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task RunAsync_FirstProviderFails_SecondAnswersWithTheReason(FakeDialect dialect, string fault, string reason)
    {
        await using var first = await StartAsync(dialect, Fault(fault));
        _fixture.Add("second", ModelScript.Says("Yes."));

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second"));

        Assert.Equal("Yes.", updates.Text());
        var actual = Assert.IsType<ChainFinished>(updates[^1]).Usage.Reason;
        Assert.Equal(reason, actual == "empty-answer" ? "bad-answer" : actual);
        Assert.Single(first.Calls);
        Assert.Empty(await _fixture.InFlightAsync());
    }

    [Theory]
    [InlineData(FakeDialect.OpenAI)]
    [InlineData(FakeDialect.Anthropic)]
    public async Task RunAsync_WholeAnswer_CountsAsTheProviderCounts(FakeDialect dialect)
    {
        await using var first = await StartAsync(dialect, new FakeAnswer().Begin(input: 20, cached: 100).Words("In ", "May.").Counts(120, 100, 2).Ends());

        var updates = await _fixture.RunAsync(_fixture.Ask("first"));

        Assert.Equal("In May.", updates.Text());
        var usage = Assert.IsType<ChainFinished>(updates[^1]).Usage;
        Assert.Equal((120, 100, 2), (usage.InputTokens, usage.CachedInputTokens, usage.OutputTokens));
        Assert.Equal("c/1/1/1", first.Calls[0].Headers["x-govstack-reservation"]);
    }

    [Fact]
    public async Task RunAsync_ServerGivesNoCounts_EstimatesThem()
    {
        await using var first = await StartAsync(FakeDialect.OpenAI, FakeAnswer.SaysWithoutCounts("You can renew it by mail or online, whichever you like better."));

        var usage = Assert.IsType<ChainFinished>((await _fixture.RunAsync(_fixture.Ask("first")))[^1]).Usage;

        Assert.InRange(usage.InputTokens, 5, 20);
        Assert.InRange(usage.OutputTokens, 10, 25);
    }

    [Theory]
    [InlineData(FakeDialect.OpenAI)]
    [InlineData(FakeDialect.Anthropic)]
    public async Task RunAsync_HangsBeforeTheFirstToken_SecondAnswers(FakeDialect dialect)
    {
        await using var first = await StartAsync(dialect, FakeAnswer.Hangs());
        _fixture.Add("second", ModelScript.Says("Yes."));

        var work = _fixture.RunAsync(_fixture.Ask("first", "second"));
        await first.ArrivalAsync();
        _fixture.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("timeout", Assert.IsType<ChainFinished>((await work)[^1]).Usage.Reason);
    }

    [Theory]
    [InlineData(FakeDialect.OpenAI)]
    [InlineData(FakeDialect.Anthropic)]
    public async Task RunAsync_HangsInTheMiddle_BeginsANewAttempt(FakeDialect dialect)
    {
        await using var first = await StartAsync(dialect, new FakeAnswer().Begin().Words("Half ").ThenHangs(), FakeAnswer.Says("Whole."));
        var seen = new List<ChainUpdate>();
        await foreach (var update in _fixture.Chain.RunAsync(_fixture.Ask("first"), CancellationToken.None))
        {
            seen.Add(update);
            if (update is ChainText { Text: "Half " })
                _fixture.Clock.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal([new ChainText("Half "), new ChainStep(NoticeCodes.NewAttempt), new ChainText("Whole.")], seen[..^1]);
    }

    [Theory]
    [InlineData(FakeDialect.OpenAI)]
    [InlineData(FakeDialect.Anthropic)]
    public async Task RunAsync_ConnectionBreaksInTheMiddle_BeginsANewAttempt(FakeDialect dialect)
    {
        var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var first = await StartAsync(dialect, new FakeAnswer().Begin().Words("Half ").ThenBreaks(shown.Task), FakeAnswer.Says("Whole."));
        var seen = new List<ChainUpdate>();
        await foreach (var update in _fixture.Chain.RunAsync(_fixture.Ask("first"), CancellationToken.None))
        {
            seen.Add(update);
            shown.TrySetResult();
        }

        Assert.Equal([new ChainText("Half "), new ChainStep(NoticeCodes.NewAttempt), new ChainText("Whole.")], seen[..^1]);
        Assert.Equal("broken-stream", Assert.IsType<ChainFinished>(seen[^1]).Usage.Reason);
    }

    [Theory]
    [InlineData(FakeDialect.OpenAI)]
    [InlineData(FakeDialect.Anthropic)]
    public async Task RunAsync_RateLimited_ComesBackToTheSameProvider(FakeDialect dialect)
    {
        await using var first = await StartAsync(dialect, FakeAnswer.Fails(429, "rate_limit_exceeded", ("retry-after", "2")), FakeAnswer.Says("Yes."));

        var work = _fixture.RunAsync(_fixture.Ask("first"));
        await first.ArrivalAsync();
        await _fixture.PassAsync(work, TimeSpan.FromSeconds(100));
        var updates = await work;

        Assert.Equal("Yes.", updates.Text());
        Assert.Equal(["c/1/1/1", "c/1/1/2"], first.Calls.Select(call => call.Headers["x-govstack-reservation"]));
    }

    [Fact]
    public async Task RunAsync_AccountIsSpent_GoesToTheNextTierAndStaysAway()
    {
        await using var first = await StartAsync(FakeDialect.OpenAI, FakeAnswer.Fails(429, "insufficient_quota"));
        _fixture.Add("second", ModelScript.Says("Yes."));

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second"));
        await _fixture.RunAsync(_fixture.Ask("first", "second") with { ReservationStem = "c/2" });

        Assert.Equal("insufficient_quota", Assert.IsType<ChainFinished>(updates[^1]).Usage.Reason);
        Assert.Single(first.Calls);
    }

    [Fact]
    public async Task RunAsync_OverloadedWithATime_StaysAwayUntilThen()
    {
        await using var first = await StartAsync(FakeDialect.OpenAI, FakeAnswer.Fails(503, "busy", ("retry-after", "20")), FakeAnswer.Says("Back."));
        _fixture.Add("second", ModelScript.Says("Yes."));

        await _fixture.RunAsync(_fixture.Ask("first", "second"));
        var during = await _fixture.RunAsync(_fixture.Ask("first", "second") with { ReservationStem = "c/2" });
        _fixture.Clock.Advance(TimeSpan.FromSeconds(20));
        var after = await _fixture.RunAsync(_fixture.Ask("first", "second") with { ReservationStem = "c/3" });

        Assert.Equal(("Yes.", "cooldown"), (during.Text(), Assert.IsType<ChainFinished>(during[^1]).Usage.Reason));
        Assert.Equal("Back.", after.Text());
    }

    [Fact]
    public async Task RunAsync_NobodyListensThere_SecondAnswers()
    {
        await using (var gone = await StartAsync(FakeDialect.OpenAI))
        {
        }

        _fixture.Add("second", ModelScript.Says("Yes."));

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second"));

        Assert.Equal("no-connection", Assert.IsType<ChainFinished>(updates[^1]).Usage.Reason);
    }

    private async Task<FakeProvider> StartAsync(FakeDialect dialect, params FakeAnswer[] answers)
    {
        var provider = await FakeProvider.StartAsync(answers);
        var options = WireFixture.Options(provider, dialect);
        options.Pool = "local/first";
        _fixture.Options.All["first"] = options;
        return provider;
    }

    private static FakeAnswer Fault(string fault) => fault switch
    {
        "empty" => FakeAnswer.Sends(""),
        "garbage" => FakeAnswer.Sends("event: message_start\ndata: {\"type\": <<<\n\n"),
        "page" => FakeAnswer.Sends("<html><body>Welcome to the proxy.</body></html>", "text/html"),
        "cut" => new FakeAnswer().Begin().ThenBreaks(),
        _ => FakeAnswer.Fails(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture)),
    };
}
