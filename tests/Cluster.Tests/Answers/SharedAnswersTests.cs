using GovStack.Cluster.Tests.Hosts;
using GovStack.Conversations;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Answers;
using GovStack.Conversations.Costs;
using GovStack.Grains.Conversations;
using GovStack.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement;
using Xunit;

namespace GovStack.Cluster.Tests.Answers;

/// <summary>What several servers know together: one flight a question, answers that outlive their server, one budget.</summary>
public sealed class SharedAnswersTests : IAsyncLifetime
{
    private static readonly AnswerKey Key = new("sample", "public", "en", "tax", "standard", "p1", "v1", "how do i get a refund");
    private static readonly StoredAnswer Answer = new("By mail [1].", [], ["And when?"], new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), "model");

    private readonly ClusterHostFixture _host = new();

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task JoinAsync_FromThreeSilos_OneLeadsUntilItLeaves()
    {
        var flights = All<ISingleFlight>();
        FlightSeat[] seats = [new("a", 1, 1), new("b", 1, 1), new("c", 1, 1)];

        var leaders = await Task.WhenAll(flights.Select((flight, silo) => flight.JoinAsync(Key, seats[silo], CancellationToken.None).AsTask()));

        var leader = Assert.Single(leaders.Distinct());
        foreach (var seat in seats.Where(seat => seat != leader))
            await flights[0].LeaveAsync(Key, seat, CancellationToken.None);
        Assert.Equal(leader, await flights[1].JoinAsync(Key, new("d", 1, 1), CancellationToken.None));
        await flights[2].LeaveAsync(Key, leader, CancellationToken.None);
        Assert.Equal("e", (await flights[1].JoinAsync(Key, new("e", 1, 1), CancellationToken.None)).ConversationId);
    }

    [Fact]
    public async Task AskAsync_SameQuestionThroughAllSilos_AsksTheModelOnce()
    {
        var allRead = new TaskCompletionSource();
        _host.Model.Reset();
        _host.Model.Add(ModelScript.Says().Then("Shared ", "answer [1].").ThenWaitsFor(allRead.Task).ThenCounts(10, 2).ThenEnds());
        var question = $"How do I check the status of my federal tax refund? {Guid.NewGuid():N}";
        var clients = All<IConversationClient>();
        var asks = await Task.WhenAll(Enumerable.Range(0, 24).Select(async number =>
        {
            var (client, id) = (clients[number % clients.Length], $"flight-{number}");

            // Placement goes by what the silos report of themselves; in their first seconds that may be one silo for all.
            RequestContext.Set(IPlacementDirector.PlacementHintKey, _host.Cluster.Silos[number % clients.Length].SiloAddress);
            return (client, id, ticket: await client.AskAsync(id, new(question) { Caller = new("sample", $"person-{number}", "web"), Language = "en" }, CancellationToken.None));
        }));
        await Task.WhenAll(asks.Select(ask => ReadUntilAsync(ask.client, ask.id, ask.ticket, happened => happened is TokenEvent { Text: "answer [1]." })));

        var atWork = All<ConversationRoster>().Select(roster => roster.AtWork).ToArray();
        allRead.SetResult();
        var ends = await Task.WhenAll(asks.Select(ask => ReadUntilAsync(ask.client, ask.id, ask.ticket, happened => happened.IsLast)));

        Assert.Equal([8, 8, 8], atWork);
        Assert.All(ends, end => Assert.Equal("Shared answer [1].", Assert.IsType<DoneEvent>(end).Answer));
        Assert.Single(_host.Model.Calls);
    }

    [Fact]
    public async Task KeepAsync_ThenAllServersDie_IsFoundThroughAnyOther()
    {
        await All<IAnswerStore>()[0].KeepAsync(Key, Answer, CancellationToken.None);

        await _host.RestartAsync();

        foreach (var store in All<IAnswerStore>())
            Assert.Equal(Answer.Answer, (await store.FindAsync(Key, CancellationToken.None))!.Answer);
        Assert.Null(await All<IAnswerStore>()[1].FindAsync(Key with { KnowledgeVersion = "v2" }, CancellationToken.None));
    }

    [Fact]
    public async Task Spending_OfOneServer_IsKnownToAllWithTheNextReading()
    {
        var agency = _host.Services.GetRequiredService<IAgencyDirectory>().All[0].Agency;
        var books = All<CostBook>();
        var today = books[0].Today(agency);
        await _host.Store.SaveTurnAsync(
            TestKit.Contracts.StoredSamples.Head("spends", 1) with { Tenant = agency.Id }, TestKit.Contracts.StoredSamples.Finished(1, TestKit.Contracts.StoredSamples.Usage(today)), CancellationToken.None);
        var spent = (await _host.Store.ReadSpendAsync(agency.Id, today, today, CancellationToken.None)).Sum(row => row.CostUsd);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (books.Any(book => book.SpentOn(agency.Id, today) < spent))
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, limit.Token);   // The store is read in real time.
        }

        Assert.True(spent > 0);
    }

    private static async Task<TurnEvent> ReadUntilAsync(IConversationClient client, string id, TurnTicket ticket, Func<TurnEvent, bool> isEnough)
    {
        Assert.Null(ticket.Refusal);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));   // Real time bounds a test that hangs.
        for (var next = ticket.FirstEvent; ;)
        {
            var batch = await client.ReadFromAsync(id, next, TimeSpan.FromSeconds(20), limit.Token);
            if (batch.Events.FirstOrDefault(isEnough) is { } found)
                return found;
            next = batch.Next;
        }
    }

    private T[] All<T>()
        where T : notnull
        => [.. _host.Cluster.Silos.Select(silo => ClusterHostFixture.ServicesOf(silo).GetRequiredService<T>())];
}
