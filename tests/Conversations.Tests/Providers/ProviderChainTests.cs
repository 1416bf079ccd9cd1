using System.Net;
using System.Net.Sockets;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Providers;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Conversations.Tests.Providers;

public sealed class ProviderChainTests : IDisposable
{
    private readonly ChainFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task RunAsync_WithoutAnyModel_AnswersFromThePages()
    {
        var request = _fixture.Ask("openai", "extractive") with { Passages = [Renewal()] };

        var updates = await _fixture.RunAsync(request);

        var finished = Assert.IsType<ChainFinished>(updates[^1]);
        Assert.True(finished.IsExtractive);
        Assert.Equal(("extractive", null, 2, 0m), (finished.Usage.Provider, finished.Usage.Model, finished.Usage.Tier, finished.Usage.CostUsd));
        Assert.StartsWith("Fill in Form DS-82 and mail it with your old passport and a photo.", updates.Text(), StringComparison.Ordinal);
        Assert.Empty(updates.OfType<ChainStep>());
    }

    [Fact]
    public async Task RunAsync_ModelAnswers_TellsTextThenUsage()
    {
        _fixture.Add("first", ModelScript.Says("Renew ", "it ", "by mail."));

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second"));

        Assert.Equal("Renew it by mail.", updates.Text());
        var usage = Assert.IsType<ChainFinished>(updates[^1]).Usage;
        Assert.Equal(("first", "first-model", 1, 100, 3, null), (usage.Provider, usage.Model, usage.Tier, usage.InputTokens, usage.OutputTokens, usage.Reason));
        Assert.Empty(await _fixture.InFlightAsync());
    }

    [Fact]
    public async Task RunAsync_ModelHasAPrice_CountsTheCost()
    {
        _fixture.Add("openai", new ModelScript([]).Then("Yes.").ThenCounts(1_000, 500, cached: 400).ThenEnds());
        var request = _fixture.Ask("openai") with { Tiers = [new ChainTier("openai", null, "gpt-4.1-mini-2025-04-14")] };

        var updates = await _fixture.RunAsync(request);

        // 600 × 0.40 + 400 × 0.10 + 500 × 1.60, a million tokens each.
        Assert.Equal(0.00108m, Assert.IsType<ChainFinished>(updates[^1]).Usage.CostUsd);
        Assert.Equal(0.00108m, _fixture.Book.SpentOn("sample", new DateOnly(2026, 3, 2)));
    }

    [Theory]
    [InlineData(500, "http-500")]
    [InlineData(503, "http-503")]
    [InlineData(529, "http-529")]
    [InlineData(401, "http-401")]
    [InlineData(403, "http-403")]
    [InlineData(404, "http-404")]
    [InlineData(0, "no-connection")]
    public async Task RunAsync_FirstTierFailsBeforeTheFirstToken_SecondAnswersSilently(int status, string reason)
    {
        var first = _fixture.Add("first", ModelScript.Fails(status));
        _fixture.Add("second", ModelScript.Says("Yes."));

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second"));

        Assert.Equal([new ChainStep(NoticeCodes.Fallback), new ChainText("Yes.")], updates[..^1]);
        var usage = Assert.IsType<ChainFinished>(updates[^1]).Usage;
        Assert.Equal(("second", 2, reason), (usage.Provider, usage.Tier, usage.Reason));
        Assert.Single(first.Calls);
    }

    [Fact]
    public async Task RunAsync_ConnectionTakesTooLong_IsNoConnectionAndCostsNothing()
    {
        // A client tells of a connection that took too long as a cancelled task. Nothing went out, so nothing was charged or judged.
        using var silent = new TcpListener(IPAddress.Loopback, 0);   // Its backlog takes the connection, and nobody ever answers the TLS handshake.
        silent.Start();
        _fixture.Options.All["slow"] = new ProviderOptions { Kind = ProviderKind.OpenAI, BaseUrl = $"https://{silent.LocalEndpoint}/v1", ApiKey = "k", Model = "m", Pool = "local/first", ConnectTimeout = TimeSpan.FromMilliseconds(1) };
        _fixture.Add("second", ModelScript.Says("Yes."));

        var updates = await _fixture.RunAsync(_fixture.Ask("slow", "second"));

        Assert.Equal("Yes.", updates.Text());
        Assert.Equal("no-connection", Assert.IsType<ChainFinished>(updates[^1]).Usage.Reason);
        Assert.Empty(await _fixture.InFlightAsync());
    }

    [Fact]
    public async Task RunAsync_StreamEndsWithoutAWord_SecondAnswers()
    {
        _fixture.Add("first", ModelScript.Empty());
        _fixture.Add("second", ModelScript.Says("Yes."));

        var usage = Assert.IsType<ChainFinished>((await _fixture.RunAsync(_fixture.Ask("first", "second")))[^1]).Usage;

        Assert.Equal(("second", "empty-answer"), (usage.Provider, usage.Reason));
    }

