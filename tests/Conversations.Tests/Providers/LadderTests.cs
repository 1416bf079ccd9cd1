using GovStack.Conversations.Agencies;
using GovStack.Conversations.Providers;
using GovStack.Conversations.Quota;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Conversations.Tests.Providers;

/// <summary>What the chain does when quota or money is short.</summary>
public sealed class LadderTests : IDisposable
{
    private ChainFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task RunAsync_FirstPoolIsBusyForTooLong_SmallerModelAnswers()
    {
        Small("first", tokensPerMinute: 1_000);
        _fixture.Add("first", ModelScript.Says("Large."));
        _fixture.Add("second", ModelScript.Says("Small."));
        await _fixture.RunAsync(_fixture.Ask("first", "second"));   // Takes the burst.

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second") with { ReservationStem = "c/2", Deadline = _fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(8) });

        Assert.Equal([new ChainStep(NoticeCodes.SmallerModel), new ChainText("Small.")], updates[..^1]);
        Assert.Equal(("second", 2, "deadline"), (Usage(updates).Provider, Usage(updates).Tier, Usage(updates).Reason));
    }

    [Fact]
    public async Task RunAsync_OnlyAShorterAnswerFits_AsksForIt()
    {
        Small("first", tokensPerMinute: 1_000);
        var first = _fixture.Add("first", ModelScript.Says("Large."));
        await _fixture.RunAsync(_fixture.Ask("first"));

        // 600 tokens are back in half a minute and need 4 s more to be answered; 300 are back in 10 s.
        var work = _fixture.RunAsync(_fixture.Ask("first") with { ReservationStem = "c/2", Deadline = _fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(18) });
        await _fixture.PassAsync(work, TimeSpan.FromSeconds(18));
        var updates = await work;

        Assert.Contains(new ChainStep(NoticeCodes.ShorterAnswer), updates);
        Assert.Equal(300, first.Calls[1].Options!.MaxOutputTokens);
        Assert.EndsWith("(Answer in at most 180 words.)", first.Calls[1].Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ModelDoesNotKeepToShortAnswers_IsAskedForNoMore()
    {
        // A short answer that is cut is continued, with prompt and all: it costs more than the whole one.
        Small("first", tokensPerMinute: 1_000);
        var first = _fixture.Add("first", ModelScript.Says("Large."), new ModelScript([]).Then("Too ").ThenCounts(50, 300).ThenEnds("length"));
        await _fixture.RunAsync(_fixture.Ask("first"));
        for (var i = 0; i < 20; i++)
            _fixture.Registry.Find(_fixture.Ask("first").Tiers[0])!.Health.ShortAnswers.Saw(wasCut: i < 3);

        var work = _fixture.RunAsync(_fixture.Ask("first") with { ReservationStem = "c/2", Deadline = _fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(18) });
        await _fixture.PassAsync(work, TimeSpan.FromSeconds(18));

        Assert.IsType<ChainRefused>(Assert.Single(await work));
        Assert.Single(first.Calls);
    }

    [Fact]
    public void ShortAnswers_MostlyKept_AreAskedForAgain()
    {
        var answers = new ShortAnswers();
        for (var i = 0; i < 20; i++)
            answers.Saw(wasCut: i < 3);
        Assert.False(answers.TryBegin());

        for (var i = 0; i < 10; i++)
            answers.Saw(wasCut: false);

        Assert.True(answers.TryBegin());
    }

    [Fact]
    public void ShortAnswers_NoneSeen_AreTriedOnlyAsOftenAsTellsWhetherTheyAreKept()
    {
        // In a rush hundreds would be asked for before the first has come.
        var answers = new ShortAnswers();
        Assert.All(Enumerable.Range(0, 20), _ => Assert.True(answers.TryBegin()));
        Assert.False(answers.TryBegin());

        answers.End();   // One came to nothing.
        Assert.True(answers.TryBegin());
        for (var i = 0; i < 20; i++)
        {
            answers.Saw(wasCut: false);
            answers.End();
        }

        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(answers.TryBegin()));
    }

    [Fact]
    public async Task RunAsync_NothingFitsTheDeadline_IsRefusedAtOnceWithATrueTime()
    {
        await ExhaustedAsync("first");

        var updates = await _fixture.RunAsync(_fixture.Ask("first") with { ReservationStem = "c/2", Deadline = _fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(5) });

        var refused = Assert.IsType<ChainRefused>(Assert.Single(updates));
        Assert.Equal("deadline", refused.Reason);
        Assert.InRange(refused.RetryAfter!.Value.TotalSeconds, 5, 60);
    }

    [Fact]
    public async Task RunAsync_NothingFitsButThePagesAnswer_QuotesThem()
    {
        await ExhaustedAsync("first");

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "extractive") with
        {
            ReservationStem = "c/2",
            Deadline = _fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(5),
            Passages = [SampleAgency.Passage("Renew a passport", "How do I renew?", "Fill in Form DS-82.")],
        });

