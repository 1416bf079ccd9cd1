using GovStack.Cluster.Tests.Hosts;
using GovStack.Conversations;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Cluster.Tests;

/// <summary>A slow provider must not keep anybody else from asking: no worker limit stands between the questions and the model.</summary>
public sealed class ManyCallsInFlightTests : IAsyncLifetime
{
    private const int People = 2_000;

    private readonly ClusterHostFixture _host = new(1);

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    [Trait("Category", "Long")]
    public async Task AskAsync_TwoThousandSlowModelCalls_AreAllInFlightOnOneSilo()
    {
        // A pause on the clock would be missed by whoever began it after the clock was moved: a call is counted before its first word.
        var allAsk = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Model.Reset();
        _host.Model.Add(ModelScript.Says().Then("Slowly. ").ThenWaitsFor(allAsk.Task).ThenCounts(100, 2).ThenEnds());
        var tickets = await Task.WhenAll(Enumerable.Range(0, People).Select(AskAsync));
        for (var call = 0; call < People; call++)
            await _host.Model.CalledAsync();

        allAsk.SetResult();
        var ends = await Task.WhenAll(tickets.Select((ticket, number) => ReadEndAsync($"many-{number}", ticket)));

        Assert.Equal(People, _host.Model.Calls.Count);
        Assert.All(ends, end => Assert.Equal(AnswerKind.Model, Assert.IsType<DoneEvent>(end).Kind));
    }

    private Task<TurnTicket> AskAsync(int number) => _host.Client.AskAsync(
        $"many-{number}",
        new($"How do I check the status of my federal tax refund? {Guid.NewGuid():N}") { Caller = new("sample", $"person-{number}", "web"), Language = "en" },
        CancellationToken.None);

    private async Task<TurnEvent> ReadEndAsync(string id, TurnTicket ticket)
    {
        Assert.Null(ticket.Refusal);
        for (var next = ticket.FirstEvent; ;)
        {
            var batch = await _host.Client.ReadFromAsync(id, next, TimeSpan.FromSeconds(20), CancellationToken.None);
            if (batch.Events.LastOrDefault(happened => happened.IsLast) is { } end)
                return end;
            next = batch.Next;
        }
    }
}