    [Fact]
    public async Task RunAsync_NothingComesInTime_SecondAnswers()
    {
        var first = _fixture.Add("first", ModelScript.Hangs());
        _fixture.Add("second", ModelScript.Says("Yes."));

        var work = _fixture.RunAsync(_fixture.Ask("first", "second"));
        await first.CalledAsync();
        _fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        var updates = await work;

        var usage = Assert.IsType<ChainFinished>(updates[^1]).Usage;
        Assert.Equal(("second", "timeout"), (usage.Provider, usage.Reason));
        Assert.True(usage.InputTokens > 100);   // The silent call's prompt may well be paid.
        Assert.Empty(await _fixture.InFlightAsync());
    }

    [Fact]
    public async Task RunAsync_RateLimited_WaitsItsTurnAgainAndKeepsTheModel()
    {
        var first = _fixture.Add("first", ModelScript.Fails(429), ModelScript.Says("Yes."));
        _fixture.Add("second", ModelScript.Says("No."));

        var work = _fixture.RunAsync(_fixture.Ask("first", "second"));
        await _fixture.PassAsync(work, TimeSpan.FromSeconds(60));
        var updates = await work;

        Assert.Equal("Yes.", updates.Text());
        Assert.Equal(2, first.Calls.Count);
        Assert.Equal((1, null), (Assert.IsType<ChainFinished>(updates[^1]).Usage.Tier, Assert.IsType<ChainFinished>(updates[^1]).Usage.Reason));
        Assert.Equal(Polly.CircuitBreaker.CircuitState.Closed, _fixture.Registry.Deployments.Single(deployment => deployment.Provider == "first").Health.Circuit);
    }

    [Fact]
    public async Task RunAsync_KeyRefused_IsSetAsideForEverybody()
    {
        var first = _fixture.Add("first", ModelScript.Fails(401));
        _fixture.Add("second", ModelScript.Says("Yes."));

        await _fixture.RunAsync(_fixture.Ask("first", "second"));
        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second") with { ReservationStem = "c/2/1" });

        Assert.Single(first.Calls);
        Assert.Equal("key-rejected", Assert.IsType<ChainFinished>(updates[^1]).Usage.Reason);
    }

    [Fact]
    public async Task RunAsync_RequestJudgedBad_AsksNoOtherModel()
    {
        _fixture.Add("first", ModelScript.Fails(400));
        var second = _fixture.Add("second", ModelScript.Says("Yes."));

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second"));

        Assert.Equal("rejected", Assert.IsType<ChainFailed>(updates[^1]).Code);
        Assert.Empty(second.Calls);
    }

    [Fact]
    public async Task RunAsync_ContentRefused_FallsBackToThePagesOnly()
    {
        _fixture.Add("first", new ModelScript([]).ThenEnds("content_filter"));
        var second = _fixture.Add("second", ModelScript.Says("Yes."));

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second", "extractive") with { Passages = [Renewal()] });

        Assert.True(Assert.IsType<ChainFinished>(updates[^1]).IsExtractive);
        Assert.Equal(new ChainStep(NoticeCodes.QuickAnswer), updates[0]);
        Assert.Empty(second.Calls);
    }

    [Fact]
    public async Task RunAsync_StreamBreaks_KeepsThePartialAndBeginsANewAttemptOfTheSameModel()
    {
        _fixture.Add("first", new ModelScript([]).Then("Half ", "an ").ThenBreaks(), ModelScript.Says("A whole answer."));
        var second = _fixture.Add("second", ModelScript.Says("Other."));

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second"));

        Assert.Equal([new ChainText("Half "), new ChainText("an "), new ChainStep(NoticeCodes.NewAttempt), new ChainText("A whole answer.")], updates[..^1]);
        var usage = Assert.IsType<ChainFinished>(updates[^1]).Usage;
        Assert.Equal(("first", 1, "broken-stream"), (usage.Provider, usage.Tier, usage.Reason));
        Assert.True(usage.InputTokens > 100 && usage.OutputTokens > 1);   // What broke is counted too.
        Assert.Empty(second.Calls);
    }

