using System.Text.Json;
using GovStack.Conversations;
using GovStack.TestKit.Stores;
using static GovStack.TestKit.Contracts.StoredSamples;

namespace GovStack.Standalone.Tests.Server;

public sealed class PersonDataTests : IAsyncLifetime
{
    private readonly string _path = SqliteStoreFixture.NewPath();
    private readonly WebApplicationHolder _server;

    public PersonDataTests() => _server = new(_path);

    private ICheckpointStore Store => _server.Get<ICheckpointStore>();

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        for (var number = 1; number <= 205; number++)
            await Store.SaveTurnAsync(Head("a", number) with { LastNumber = number }, Finished(number), default);
        await Store.SaveFeedbackAsync("a", new Feedback(1, true, "Thanks", Noon), default);
        await Store.SaveTurnAsync(Head("b", 1, person: "person-2"), Finished(1), default);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task ExportAsync_Person_HoldsAllOfTheirsWithoutThinking()
    {
        using var output = new MemoryStream();
        var count = await _server.Get<PersonData>().ExportAsync("town", "person-1", "maria", "asked by letter", output, default);

        Assert.Equal(1, count);
        output.Position = 0;
        using var document = await JsonDocument.ParseAsync(output);
        var conversation = Assert.Single(document.RootElement.GetProperty("conversations").EnumerateArray());
        Assert.Equal("a", conversation.GetProperty("head").GetProperty("id").GetString());
        Assert.Equal(Enumerable.Range(1, 205), conversation.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("number").GetInt32()));
        Assert.DoesNotContain(conversation.GetProperty("turns").EnumerateArray(), turn => turn.TryGetProperty("thinking", out _));
        Assert.Equal("Thanks", conversation.GetProperty("feedback")[0].GetProperty("comment").GetString());
        var entry = Assert.Single(await Store.ReadAuditAsync("town", 9, default));
        Assert.Equal(("maria", "export", "person-1", "asked by letter"), (entry.Actor, entry.Action, entry.Subject, entry.Reason));
    }

    [Fact]
    public async Task DeleteAsync_Person_DeletesTheirsAndNobodyElses()
    {
        Assert.Equal(1, await _server.Get<PersonData>().DeleteAsync("town", "person-1", "person", null, default));

        Assert.Null(await Store.OpenAsync("a", default));
        Assert.NotNull(await Store.OpenAsync("b", default));
        Assert.Equal(
            [("delete-person", "person-1"), ("delete", "a")],
            (await Store.ReadAuditAsync("town", 9, default)).Select(entry => (entry.Action, entry.Subject)));
    }
}
