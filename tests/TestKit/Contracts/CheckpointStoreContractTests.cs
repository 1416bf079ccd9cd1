using System.Text.Json;
using GovStack.Conversations;
using Xunit;
using static GovStack.TestKit.Contracts.StoredSamples;

namespace GovStack.TestKit.Contracts;

/// <summary>What every checkpoint store must do. Derived once per host.</summary>
public abstract class CheckpointStoreContractTests : IAsyncLifetime
{
    private ICheckpointStoreFixture _host = null!;   // Set before each test.

    private ICheckpointStore Store => _host.Store;

    public async ValueTask InitializeAsync() => _host = await CreateHostAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task OpenAsync_UnknownConversation_ReturnsNull() => Assert.Null(await Store.OpenAsync("nobody", default));

    [Fact]
    public async Task AcceptAsync_FirstQuestion_IsReadBackWhole()
    {
        await Store.AcceptAsync(Head("a", 1), Accepted(1), default);

        AssertSame(new StoredConversation(Head("a", 1), [Accepted(1)]), await Store.OpenAsync("a", default));
    }

    [Fact]
    public async Task AcceptAsync_SeveralQuestions_AreReadInOrderOfNumber()
    {
        await Store.AcceptAsync(Head("a", 1), Accepted(2), default);
        await Store.AcceptAsync(Head("a", 2), Accepted(10), default);
        await Store.AcceptAsync(Head("a", 3), Accepted(9), default);

        var stored = await Store.OpenAsync("a", default);
        Assert.Equal([2, 9, 10], stored!.Unanswered.Select(accepted => accepted.Number));
        Assert.Equal(3, stored.Head.Version);
    }

    [Fact]
    public async Task AcceptAsync_FurtherAttempt_ReplacesTheOneBefore()
    {
        await Store.AcceptAsync(Head("a", 1), Accepted(1), default);
        await Store.AcceptAsync(Head("a", 2), Accepted(1) with { Attempt = 3 }, default);

        AssertSame(new StoredConversation(Head("a", 2), [Accepted(1) with { Attempt = 3 }]), await Store.OpenAsync("a", default));
    }

    [Fact]
    public async Task SaveTurnAsync_OfAnAcceptedQuestion_TakesItsPlace()
    {
        await Store.AcceptAsync(Head("a", 1), Accepted(1), default);
        await Store.AcceptAsync(Head("a", 2), Accepted(2), default);
        var turn = Finished(1, Usage(new DateOnly(2026, 3, 2)));
        await Store.SaveTurnAsync(Head("a", 3), turn, default);

        AssertSame(new StoredConversation(Head("a", 3), [Accepted(2)]), await Store.OpenAsync("a", default));
        AssertSame([turn], await Store.ReadTurnsAsync("a", 1, 99, default));
    }

