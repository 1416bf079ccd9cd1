using GovStack.Cluster.Tests.Hosts;
using GovStack.Conversations;
using GovStack.Conversations.Quota;
using GovStack.Grains.Conversations;
using GovStack.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Xunit;

namespace GovStack.Cluster.Tests;

/// <summary>A server that is told to stop lets the answers end that have begun, and hands over at once what waits for quota.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private const int Waiting = 3;

    // One call at a time, so that whoever comes second waits; and one attempt, so that being handed over must not count as one.
    private readonly ClusterHostFixture _host = new(
        3,
        new("Quota:Pools:openai:MaxInFlight", "1"),
        new("Quota:QueueCap", "01:00:00"),
        new("Conversations:AnswerDeadline", "00:30:00"),
        new("Conversations:MaxAttempts", "1"));

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task DrainAsync_OneAnswerRunsAndOthersWait_EndsTheOneAndHandsOverTheOthers()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));   // Real time bounds a test that hangs.
        var (mayEnd, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _host.Model.Reset();
        _host.Model.Add(ModelScript.Says().Then("Begun ", "here [1].").ThenWaitsFor(mayEnd.Task).ThenCounts(100, 2).ThenEnds());
        _host.Model.Add(ModelScript.Says().Then("Made ", "elsewhere [1].").ThenWaitsFor(mayGoOn.Task).ThenCounts(100, 2).ThenEnds());
        var begun = await AskAsync(0, limit.Token);
        await ReadUntilAsync(begun, happened => happened is TokenEvent { Text: "here [1]." }, limit.Token);
        var leaving = _host.Cluster.Silos.Single(silo => Roster(silo).AtWork == 1);
        var arrivedAt = _host.Clock.GetUtcNow();
        var waiting = new List<(string Id, TurnTicket Ticket)>();
        while (Roster(leaving).AtWork <= Waiting)
        {
            waiting.Add(await AskAsync(waiting.Count + 1, limit.Token));
            await ReadUntilAsync(waiting[^1], happened => happened is QueuedEvent, limit.Token);
        }

        var handedOver = Roster(leaving).AtWork - 1;
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        var draining = Roster(leaving).DrainAsync(limit.Token);
        Assert.False(draining.IsCompleted);
        mayEnd.SetResult();
        await draining;

        Assert.Single(await _host.Store.ReadTurnsAsync(begun.Id, 1, 1, limit.Token));
        Assert.Equal(0, Roster(leaving).AtWork);
        Assert.False(limit.IsCancellationRequested);
        mayGoOn.SetResult();
        await PassTimeUntilAsync(Task.WhenAll(waiting.Select(asked => ReadUntilAsync(asked, happened => happened.IsLast, limit.Token))), limit.Token);
        var turns = await Task.WhenAll(waiting.Select(async asked => Assert.Single(await _host.Store.ReadTurnsAsync(asked.Id, 1, 1, limit.Token))));
        Assert.All(turns, turn => Assert.Equal((AnswerKind.Model, "Made elsewhere [1].", arrivedAt), (turn.Kind, turn.Answer, turn.AskedAt)));
        Assert.Equal(handedOver, turns.Count(turn => turn.Attempt == 2));
        Assert.Equal(waiting.Count + 1, _host.Model.Calls.Count);
        Assert.Empty(await _host.Store.ListUnansweredAsync(limit.Token));
        await SettledAsync(limit.Token);
    }

    [Fact]
    public async Task AskAsync_ThroughAServerThatGoes_IsAnsweredByAnother()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        _host.Model.Reset();
        var leaving = _host.Cluster.Silos[0];
        await Roster(leaving).DrainAsync(limit.Token);

        for (var number = 0; number < 6; number++)
        {
            var end = AskToTheEndAsync(number, limit.Token);
            await PassTimeUntilAsync(end, limit.Token);
            Assert.Equal(AnswerKind.Model, Assert.IsType<DoneEvent>(await end).Kind);
        }

        Assert.Equal(0, Roster(leaving).AtWork);
        Assert.Equal(6, _host.Model.Calls.Count);
    }

    private static ConversationRoster Roster(InProcessSiloHandle silo) => ClusterHostFixture.ServicesOf(silo).GetRequiredService<ConversationRoster>();

    private async Task<(string Id, TurnTicket Ticket)> AskAsync(int number, CancellationToken cancellationToken)
    {
        var id = $"drain-{number}-{Guid.NewGuid():N}";
        var request = new TurnRequest($"How do I check the status of my federal tax refund? {Guid.NewGuid():N}") { Caller = new("sample", $"person-{number}", "web"), Language = "en" };
        var ticket = await _host.Client.AskAsync(id, request, cancellationToken);
        Assert.Null(ticket.Refusal);
        return (id, ticket);
    }

    private async Task<TurnEvent> AskToTheEndAsync(int number, CancellationToken cancellationToken)
        => await ReadUntilAsync(await AskAsync(number, cancellationToken), happened => happened.IsLast, cancellationToken);

    private async Task<TurnEvent> ReadUntilAsync((string Id, TurnTicket Ticket) asked, Func<TurnEvent, bool> isEnough, CancellationToken cancellationToken)
    {
        for (var next = asked.Ticket.FirstEvent; ;)
        {
            var batch = await _host.Client.ReadFromAsync(asked.Id, next, TimeSpan.FromSeconds(20), cancellationToken);
            if (batch.Events.FirstOrDefault(isEnough) is { } found)
                return found;
            Assert.False(batch.IsIdle, "A reader was told that there was no more to come.");
            next = batch.Next;
        }
    }

    // What a call used is told to the ledger in batches, and who meets a server that goes asks again a moment later.
    private async Task PassTimeUntilAsync(Task done, CancellationToken cancellationToken)
    {
        while (!done.IsCompleted)
        {
            _host.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(done, Task.Delay(10, cancellationToken));   // The servers speak in real time.
        }

        await done;
    }

    /// <summary>Waits until the ledger holds nothing: no ticket of the server that went, and no charge of its.</summary>
    private async Task SettledAsync(CancellationToken cancellationToken)
    {
        var gate = _host.Services.GetRequiredService<IProviderGate>();
        while ((await gate.StatusAsync(cancellationToken)).Any(pool => pool.InFlight > 0 || pool.Queues.Any(queue => queue.Waiting > 0)))
            _host.Clock.Advance(TimeSpan.FromMilliseconds(100));
    }
}
