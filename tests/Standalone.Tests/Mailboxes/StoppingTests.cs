using GovStack.Conversations;
using GovStack.Standalone.Mailboxes;
using GovStack.TestKit;
using GovStack.TestKit.Contracts;
using GovStack.TestKit.Hosts;

namespace GovStack.Standalone.Tests.Mailboxes;

/// <summary>From the moment the server stops, what is in memory ends and nothing else begins: it runs after the next start, and only then.</summary>
public sealed class StoppingTests : IAsyncLifetime
{
    private static readonly CancellationToken NoGrace = new(canceled: true);

    private readonly StandaloneHostFixture _host = new();
    private readonly string _id = $"citizen-{Guid.NewGuid():N}";
    private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MailboxConversations Mailboxes => (MailboxConversations)_host.Client;

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task StopAsync_AnAnswerHasBegun_ItIsReadToItsEndAndNobodyElseIsLetIn()
    {
        _host.Model.Add(ModelScript.Says("Bring").Then(" your").ThenWaitsFor(_rest.Task).Then(" passport.").ThenCounts(100, 3).ThenEnds());
        var next = await ReadToFirstWordAsync((await AskAsync(_id)).FirstEvent);

        var stopping = Mailboxes.StopAsync(CancellationToken.None);
        var other = await AskAsync($"citizen-{Guid.NewGuid():N}");

        Assert.Equal("unavailable", other.Refusal?.Code);
        Assert.Equal(1, Mailboxes.Active);
        Assert.False(stopping.IsCompleted);
        _rest.SetResult();
        while (true)
        {
            var batch = await ReadAsync(next);
            if (batch.Events.OfType<DoneEvent>().SingleOrDefault() is { } done)
            {
                Assert.EndsWith(" passport.", done.Answer, StringComparison.Ordinal);
                break;
            }

            next = batch.Next;
        }

        await stopping;
        Assert.Equal(0, Mailboxes.Active);
        Assert.Empty(await _host.Store.ListUnansweredAsync(CancellationToken.None));
    }

    [Fact]
    public async Task ReadFromAsync_TheAnswerWasBrokenOff_DoesNotMakeItRunNow()
    {
        _host.Model.Add(ModelScript.Says("Bring").ThenWaitsFor(_rest.Task));
        var next = await ReadToFirstWordAsync((await AskAsync(_id)).FirstEvent);

        await Mailboxes.StopAsync(NoGrace);

        await Assert.ThrowsAsync<OperationCanceledException>(() => ReadAsync(next));
        Assert.Equal("unavailable", (await AskAsync(_id)).Refusal?.Code);
        Assert.Equal(0, Mailboxes.Active);
        Assert.Single(_host.Model.Calls);
        Assert.Equal([_id], await _host.Store.ListUnansweredAsync(CancellationToken.None));
    }

    [Fact]
    public async Task ReadFromAsync_WhatWasNotInMemory_IsNotOpened()
    {
        var accepted = StoredSamples.Accepted(1) with { Caller = new("sample", "person", "web"), TicketFor = null, Crisis = null, Botlet = null, Chain = null, Prior = [] };
        await _host.Store.AcceptAsync(StoredSamples.Head(_id, 1, tenant: "sample") with { Current = 0, LastNumber = 1, Summary = null }, accepted, CancellationToken.None);

        await Mailboxes.StopAsync(CancellationToken.None);

        await Assert.ThrowsAsync<OperationCanceledException>(() => ReadAsync(1));
        Assert.Equal(0, Mailboxes.Active);
        Assert.Empty(_host.Model.Calls);
    }

    private Task<TurnTicket> AskAsync(string id)
        => Mailboxes.AskAsync(id, new("How do I renew a passport?") { Caller = new("sample", "person", "web") }, CancellationToken.None);

    private Task<TurnEventBatch> ReadAsync(long next) => Mailboxes.ReadFromAsync(_id, next, TimeSpan.FromSeconds(20), CancellationToken.None);

    private async Task<long> ReadToFirstWordAsync(long next)
    {
        while (true)
        {
            var batch = await ReadAsync(next);
            if (batch.Events.Any(happened => happened is TokenEvent))
                return batch.Next;
            next = batch.Next;
        }
    }
}
