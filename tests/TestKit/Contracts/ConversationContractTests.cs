using GovStack.Conversations;
using Xunit;

namespace GovStack.TestKit.Contracts;

/// <summary>What every host's conversations do. Derived once per host; a pin fails if one is missing.</summary>
public abstract class ConversationContractTests : IAsyncDisposable
{
    private const string RefundQuestion = "How do I check the status of my federal tax refund?";

    private static readonly Caller Citizen = new("sample", "person-1", "web");

    private readonly string _id = $"citizen-{Guid.NewGuid():N}";
    private readonly List<string> _ids;
    private readonly IHostFixture _host;

    /// <summary>Takes the host, started once for the suite.</summary>
    protected ConversationContractTests(IHostFixture host)
    {
        _host = host;
        _host.Model.Reset();
        _ids = [_id];
    }

    /// <summary>Ends what a test's conversations still do beside their answers: a summary asked for after its test would take what the next one wrote for the model.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        foreach (var id in _ids)
            await _host.Client.DeleteAsync(id, limit.Token);
    }

    [Fact]
    public async Task AskAsync_Question_StreamsItsEventsInOrderAndSavesTheTurn()
    {
        _host.Model.Add(ModelScript.Says("Use the ", "IRS page [1]."));

        var events = await AskAsync(_id, RefundQuestion + " " + Unique());

        Assert.IsType<AcceptedEvent>(events[0]);
        Assert.Equal("tax", Assert.IsType<RoutedEvent>(events[1]).Botlet);
        Assert.Equal(5, events.OfType<SourceEvent>().Count());
        Assert.Equal("Use the IRS page [1].", string.Concat(events.OfType<TokenEvent>().Select(token => token.Text)));
        Assert.Equal("openai", events.OfType<UsageEvent>().Single().Provider);
        var done = Assert.IsType<DoneEvent>(events[^1]);
        Assert.Equal(AnswerKind.Model, done.Kind);
        Assert.Equal(events.Select(happened => happened.Number).Order(), events.Select(happened => happened.Number));
        var saved = Assert.Single(await _host.Store.ReadTurnsAsync(_id, 1, 1, CancellationToken.None));
        Assert.Equal(("Use the IRS page [1].", 0), (saved.Answer, saved.Parent));
    }

    [Fact]
    public async Task AskAsync_AfterRestart_ContinuesFromTheCheckpoint()
    {
        var first = await AskAsync(_id, "How do I renew a passport? " + Unique());

        await _host.RestartAsync();
        var second = await AskAsync(_id, "And what does it cost?");

        Assert.Equal((1, 2), (first[^1].Turn, second[^1].Turn));
        Assert.True(second[0].Number > first[^1].Number);
        var turn = Assert.Single(await _host.Store.ReadTurnsAsync(_id, 2, 2, CancellationToken.None));
        Assert.Equal(1, turn.Parent);
        Assert.Contains(_host.Model.Calls[^1].Messages, message => message.Text.StartsWith("How do I renew a passport?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadFromAsync_FromTheMiddle_GivesExactlyTheRest()
    {
        var events = await AskAsync(_id, RefundQuestion + " " + Unique());

        var rest = await _host.Client.ReadFromAsync(_id, events[3].Number, TimeSpan.Zero, CancellationToken.None);

        Assert.Equal(events.Skip(3).Select(happened => happened.Number), rest.Events.Select(happened => happened.Number));
        Assert.True(rest.IsIdle);
    }

    [Fact]
    public async Task ReadFromAsync_FromTheFuture_GivesNothingAndTheTrueNext()
    {
        var events = await AskAsync(_id, RefundQuestion + " " + Unique());

        var batch = await _host.Client.ReadFromAsync(_id, events[^1].Number + 1_000, TimeSpan.FromSeconds(20), CancellationToken.None);

        Assert.Empty(batch.Events);
        Assert.Equal(events[^1].Number + 1, batch.Next);
    }

    [Fact]
    public async Task ReadFromAsync_ConversationIsClosedMeanwhile_ReturnsAtOnce()
    {
        var events = await AskAsync(_id, RefundQuestion + " " + Unique());

        var reading = _host.Client.ReadFromAsync(_id, events[^1].Number + 1, TimeSpan.FromSeconds(20), CancellationToken.None);
        await _host.Client.DeleteAsync(_id, CancellationToken.None);

        Assert.Empty((await reading).Events);   // The clock stands still: patience cannot have ended it.
    }

    [Fact]
    public async Task AskAsync_SameMessageIdAgain_AttachesToTheFirstAnswer()
    {
        var request = Request(RefundQuestion + " " + Unique()) with { MessageId = "m-1" };
        var askedAgain = new TaskCompletionSource();
        _host.Model.Add(ModelScript.Says().Then("Begun. ").ThenWaitsFor(askedAgain.Task).ThenCounts(10, 2).ThenEnds());
        var calls = _host.Model.Calls.Count;
        var first = await _host.Client.AskAsync(_id, request, CancellationToken.None);
        await ReadUntilAsync(_id, first, happened => happened is TokenEvent);

        var again = await _host.Client.AskAsync(_id, request, CancellationToken.None);
        askedAgain.SetResult();
        await ReadToEndAsync(_id, first);
        var afterwards = await _host.Client.AskAsync(_id, request, CancellationToken.None);

        Assert.Equal((1, true, first.FirstEvent), (again.Turn, again.IsRepeat, again.FirstEvent));
        Assert.Equal((1, true), (afterwards.Turn, afterwards.IsRepeat));
        Assert.Equal("m-1", afterwards.Finished!.MessageId);
        Assert.Equal(calls + 1, _host.Model.Calls.Count);
    }

    [Fact]
    public async Task AskAsync_SameMessageIdWithAnotherText_IsRefused()
    {
        var request = Request(RefundQuestion + " " + Unique()) with { MessageId = "m-1" };
        await ReadToEndAsync(_id, await _host.Client.AskAsync(_id, request, CancellationToken.None));

        var other = await _host.Client.AskAsync(_id, request with { Text = "What is a 1040-X?" }, CancellationToken.None);
        await _host.RestartAsync();
        var later = await _host.Client.AskAsync(_id, request with { Text = "What is a 1040-X?" }, CancellationToken.None);

        Assert.Equal("message-id-reused", other.Refusal!.Code);
        Assert.Equal("message-id-reused", later.Refusal!.Code);
    }

    [Fact]
    public async Task StopAsync_InMidAnswer_KeepsThePartialAnswer()
    {
        _host.Model.Add(ModelScript.Says().Then("First half. ").ThenPauses(TimeSpan.FromDays(1)));
        var ticket = await _host.Client.AskAsync(_id, Request(RefundQuestion + " " + Unique()), CancellationToken.None);
        await ReadUntilAsync(_id, ticket, happened => happened is TokenEvent { Text: "First half. " });

        var stopped = await _host.Client.StopAsync(_id, ticket.Turn, CancellationToken.None);
        var events = await ReadToEndAsync(_id, ticket);

        Assert.True(stopped);
        var done = Assert.IsType<DoneEvent>(events[^1]);
        Assert.Equal((AnswerKind.Stopped, "First half."), (done.Kind, done.Answer));
        Assert.False(await _host.Client.StopAsync(_id, ticket.Turn, CancellationToken.None));
    }

    [Fact]
    public async Task AskAsync_TwentyAtOnce_AreAllAnsweredInOrder()
    {
        var tickets = new List<TurnTicket>();
        for (var index = 1; index <= 20; index++)
            tickets.Add(await _host.Client.AskAsync(_id, Request($"Question {index}: how do I get a transcript of my tax return? {Unique()}"), CancellationToken.None));

        await ReadToEndAsync(_id, tickets[^1]);

        Assert.Equal(Enumerable.Range(1, 20), tickets.Select(ticket => ticket.Turn));
        var branch = await _host.Client.ReadBranchAsync(_id, null, 200, CancellationToken.None);
        Assert.Equal(Enumerable.Range(1, 20), branch!.Select(turn => turn.Number));
        Assert.Equal(Enumerable.Range(0, 20), branch!.Select(turn => turn.Parent));
    }

    [Fact]
    public async Task AskAsync_WhileBusy_FollowsThePolicy()
    {
        _host.Model.Add(ModelScript.Says().Then("Begun. ").ThenPauses(TimeSpan.FromDays(1)));
        _host.Model.Add(ModelScript.Says("An answer [1]."));
        var first = await _host.Client.AskAsync(_id, Request(RefundQuestion + " " + Unique()), CancellationToken.None);
        await ReadUntilAsync(_id, first, happened => happened is TokenEvent);

        var refused = await _host.Client.AskAsync(_id, Request("And then? " + Unique()) with { WhenBusy = BusyPolicy.Refuse }, CancellationToken.None);
        var replacing = await _host.Client.AskAsync(_id, Request("How do I amend a return? " + Unique()) with { WhenBusy = BusyPolicy.Replace }, CancellationToken.None);
        var events = await ReadToEndAsync(_id, replacing);

        Assert.Equal("busy", refused.Refusal!.Code);
        Assert.Equal(AnswerKind.Stopped, (await _host.Store.ReadTurnsAsync(_id, 1, 1, CancellationToken.None))[0].Kind);
        Assert.Equal(2, events[^1].Turn);
    }

    [Fact]
    public async Task RestartAsync_InMidAnswer_RunsTheAcceptedQuestionAgain()
    {
        _host.Model.Add(ModelScript.Says().Then("Lost half. ").ThenPauses(TimeSpan.FromDays(1)));
        _host.Model.Add(ModelScript.Says("The whole answer [1]."));
        var ticket = await _host.Client.AskAsync(_id, Request(RefundQuestion + " " + Unique()), CancellationToken.None);
        var before = await ReadUntilAsync(_id, ticket, happened => happened is TokenEvent);

        await _host.RestartAsync();
        var events = await ReadToEndAsync(_id, ticket with { FirstEvent = before[^1].Number + 1 });

        var restarted = Assert.IsType<RestartedEvent>(events[0]);
        Assert.Equal((1, 2), (restarted.Turn, restarted.Attempt));
        Assert.True(events[1].Number > before[^1].Number + 1);
        Assert.Equal("The whole answer [1].", Assert.IsType<DoneEvent>(events[^1]).Answer);
        Assert.Single(await _host.Store.ReadTurnsAsync(_id, 1, 10, CancellationToken.None));
        Assert.Empty(await _host.Store.ListUnansweredAsync(CancellationToken.None));
    }

    [Fact]
    public async Task AskAsync_AfterAnEarlierCheckpoint_BeginsABranch()
    {
        await AskAsync(_id, "How do I renew a passport? " + Unique());
        await AskAsync(_id, "How long does it take? " + Unique());

        var ticket = await _host.Client.AskAsync(_id, Request("How do I replace a lost one? " + Unique()) with { After = 1 }, CancellationToken.None);
        await ReadToEndAsync(_id, ticket);

        Assert.Equal([1, 3], (await _host.Client.ReadBranchAsync(_id, null, 10, CancellationToken.None))!.Select(turn => turn.Number));
        Assert.Equal([1, 2], (await _host.Client.ReadBranchAsync(_id, 2, 10, CancellationToken.None))!.Select(turn => turn.Number));
        Assert.True(await _host.Client.ForkAsync(_id, 2, CancellationToken.None));
        Assert.Equal(2, (await _host.Client.ViewAsync(_id, CancellationToken.None))!.Head.Current);
    }

    [Fact]
    public async Task ForkAsync_FromACheckpointThatIsNotThere_ChangesNothing()
    {
        await AskAsync(_id, RefundQuestion + " " + Unique());

        var ticket = await _host.Client.AskAsync(_id, Request("Again?") with { After = 7 }, CancellationToken.None);

        Assert.False(await _host.Client.ForkAsync(_id, 7, CancellationToken.None));
        Assert.Equal("checkpoint-not-found", ticket.Refusal!.Code);
        Assert.Null(await _host.Client.ReadBranchAsync(_id, 7, 10, CancellationToken.None));
    }

    [Fact]
    public async Task AskAsync_Crisis_TellsTheNumbersBeforeAnythingElse()
    {
        var ticket = await _host.Client.AskAsync(_id, Request("my house is on fire"), CancellationToken.None);
        var events = await ReadToEndAsync(_id, ticket);

        var notice = Assert.IsType<NoticeEvent>(events[0]);
        Assert.Equal(NoticeCodes.Crisis, notice.Code);
        Assert.Contains("911", notice.Text, StringComparison.Ordinal);
        Assert.IsType<AcceptedEvent>(events[1]);
        Assert.Equal(AnswerKind.Crisis, Assert.IsType<DoneEvent>(events[^1]).Kind);
    }

    [Fact]
    public async Task AskAsync_CrisisAndNoModel_AddsItsPagesAndQuotesNothing()
    {
        _host.Model.Add(ModelScript.Fails(400));

        var events = await AskAsync(_id, "I want to kill myself");

        Assert.Equal(
            Assert.IsType<NoticeEvent>(events[0]).Text + "\n\nMore: [988 Suicide and Crisis Lifeline](https://988lifeline.org)"
            + "\n\nIf nobody is in danger, or once everybody is safe, you can go on asking here.",
            Assert.IsType<DoneEvent>(events[^1]).Answer);
        Assert.Equal(AnswerKind.Crisis, Assert.IsType<DoneEvent>(events[^1]).Kind);
    }

    [Fact]
    public async Task AskAsync_SmallTalk_IsAnsweredWithoutAModel()
    {
        var calls = _host.Model.Calls.Count;

        var hello = await AskAsync(_id, "Hello, are you a robot?");
        var thanks = await AskAsync(_id, "Thank you!");

        Assert.Equal(
            "Hello. I am an automated assistant of Public Services Desk, not a person, and I answer from official pages. You can ask about: Taxes, Permits and licenses, "
            + "Emergencies and disasters, General questions.",
            Assert.IsType<DoneEvent>(hello[^1]).Answer);
        Assert.Equal(3, ((DoneEvent)hello[^1]).Suggestions.Count);
        Assert.Equal("You are welcome. If there is anything else, just ask.", Assert.IsType<DoneEvent>(thanks[^1]).Answer);
        Assert.Equal(calls, _host.Model.Calls.Count);
    }

    [Fact]
    public async Task AskAsync_PagesDoNotHoldItAndThePackKnowsWhoDoes_SaysWho()
    {
        var done = Assert.IsType<DoneEvent>((await AskAsync(_id, "what do I need for my first driving license"))[^1]);

        Assert.Equal(AnswerKind.OutOfScope, done.Kind);
        Assert.EndsWith("(https://www.usa.gov/state-motor-vehicle-services)", done.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AskAsync_CitationOfNothingRetrieved_IsRemovedAndRecorded()
    {
        _host.Model.Add(ModelScript.Says("True [1]. ", "Made up [9]."));

        var events = await AskAsync(_id, RefundQuestion + " " + Unique());

        Assert.Equal("True [1]. Made up .", Assert.IsType<DoneEvent>(events[^1]).Answer);
        Assert.DoesNotContain(events.OfType<TokenEvent>(), token => token.Text.Contains("[9]", StringComparison.Ordinal));
        Assert.Equal(1, (await _host.Store.ReadTurnsAsync(_id, 1, 1, CancellationToken.None))[0].CitationsRemoved);
    }

    [Fact]
    public async Task AskAsync_SameQuestionFromManyAtOnce_AsksTheModelOnce()
    {
        var question = RefundQuestion + " " + Unique();
        var allRead = new TaskCompletionSource();
        _host.Model.Add(ModelScript.Says().Then("Shared ", "answer [1].").ThenWaitsFor(allRead.Task).ThenCounts(10, 2).ThenEnds());
        var calls = _host.Model.Calls.Count;
        var ids = Enumerable.Range(0, 5).Select(index => $"{_id}-{index}").ToArray();
        _ids.AddRange([.. ids, $"{_id}-later"]);
        var tickets = new List<TurnTicket>();
        foreach (var id in ids)
            tickets.Add(await _host.Client.AskAsync(id, Request(question), CancellationToken.None));
        foreach (var (id, ticket) in ids.Zip(tickets))
            await ReadUntilAsync(id, ticket, happened => happened is TokenEvent { Text: "answer [1]." });
        allRead.SetResult();

        foreach (var (id, ticket) in ids.Zip(tickets))
            Assert.Equal("Shared answer [1].", Assert.IsType<DoneEvent>((await ReadToEndAsync(id, ticket))[^1]).Answer);
        var later = await AskAsync($"{_id}-later", question);

        Assert.Equal(calls + 1, _host.Model.Calls.Count);
        Assert.Equal(AnswerKind.Reused, Assert.IsType<DoneEvent>(later[^1]).Kind);
        Assert.Contains(later.OfType<NoticeEvent>(), notice => notice.Code == NoticeCodes.Reused);
    }

    [Fact]
    public async Task AskAsync_PersonalData_ReachesNeitherModelNorStore()
    {
        var events = await AskAsync(_id, $"My card 4111 1111 1111 1111 was charged for a passport renewal, how do I get it back? {Unique()}");

        Assert.Contains(events.OfType<NoticeEvent>(), notice => notice.Code == NoticeCodes.Masked);
        Assert.DoesNotContain(_host.Model.Calls[^1].Messages, message => message.Text.Contains("4111", StringComparison.Ordinal));
        Assert.DoesNotContain("4111", (await _host.Store.ReadTurnsAsync(_id, 1, 1, CancellationToken.None))[0].Question, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AskAsync_EighteenKilobytes_IsAnsweredAndThirtyThreeRefused()
    {
        var long18 = "How do I file my federal income tax return? " + new string('x', 18 * 1024);
        var events = await AskAsync(_id, long18);

        var refused = await _host.Client.AskAsync(_id, Request(new string('y', 33 * 1024)), CancellationToken.None);
        var empty = await _host.Client.AskAsync(_id, Request(" \u200B "), CancellationToken.None);

        Assert.IsType<DoneEvent>(events[^1]);
        Assert.Equal("too-long", refused.Refusal!.Code);
        Assert.Equal("empty", empty.Refusal!.Code);
    }

    [Fact]
    public async Task AskAsync_DispatcherIsNotSure_LetsASmallModelPick()
    {
        // Relies on the sample pack: its dispatcher holds this for tax, in scope, but with less than the 60 % from which it decides alone (46 %).
        const string Question = "I need a copy of my records";
        _host.Model.Add(ModelScript.Says("general"));
        _host.Model.Add(ModelScript.Says("Write to the office [1]."));
        var calls = _host.Model.Calls.Count;

        var events = await AskAsync(_id, Question);

        Assert.Equal("general", Assert.Single(events.OfType<RoutedEvent>()).Botlet);
        Assert.Equal("Write to the office [1].", Assert.IsType<DoneEvent>(events[^1]).Answer);
        var asked = _host.Model.Calls[calls];
        Assert.Equal($"<question>\n{Question}\n</question>", asked.Messages[^1].Text);
        Assert.Equal(200, events.OfType<UsageEvent>().Single().InputTokens);   // Both calls: 100 each.
    }

    [Fact(Timeout = 60_000)]
    public async Task AskAsync_HistoryTooLong_IsSummarisedByAModelBeside()
    {
        var text = new string('x', 2_500);   // Two of them are more than the 900 tokens of history.
        _host.Model.Add(ModelScript.Says($"First [1]. {text}"));
        _host.Model.Add(ModelScript.Says($"Second [1]. {text}"));
        _host.Model.Add(ModelScript.Says("The person asked for a refund."));
        await AskAsync(_id, RefundQuestion + " " + Unique());
        await AskAsync(_id, "And how long does that take?");

        while ((await _host.Store.OpenAsync(_id, TestContext.Current.CancellationToken))!.Head.Summary?.Text != "The person asked for a refund.")
            await Task.Yield();   // It is written beside the conversation, which says nothing of it.
        await AskAsync(_id, "And what does it cost?");

        Assert.Contains("<earlier>\nThe person asked for a refund.\n</earlier>", _host.Model.Calls[^1].Messages[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RateAsync_And_DeleteAsync_KeepAndForget()
    {
        await AskAsync(_id, RefundQuestion + " " + Unique());

        Assert.True(await _host.Client.RateAsync(_id, 1, true, "Clear.", CancellationToken.None));
        Assert.False(await _host.Client.RateAsync(_id, 5, true, null, CancellationToken.None));
        Assert.Equal("Clear.", Assert.Single(await _host.Store.ReadFeedbackAsync(_id, CancellationToken.None)).Comment);
        await _host.Client.DeleteAsync(_id, CancellationToken.None);

        Assert.Null(await _host.Client.ViewAsync(_id, CancellationToken.None));
        Assert.Empty(await _host.Store.ReadTurnsAsync(_id, 1, 10, CancellationToken.None));
    }

    private static string Unique() => Guid.NewGuid().ToString("N");

    private static TurnRequest Request(string text) => new(text) { Caller = Citizen, Language = "en" };

    private async Task<IReadOnlyList<TurnEvent>> AskAsync(string id, string text)
        => await ReadToEndAsync(id, await _host.Client.AskAsync(id, Request(text), CancellationToken.None));

    private Task<IReadOnlyList<TurnEvent>> ReadToEndAsync(string id, TurnTicket ticket) => ReadUntilAsync(id, ticket, happened => happened.IsLast);

    private async Task<IReadOnlyList<TurnEvent>> ReadUntilAsync(string id, TurnTicket ticket, Func<TurnEvent, bool> isEnough)
    {
        Assert.Null(ticket.Refusal);
        // Real time bounds a test that hangs; no result depends on it.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var events = new List<TurnEvent>();
        for (var next = ticket.FirstEvent; ;)
        {
            var batch = await _host.Client.ReadFromAsync(id, next, TimeSpan.FromSeconds(20), limit.Token);
            events.AddRange(batch.Events.Where(happened => happened.Turn == ticket.Turn));
            if (events.Any(isEnough))
                return events;
            next = batch.Next;
        }
    }
}