    [Fact]
    public async Task SaveTurnAsync_WithoutAcceptedQuestion_IsKept()
    {
        await Store.SaveTurnAsync(Head("a", 1), Finished(1), default);

        AssertSame([Finished(1)], await Store.ReadTurnsAsync("a", 0, int.MaxValue, default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task EveryWrite_WithAnotherVersionThanTheNext_IsRefusedAndChangesNothing(long version)
    {
        await Store.AcceptAsync(Head("a", 1), Accepted(1), default);
        await Store.AcceptAsync(Head("a", 2), Accepted(2), default);
        var wrong = Head("a", version) with { Language = "fr" };
        var day = new DateOnly(2026, 3, 2);

        var conflict = await Assert.ThrowsAsync<CheckpointConflictException>(() => Store.AcceptAsync(wrong, Accepted(3), default));
        await Assert.ThrowsAsync<CheckpointConflictException>(() => Store.SaveTurnAsync(wrong, Finished(1, Usage(day)), default));
        await Assert.ThrowsAsync<CheckpointConflictException>(() => Store.SaveHeadAsync(wrong, [1], default));

        Assert.Equal("a", conflict.ConversationId);
        AssertSame(new StoredConversation(Head("a", 2), [Accepted(1), Accepted(2)]), await Store.OpenAsync("a", default));
        Assert.Empty(await Store.ReadTurnsAsync("a", 0, 99, default));
        Assert.Empty(await Store.ReadSpendAsync("town", day, day, default));
    }

    [Fact]
    public async Task AcceptAsync_UnknownConversationWithLaterVersion_IsRefused()
    {
        await Assert.ThrowsAsync<CheckpointConflictException>(() => Store.AcceptAsync(Head("a", 2), Accepted(1), default));

        Assert.Null(await Store.OpenAsync("a", default));
    }

    [Fact]
    public async Task AcceptAsync_RacingWriters_OneWins()
    {
        var races = Enumerable.Range(1, 20).Select(number => Record.ExceptionAsync(() => Store.AcceptAsync(Head("a", 1), Accepted(number), default)).AsTask());
        var outcomes = await Task.WhenAll(races);

        Assert.Equal(19, outcomes.Count(outcome => outcome is CheckpointConflictException));
        Assert.Single((await Store.OpenAsync("a", default))!.Unanswered);
    }

    [Fact]
    public async Task SaveTurnAsync_MessageIdThatIsFinished_IsRefusedAndChangesNothing()
    {
        await Store.SaveTurnAsync(Head("a", 1), Finished(1), default);

        await Assert.ThrowsAsync<ArgumentException>(() => Store.SaveTurnAsync(Head("a", 2), Finished(2) with { MessageId = "message-1" }, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.SaveTurnAsync(Head("a", 2), Finished(1) with { MessageId = "message-2" }, default));

        Assert.Equal(1, (await Store.OpenAsync("a", default))!.Head.Version);
        AssertSame([Finished(1)], await Store.ReadTurnsAsync("a", 0, 99, default));
    }

    [Fact]
    public async Task SaveHeadAsync_DroppingQuestions_RemovesThoseOnly()
    {
        await Store.AcceptAsync(Head("a", 1), Accepted(1), default);
        await Store.AcceptAsync(Head("a", 2), Accepted(2), default);
        await Store.AcceptAsync(Head("a", 3), Accepted(3), default);
        var head = Head("a", 4) with { Current = 1, Summary = null, EventFloor = 9_000 };
        await Store.SaveHeadAsync(head, [3, 1, 77], default);

        AssertSame(new StoredConversation(head, [Accepted(2)]), await Store.OpenAsync("a", default));
    }

    [Fact]
    public async Task FindMessageAsync_AcceptedThenFinished_SaysWhich()
    {
        await Store.AcceptAsync(Head("a", 1), Accepted(1), default);
        Assert.Equal(new KnownMessage(1, "hash-1", false), await Store.FindMessageAsync("a", "message-1", default));

        await Store.SaveTurnAsync(Head("a", 2), Finished(1), default);
        Assert.Equal(new KnownMessage(1, "hash-1", true), await Store.FindMessageAsync("a", "message-1", default));
        Assert.Null(await Store.FindMessageAsync("a", "message-2", default));
        Assert.Null(await Store.FindMessageAsync("b", "message-1", default));
    }

    [Fact]
    public async Task ReadTurnsAsync_Range_ReturnsThoseMadeInOrder()
    {
        var version = 0;
        foreach (var number in (int[])[1, 2, 5, 3, 9])
            await Store.SaveTurnAsync(Head("a", ++version), Finished(number), default);
        await Store.SaveTurnAsync(Head("b", 1), Finished(4), default);

        Assert.Equal([2, 3, 5], (await Store.ReadTurnsAsync("a", 2, 8, default)).Select(turn => turn.Number));
        Assert.Empty(await Store.ReadTurnsAsync("a", 6, 8, default));
        Assert.Empty(await Store.ReadTurnsAsync("c", 1, 8, default));
    }

    [Fact]
    public async Task SaveFeedbackAsync_SecondOpinion_ReplacesTheFirst()
    {
        await Store.SaveTurnAsync(Head("a", 1), Finished(1), default);
        await Store.SaveTurnAsync(Head("a", 2), Finished(2), default);
        await Store.SaveFeedbackAsync("a", new Feedback(2, true, "Thanks", Noon), default);
        await Store.SaveFeedbackAsync("a", new Feedback(1, true, null, Noon.AddTicks(3)), default);
        await Store.SaveFeedbackAsync("a", new Feedback(2, false, null, Noon.AddHours(1)), default);

        Assert.Equal(
            [new Feedback(1, true, null, Noon.AddTicks(3)), new Feedback(2, false, null, Noon.AddHours(1))],
            await Store.ReadFeedbackAsync("a", default));
    }

    [Fact]
    public async Task SaveFeedbackAsync_UnknownConversation_KeepsNothing()
    {
        await Store.SaveFeedbackAsync("a", new Feedback(1, true, null, Noon), default);
        await Store.SaveTurnAsync(Head("a", 1), Finished(1), default);

        Assert.Empty(await Store.ReadFeedbackAsync("a", default));
    }

    [Fact]
    public async Task DeleteAsync_Conversation_LeavesNothingOfItAndAllOfOthers()
    {
        foreach (var id in (string[])["a", "b"])
        {
            await Store.SaveTurnAsync(Head(id, 1), Finished(1), default);
            await Store.AcceptAsync(Head(id, 2), Accepted(2), default);
            await Store.SaveFeedbackAsync(id, new Feedback(1, true, null, Noon), default);
        }

        await Store.DeleteAsync("a", default);
        await Store.DeleteAsync("a", default);

        Assert.Null(await Store.OpenAsync("a", default));
        Assert.Null(await Store.FindMessageAsync("a", "message-1", default));
        Assert.Null(await Store.FindMessageAsync("a", "message-2", default));
        Assert.Empty(await Store.ReadTurnsAsync("a", 0, 99, default));
        Assert.Empty(await Store.ReadFeedbackAsync("a", default));
        Assert.Equal(["b"], await Store.ListUnansweredAsync(default));
        Assert.Equal(["b"], (await Store.ListByPersonAsync("town", "person-1", default)).Select(head => head.Id));
        AssertSame(new StoredConversation(Head("b", 2), [Accepted(2)]), await Store.OpenAsync("b", default));
        AssertSame([Finished(1)], await Store.ReadTurnsAsync("b", 0, 99, default));
        Assert.Single(await Store.ReadFeedbackAsync("b", default));
    }

    [Fact]
    public async Task DeleteAsync_ThenAskedAgain_BeginsAtVersionOne()
    {
        await Store.SaveTurnAsync(Head("a", 1), Finished(1), default);
        await Store.DeleteAsync("a", default);

        await Assert.ThrowsAsync<CheckpointConflictException>(() => Store.AcceptAsync(Head("a", 2), Accepted(2), default));
        await Store.AcceptAsync(Head("a", 1), Accepted(1), default);

        AssertSame(new StoredConversation(Head("a", 1), [Accepted(1)]), await Store.OpenAsync("a", default));
        Assert.Empty(await Store.ReadTurnsAsync("a", 0, 99, default));
    }

    [Fact]
    public async Task ListByPersonAsync_SeveralConversations_LastChangedFirst()
    {
        await Store.SaveHeadAsync(Head("a", 1, Noon), [], default);
        await Store.SaveHeadAsync(Head("b", 1, Noon.AddDays(2)), [], default);
        await Store.SaveHeadAsync(Head("c", 1, Noon.AddDays(1)), [], default);
        await Store.SaveHeadAsync(Head("d", 1, Noon, person: "person-2"), [], default);
        await Store.SaveHeadAsync(Head("e", 1, Noon, tenant: "city"), [], default);

        AssertSame([Head("b", 1, Noon.AddDays(2)), Head("c", 1, Noon.AddDays(1)), Head("a", 1, Noon)], await Store.ListByPersonAsync("town", "person-1", default));

        await Store.SaveHeadAsync(Head("a", 2, Noon.AddDays(3)), [], default);
        Assert.Equal(["a", "b", "c"], (await Store.ListByPersonAsync("town", "person-1", default)).Select(head => head.Id));
        Assert.Empty(await Store.ListByPersonAsync("city", "person-2", default));
    }

    [Fact]
    public async Task ListUnansweredAsync_SeveralConversations_OldestQuestionFirst()
    {
        await Store.AcceptAsync(Head("a", 1), Accepted(1, Noon.AddSeconds(30)), default);
        await Store.AcceptAsync(Head("b", 1), Accepted(1, Noon.AddSeconds(10)), default);
        await Store.AcceptAsync(Head("b", 2), Accepted(2, Noon.AddSeconds(50)), default);
        await Store.AcceptAsync(Head("c", 1), Accepted(1, Noon.AddSeconds(20)), default);
        await Store.SaveTurnAsync(Head("d", 1), Finished(1), default);
        Assert.Equal(["b", "c", "a"], await Store.ListUnansweredAsync(default));

        await Store.SaveTurnAsync(Head("b", 3), Finished(1), default);
        await Store.SaveTurnAsync(Head("c", 2), Finished(1), default);
        Assert.Equal(["a", "b"], await Store.ListUnansweredAsync(default));
    }

    [Fact]
    public async Task ListUnchangedSinceAsync_MixedAges_ReturnsTheOlderUpToTheCount()
    {
        await Store.SaveHeadAsync(Head("a", 1, Noon), [], default);
        await Store.SaveHeadAsync(Head("b", 1, Noon.AddTicks(-1)), [], default);
        await Store.SaveHeadAsync(Head("c", 1, Noon.AddDays(-3)), [], default);
        await Store.SaveHeadAsync(Head("d", 1, Noon.AddDays(-3), tenant: "city"), [], default);
        await Store.SaveHeadAsync(Head("e", 1, Noon.AddDays(-9)), [], default);
        await Store.SaveHeadAsync(Head("e", 2, Noon.AddDays(1)), [], default);

        Assert.Equal(["c", "b"], await Store.ListUnchangedSinceAsync("town", Noon, 10, default));
        Assert.Equal(["c"], await Store.ListUnchangedSinceAsync("town", Noon, 1, default));
    }

    [Fact]
    public async Task DeleteUnchangedAsync_StillUnchanged_DeletesAndAudits()
    {
        var entry = new AuditEntry(Noon, "town", "system", "retention", "a", null);
        await Store.SaveTurnAsync(Head("a", 1, Noon), Finished(1), default);

        Assert.False(await Store.DeleteUnchangedAsync("a", Noon, entry, default));
        Assert.NotNull(await Store.OpenAsync("a", default));
        Assert.Empty(await Store.ReadAuditAsync("town", 10, default));

        Assert.True(await Store.DeleteUnchangedAsync("a", Noon.AddTicks(1), entry, default));
        Assert.False(await Store.DeleteUnchangedAsync("a", Noon.AddTicks(1), entry, default));
        Assert.Null(await Store.OpenAsync("a", default));
        Assert.Empty(await Store.ReadTurnsAsync("a", 0, 99, default));
        Assert.Equal([entry], await Store.ReadAuditAsync("town", 10, default));
    }

    [Fact]
    public async Task ReadAuditAsync_SeveralEntries_NewestFirstOfTheTenant()
    {
        var first = new AuditEntry(Noon, "town", "person", "export", "person-1", null);
        var second = new AuditEntry(Noon.AddSeconds(1), "town", "maria", "switch-off", "chain/hard", "Wrong answers since noon");
        var third = new AuditEntry(Noon.AddSeconds(1), "town", "maria", "switch-on", "chain/hard", "Mended");
        foreach (var entry in (AuditEntry[])[first, second, third, first with { Tenant = "city" }])
            await Store.AppendAuditAsync(entry, default);

        Assert.Equal([third, second, first], await Store.ReadAuditAsync("town", 10, default));
        Assert.Equal([third, second], await Store.ReadAuditAsync("town", 2, default));
    }

    [Fact]
    public async Task ReadSpendAsync_SeveralTurns_AreSummedPerDayBotletAndModel()
    {
        var monday = new DateOnly(2026, 3, 2);
        await Store.SaveTurnAsync(Head("a", 1), Finished(1, Usage(monday, costUsd: 0.000000075m)), default);
        await Store.SaveTurnAsync(Head("a", 2), Finished(2, Usage(monday, costUsd: 1.25m)), default);
        await Store.SaveTurnAsync(Head("a", 3), Finished(3, Usage(monday, "large-1")), default);
        await Store.SaveTurnAsync(Head("a", 4), Finished(4, Usage(monday, model: null, costUsd: 0), "permits"), default);
        await Store.SaveTurnAsync(Head("a", 5), Finished(5, Usage(monday.AddDays(1))), default);
        await Store.SaveTurnAsync(Head("a", 6), Finished(6), default);
        await Store.SaveTurnAsync(Head("b", 1, tenant: "city"), Finished(1, Usage(monday)), default);

        Assert.Equal(
            [
                new DailySpend(monday, "permits", "openai", 1, 1_200, 200, 300, 0),
                new DailySpend(monday, "tax", "large-1", 1, 1_200, 200, 300, 0.000123456789m),
                new DailySpend(monday, "tax", "small-1", 2, 2_400, 400, 600, 1.250000075m),
            ],
            await Store.ReadSpendAsync("town", monday.AddDays(-1), monday, default));
        Assert.Equal([monday.AddDays(1)], (await Store.ReadSpendAsync("town", monday.AddDays(1), monday.AddDays(9), default)).Select(spend => spend.Day));
    }

    [Fact]
    public async Task ReadSpendAsync_ConversationDeleted_StillCountsItsCost()
    {
        var monday = new DateOnly(2026, 3, 2);
        await Store.SaveTurnAsync(Head("a", 1), Finished(1, Usage(monday)), default);
        await Store.DeleteAsync("a", default);

        Assert.Equal(1, Assert.Single(await Store.ReadSpendAsync("town", monday, monday, default)).Turns);
    }

    [Fact]
    public async Task EveryWrite_AfterRestart_IsStillThere()
    {
        await Store.SaveTurnAsync(Head("a", 1), Finished(1, Usage(new DateOnly(2026, 3, 2))), default);
        await Store.AcceptAsync(Head("a", 2), Accepted(2), default);
        await Store.SaveFeedbackAsync("a", new Feedback(1, true, "Thanks", Noon), default);
        await Store.AppendAuditAsync(new AuditEntry(Noon, "town", "person", "export", "person-1", null), default);

        await _host.RestartAsync();

        AssertSame(new StoredConversation(Head("a", 2), [Accepted(2)]), await Store.OpenAsync("a", default));
        AssertSame([Finished(1, Usage(new DateOnly(2026, 3, 2)))], await Store.ReadTurnsAsync("a", 0, 9, default));
        Assert.Equal([new Feedback(1, true, "Thanks", Noon)], await Store.ReadFeedbackAsync("a", default));
        Assert.Single(await Store.ReadAuditAsync("town", 9, default));
        Assert.Single(await Store.ReadSpendAsync("town", DateOnly.MinValue, DateOnly.MaxValue, default));
        await Store.SaveTurnAsync(Head("a", 3), Finished(2), default);
    }

    [Fact]
    public async Task EveryWrite_Cancelled_IsNotBegun()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.AcceptAsync(Head("a", 1), Accepted(1), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.OpenAsync("a", cancelled));

        Assert.Null(await Store.OpenAsync("a", default));
    }

    /// <summary>Makes an empty store.</summary>
    protected abstract Task<ICheckpointStoreFixture> CreateHostAsync();

    // Records with lists compare by reference: their one serialized form is compared instead.
    private static void AssertSame<T>(T expected, T actual)
        => Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
}
