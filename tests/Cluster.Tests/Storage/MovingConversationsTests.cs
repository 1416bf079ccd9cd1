using System.Text.Json;
using GovStack.Conversations;
using GovStack.TestKit.Stores;
using Xunit;
using static GovStack.TestKit.Contracts.StoredSamples;

namespace GovStack.Cluster.Tests.Storage;

/// <summary>A town that grows takes its conversations with it, and can go back.</summary>
public sealed class MovingConversationsTests
{
    [Fact]
    public async Task Transfer_FromStandaloneToClusterAndBack_LosesNothing()
    {
        await using var town = SqliteStoreFixture.Create();
        await using var nation = await ClusterStoreFixture.CreateSqliteAsync();
        await using var back = SqliteStoreFixture.Create();
        await FillAsync(town.Store);

        var first = await MoveAsync(town.Store, nation.Store);
        var again = await MoveAsync(town.Store, nation.Store);
        await MoveAsync(nation.Store, back.Store);

        Assert.Equal((2, 0), (first, again));
        Assert.Equal(await DescribeAsync(town.Store), await DescribeAsync(nation.Store));
        Assert.Equal(await DescribeAsync(town.Store), await DescribeAsync(back.Store));
    }

    private static async Task FillAsync(ICheckpointStore store)
    {
        await store.SaveTurnAsync(Head("a", 1), Finished(1, Usage(new DateOnly(2026, 3, 2))), default);
        await store.SaveTurnAsync(Head("a", 2), Finished(3), default);
        await store.AcceptAsync(Head("a", 3), Accepted(4), default);
        await store.SaveFeedbackAsync("a", new Feedback(1, true, "Thanks", Noon), default);
        await store.SaveTurnAsync(Head("b", 1), Finished(1), default);
    }

    private static async Task<int> MoveAsync(ICheckpointStore from, ICheckpointStore to)
    {
        var text = new StringWriter();
        await new ConversationTransfer(from).ExportAsync(["town"], text, default);
        return await new ConversationTransfer(to).ImportAsync(new StringReader(text.ToString()), default);
    }

    private static async Task<string> DescribeAsync(ICheckpointStore store)
    {
        var all = new List<object>();
        foreach (var id in (string[])["a", "b"])
        {
            var stored = await store.OpenAsync(id, default);
            all.Add(stored!.Head with { Version = 0 });   // Counted anew by each store.
            all.Add(stored.Unanswered);
            all.Add(await store.ReadTurnsAsync(id, 1, 99, default));
            all.Add(await store.ReadFeedbackAsync(id, default));
        }

        all.Add(await store.ReadSpendAsync("town", DateOnly.MinValue, DateOnly.MaxValue, default));
        return JsonSerializer.Serialize(all);
    }
}