    [Fact]
    public async Task RunAsync_StreamFallsSilent_BeginsANewAttempt()
    {
        _fixture.Add("first", new ModelScript([]).Then("Half ").ThenPauses(TimeSpan.FromHours(1)), ModelScript.Says("Whole."));
        var seen = new List<ChainUpdate>();
        await foreach (var update in _fixture.Chain.RunAsync(_fixture.Ask("first"), CancellationToken.None))
        {
            seen.Add(update);
            if (update is ChainText { Text: "Half " })
                _fixture.Clock.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal([new ChainText("Half "), new ChainStep(NoticeCodes.NewAttempt), new ChainText("Whole.")], seen[..^1]);
        Assert.Equal("silent-stream", Assert.IsType<ChainFinished>(seen[^1]).Usage.Reason);
    }

    [Fact]
    public async Task RunAsync_EverythingFails_SaysSoWithWhatItUsed()
    {
        _fixture.Add("first", new ModelScript([]).Then("Half ").ThenBreaks());
        _fixture.Add("second", ModelScript.Fails(500));

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second"));

        var failed = Assert.IsType<ChainFailed>(updates[^1]);
        Assert.Equal("unavailable", failed.Code);
        Assert.True(failed.Usage!.OutputTokens > 0);
        Assert.Empty(await _fixture.InFlightAsync());
    }

    [Fact]
    public async Task RunAsync_Stopped_EndsWithWhatWasUsedAndHoldsNothing()
    {
        _fixture.Add("first", new ModelScript([]).Then("Half ").ThenPauses(TimeSpan.FromHours(1)));
        using var stop = new CancellationTokenSource();
        var seen = new List<ChainUpdate>();
        await foreach (var update in _fixture.Chain.RunAsync(_fixture.Ask("first"), stop.Token))
        {
            seen.Add(update);
            if (update is ChainText)
                await stop.CancelAsync();
        }

        var usage = Assert.IsType<ChainStopped>(seen[^1]).Usage!;
        Assert.Equal(("first", 2), (usage.Provider, usage.OutputTokens));
        Assert.Empty(await _fixture.InFlightAsync());
    }

    [Fact]
    public async Task RunAsync_ReaderWalksAway_SettlesTheCall()
    {
        _fixture.Add("first", new ModelScript([]).Then("Half ").ThenPauses(TimeSpan.FromHours(1)));

        await foreach (var update in _fixture.Chain.RunAsync(_fixture.Ask("first"), CancellationToken.None))
        {
            if (update is ChainText)
                break;
        }

        Assert.Empty(await _fixture.InFlightAsync());
    }

    [Fact]
    public async Task RunAsync_ModelThinks_ThinkingIsKeptApart()
    {
        _fixture.Add("first", new ModelScript([]).ThenThinks("Hm.").Then("Yes.").ThenEnds());

        var updates = await _fixture.RunAsync(_fixture.Ask("first"));

        Assert.Equal([new ChainThinking("Hm."), new ChainText("Yes.")], updates[..^1]);
    }

    [Fact]
    public async Task RunAsync_ThinkingModel_IsGivenItsBudgetAboveTheAnswer()
    {
        var first = _fixture.Add("first", ModelScript.Says("Yes."));
        var request = _fixture.Ask("first") with { Tiers = [new ChainTier("first", null, "gpt-5-mini")], ThinkingTokens = 2_000 };

        await _fixture.RunAsync(request);

        var options = Assert.Single(first.Calls).Options!;
        Assert.Equal((2_600, 2_000), (options.MaxOutputTokens, (int)options.AdditionalProperties![CallOptions.ThinkingTokens]!));
    }

    [Fact]
    public async Task RunAsync_AnswerBeyondAllMeasure_IsCutAndMarked()
    {
        _fixture.Add("first", new ModelScript([]).Then([.. Enumerable.Repeat(new string('x', 1_000), 30)]).ThenEnds());

        var updates = await _fixture.RunAsync(_fixture.Ask("first"));

        Assert.True(Assert.IsType<ChainFinished>(updates[^1]).IsTruncated);
        Assert.Equal(14_000, updates.Text().Length);   // 600 tokens of 16 characters, and 4,000.
    }

    [Fact]
    public async Task RunAsync_FailsOften_OpensTheCircuitAndSkipsTheTier()
    {
        var first = _fixture.Add("first", ModelScript.Fails(0));
        _fixture.Add("second", ModelScript.Says("Yes."));
        for (var i = 0; i < 8; i++)
            await _fixture.RunAsync(_fixture.Ask("first", "second") with { ReservationStem = $"c/{i}" });

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second") with { ReservationStem = "c/9" });

        Assert.Equal(8, first.Calls.Count);
        Assert.Equal((2, "circuit"), (Assert.IsType<ChainFinished>(updates[^1]).Usage.Tier, Assert.IsType<ChainFinished>(updates[^1]).Usage.Reason));
    }

    [Fact]
    public async Task RunAsync_CircuitBreakIsOver_OneCallTriesAndClosesIt()
    {
        var first = _fixture.Add("first", [.. Enumerable.Repeat(ModelScript.Fails(0), 8), ModelScript.Says("Back.")]);
        _fixture.Add("second", ModelScript.Says("Yes."));
        for (var i = 0; i < 8; i++)
            await _fixture.RunAsync(_fixture.Ask("first", "second") with { ReservationStem = $"c/{i}" });

        _fixture.Clock.Advance(TimeSpan.FromSeconds(15));
        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second") with { ReservationStem = "c/9" });

        Assert.Equal("Back.", updates.Text());
        Assert.Equal(9, first.Calls.Count);
    }

    [Fact]
    public async Task RunAsync_DeploymentNamedTwice_IsTriedOnce()
    {
        var first = _fixture.Add("first", ModelScript.Fails(0));

        await _fixture.RunAsync(_fixture.Ask("first", "first"));

        Assert.Single(first.Calls);
    }

    private static FoundPassage Renewal() => SampleAgency.Passage(
        "Renew a passport", "How do I renew?", "Fill in Form DS-82 and mail it with your old passport and a photo. The fee is $130. It takes six to eight weeks.");
}