        Assert.Equal(new ChainStep(NoticeCodes.QuickAnswer), updates[0]);
        Assert.True(Assert.IsType<ChainFinished>(updates[^1]).IsExtractive);
    }

    [Fact]
    public async Task RunAsync_NothingFitsAndThePagesDoNotHoldIt_IsRefused()
    {
        await ExhaustedAsync("first");

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "extractive") with { ReservationStem = "c/2", Deadline = _fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(5) });

        Assert.IsType<ChainRefused>(Assert.Single(updates));
    }

    [Fact]
    public async Task RunAsync_Queued_ShowsWaitsThatOnlyFall()
    {
        Small("first", tokensPerMinute: 1_000);
        _fixture.Add("first", ModelScript.Says("Large."));
        await _fixture.RunAsync(_fixture.Ask("first"));

        var work = _fixture.RunAsync(_fixture.Ask("first") with { ReservationStem = "c/2" });
        await _fixture.PassAsync(work, TimeSpan.FromSeconds(120));
        var updates = await work;

        var queued = updates.OfType<ChainQueued>().ToList();
        Assert.NotEmpty(queued);
        Assert.All(queued.Zip(queued.Skip(1)), pair => Assert.True(pair.Second.Place <= pair.First.Place && pair.Second.Promised <= pair.First.Promised));
        var usage = Usage(updates);
        Assert.Equal(queued[0].Promised, usage.Promised);
        Assert.InRange(usage.Wait, TimeSpan.FromSeconds(1), usage.Promised);
        Assert.Equal(1, usage.Tier);
    }

    [Fact]
    public async Task RunAsync_BudgetFourFifthsSpent_CheapestModelFirst()
    {
        _fixture.Add("openai", ModelScript.Says("Yes."));
        Spend(0.8m);

        var updates = await _fixture.RunAsync(_fixture.Ask() with { Tiers = [new("openai", null, "gpt-4.1"), new("openai", null, "gpt-4.1-mini")] });

        Assert.Equal(new ChainStep(NoticeCodes.SmallerModel), updates[0]);
        Assert.Equal(("gpt-4.1-mini", 2, "budget"), (Usage(updates).Model, Usage(updates).Tier, Usage(updates).Reason));
    }

    [Fact]
    public async Task RunAsync_BudgetSpent_AnswersFromThePagesOnly()
    {
        var model = _fixture.Add("first", ModelScript.Says("Yes."));
        Spend(1m);

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "extractive"));

        Assert.Equal(new ChainStep(NoticeCodes.QuickAnswer), updates[0]);
        Assert.Equal("budget", Usage(updates).Reason);
        Assert.Empty(model.Calls);
    }

    [Fact]
    public async Task RunAsync_BudgetSpentAndNoPages_IsRefusedUntilTheAgencysMidnight()
    {
        _fixture.Add("first", ModelScript.Says("Yes."));
        Spend(1m);

        var updates = await _fixture.RunAsync(_fixture.Ask("first"));

        Assert.Equal(new ChainRefused("budget", TimeSpan.FromHours(12)), Assert.Single(updates));
    }

    [Fact]
    public async Task RunAsync_BudgetSpentInAnEmergency_StillAsksTheModel()
    {
        _fixture.Add("first", ModelScript.Says("Get out first."));
        Spend(1m);

        var updates = await _fixture.RunAsync(_fixture.Ask("first") with { Class = QuotaClass.Emergency });

        Assert.Equal("Get out first.", updates.Text());
    }

    [Fact]
    public async Task RunAsync_CutAtAMaximumTheLedgerLowered_IsContinuedOnce()
    {
        _fixture.Dispose();
        _fixture = new ChainFixture(gate => new LoweringGate(gate, 100));
        var first = _fixture.Add("first", new ModelScript([]).Then("One ").ThenCounts(50, 100).ThenEnds("length"), new ModelScript([]).Then("two.").ThenCounts(60, 5).ThenEnds());

        var updates = await _fixture.RunAsync(_fixture.Ask("first"));

        Assert.Equal("One two.", updates.Text());
        Assert.Equal(2, first.Calls.Count);
        Assert.Equal("One ", first.Calls[1].Messages[^2].Text);
        var finished = Assert.IsType<ChainFinished>(updates[^1]);
        Assert.False(finished.IsTruncated);
        Assert.Equal((110, 105), (finished.Usage.InputTokens, finished.Usage.OutputTokens));
    }

    [Fact]
    public async Task RunAsync_CutAtTheMaximumThatWasAskedFor_IsContinuedOnceByHalfAsMuch()
    {
        var first = _fixture.Add("first", new ModelScript([]).Then("One ").ThenCounts(50, 600).ThenEnds("length"), new ModelScript([]).Then("two.").ThenCounts(60, 5).ThenEnds());

        var updates = await _fixture.RunAsync(_fixture.Ask("first"));

        Assert.Equal("One two.", updates.Text());
        Assert.Equal(300, first.Calls[1].Options!.MaxOutputTokens);
        Assert.False(Assert.IsType<ChainFinished>(updates[^1]).IsTruncated);
    }

    [Fact]
    public async Task RunAsync_NoSmallerModelWanted_WaitIsNoReasonForOne()
    {
        Small("first", tokensPerMinute: 1_000);
        _fixture.Agency = _fixture.Agency with { Ladder = new LadderRules(SmallerModel: false, ShorterAnswer: false) };
        _fixture.Add("first", ModelScript.Says("Large."));
        var second = _fixture.Add("second", ModelScript.Says("Small."));
        await _fixture.RunAsync(_fixture.Ask("first", "second"));

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second") with { ReservationStem = "c/2", Deadline = _fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(8) });

        Assert.Equal("deadline", Assert.IsType<ChainRefused>(Assert.Single(updates)).Reason);
        Assert.Empty(second.Calls);
    }

    [Fact]
    public async Task RunAsync_NoQuickAnswersWanted_IsRefusedWhereThePagesCouldAnswer()
    {
        await ExhaustedAsync("first");
        _fixture.Agency = _fixture.Agency with { Ladder = new LadderRules(QuickAnswer: false) };

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "extractive") with
        {
            ReservationStem = "c/2",
            Deadline = _fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(5),
            Passages = [SampleAgency.Passage("Renew a passport", "How do I renew?", "Fill in Form DS-82.")],
        });

        Assert.IsType<ChainRefused>(Assert.Single(updates));
    }

    [Fact]
    public async Task PromiseAsync_ThenRunWithTheSameStem_TakesThePlaceThatWasKept()
    {
        await ExhaustedAsync("first");
        var before = _fixture.Clock.GetUtcNow();
        var later = _fixture.Ask("first") with
        {
            ReservationStem = "c/2/ticket", Class = QuotaClass.Background, IsPromised = true, Deadline = before + TimeSpan.FromHours(1), MaxAnswerTokens = 350,
        };

        var place = await _fixture.Chain.PromiseAsync(later, CancellationToken.None);
        var work = _fixture.RunAsync(later);
        Assert.Equal(1, (await _fixture.Gate.StatusAsync(CancellationToken.None)).Sum(pool => pool.Queues.Sum(queue => queue.Waiting)));
        await _fixture.PassAsync(work, TimeSpan.FromSeconds(120));

        Assert.Equal("Large.", (await work).Text());
        Assert.InRange(_fixture.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(1), place!.Promised);
        Assert.Empty(await _fixture.InFlightAsync());
    }

    [Fact]
    public async Task RunAsync_PromisedAnswerMeetsItsMaximum_RestDoesNotWaitInTheBackground()
    {
        var asked = new List<(QuotaClass, bool)>();
        _fixture.Dispose();
        _fixture = new ChainFixture(gate => new LoweringGate(gate, int.MaxValue, request => asked.Add((request.Class, request.IsPromised))));
        _fixture.Add("first", new ModelScript([]).Then("One ").ThenCounts(50, 600).ThenEnds("length"), new ModelScript([]).Then("two.").ThenCounts(60, 5).ThenEnds());

        var updates = await _fixture.RunAsync(_fixture.Ask("first") with { Class = QuotaClass.Background, IsPromised = true });

        Assert.Equal("One two.", updates.Text());
        Assert.Equal([(QuotaClass.Background, true), (QuotaClass.Interactive, false)], asked);
    }

    private static TurnUsage Usage(List<ChainUpdate> updates) => Assert.IsType<ChainFinished>(updates[^1]).Usage;

    private void Spend(decimal share)
    {
        _fixture.Agency = _fixture.Agency with { DailyBudgetUsd = 10 };
        var usage = new TurnUsage("openai", null, "gpt-4.1", 1, 0, 0, 0, 10 * share, TimeSpan.Zero, TimeSpan.Zero, null, _fixture.Book.Today(_fixture.Agency));
        _fixture.Book.Add(_fixture.Agency, "general", usage);
    }

    private async Task ExhaustedAsync(string provider)
    {
        Small(provider, tokensPerMinute: 1_000);
        _fixture.Add(provider, ModelScript.Says("Large."));
        await _fixture.RunAsync(_fixture.Ask(provider) with { ReservationStem = "c/0" });
        var work = _fixture.RunAsync(_fixture.Ask(provider) with { ReservationStem = "c/1", MaxAnswerTokens = 350 });
        await _fixture.PassAsync(work, TimeSpan.FromSeconds(60));
        await work;
    }

    private void Small(string provider, long tokensPerMinute)
    {
        _fixture.Dispose();
        var quota = new QuotaOptions { RightSizeOutput = false };
        quota.Pools[$"local/{provider}"] = new PoolOptions { Profile = "openai", TokensPerMinute = tokensPerMinute, RequestsPerMinute = 1_000 };
        _fixture = new ChainFixture(quota: quota);
    }

    /// <summary>The real gate, but every grant is sized down, as the ledger does where the maximum is charged up front.</summary>
    private sealed class LoweringGate(IProviderGate inner, int most, Action<GrantRequest>? asked = null) : IProviderGate
    {
        public async ValueTask<GateAnswer> AcquireAsync(GrantRequest request, CancellationToken cancellationToken)
        {
            asked?.Invoke(request);
            return await inner.AcquireAsync(request, cancellationToken) is Grant grant ? grant with { MaxOutputTokens = Math.Min(most, grant.MaxOutputTokens) } : throw new InvalidOperationException();
        }

        public ValueTask<GateAnswer> WaitAsync(string pool, string reservation, TimeSpan patience, CancellationToken cancellationToken) => inner.WaitAsync(pool, reservation, patience, cancellationToken);

        public ValueTask SentAsync(Grant grant, CancellationToken cancellationToken) => inner.SentAsync(grant, cancellationToken);

        public ValueTask SettleAsync(Grant grant, Settlement settlement, CancellationToken cancellationToken) => inner.SettleAsync(grant, settlement, cancellationToken);

        public ValueTask CancelAsync(string pool, string reservation, CancellationToken cancellationToken) => inner.CancelAsync(pool, reservation, cancellationToken);

        public ValueTask<IReadOnlyList<PoolStatus>> StatusAsync(CancellationToken cancellationToken) => inner.StatusAsync(cancellationToken);
    }
}
