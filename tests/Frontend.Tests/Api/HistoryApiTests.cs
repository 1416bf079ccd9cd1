using System.Net;

namespace GovStack.Frontend.Tests.Api;

public sealed class HistoryApiTests(FrontendHost frontend)
{
    [Fact]
    public async Task View_AfterTwoTurns_ShowsThemAndWhereTheStreamGoesOn()
    {
        using var caller = frontend.NewCaller();
        var conversation = await AskedTwiceAsync(caller);

        var (_, view) = await GetAsync(caller, conversation, "");

        Assert.Equal(2, (int)view["current"]!);
        Assert.Equal([1, 2], view["turns"]!.AsArray().Select(turn => (int)turn!["number"]!));
        Assert.Empty(view["unanswered"]!.AsArray());
        Assert.Null(view["turns"]![0]!["thinking"]);
        Assert.Null(view["turns"]![0]!["textHash"]);
        Assert.Empty(await caller.ReadEventsAsync(conversation, $"?from={view["nextEvent"]}"));
    }

    [Fact]
    public async Task View_NothingAsked_IsNotFound()
    {
        using var caller = frontend.NewCaller();

        var (response, body) = await GetAsync(caller, await caller.StartAsync(), "");

        Assert.Equal((HttpStatusCode.NotFound, "conversation-not-found"), (response.StatusCode, (string?)body["code"]));
    }

    [Fact]
    public async Task Fork_ToAnEarlierCheckpoint_ContinuesThere()
    {
        using var caller = frontend.NewCaller();
        var conversation = await AskedTwiceAsync(caller);

        var (forked, _) = await caller.SendAsync(HttpMethod.Post, $"/api/conversations/{conversation.Id}/fork", new { checkpoint = 1 }, conversation.Secret);
        await caller.AskAsync(conversation, new { text = Caller.KnownQuestion });

        Assert.Equal(HttpStatusCode.OK, forked.StatusCode);
        var (_, branch) = await GetAsync(caller, conversation, "/turns");
        Assert.Equal([1, 3], branch["turns"]!.AsArray().Select(turn => (int)turn!["number"]!));
        var (_, old) = await GetAsync(caller, conversation, "/turns?checkpoint=2");
        Assert.Equal([1, 2], old["turns"]!.AsArray().Select(turn => (int)turn!["number"]!));
    }

    [Fact]
    public async Task Ask_AfterAnEarlierCheckpoint_BeginsABranch()
    {
        using var caller = frontend.NewCaller();
        var conversation = await AskedTwiceAsync(caller);

        await caller.AskAsync(conversation, new { text = Caller.KnownQuestion, after = 0 });

        var (_, checkpoints) = await GetAsync(caller, conversation, "/checkpoints");
        Assert.Equal([0, 1, 0], checkpoints["checkpoints"]!.AsArray().Select(turn => (int)turn!["parent"]!));
        Assert.Equal(3, (int)checkpoints["current"]!);
    }

    [Fact]
    public async Task Checkpoint_OfATurn_IsThatTurn()
    {
        using var caller = frontend.NewCaller();
        var conversation = await AskedTwiceAsync(caller);

        var (_, turn) = await GetAsync(caller, conversation, "/checkpoints/2");

        Assert.Equal((2, 1), ((int)turn["number"]!, (int)turn["parent"]!));
    }

    [Theory]
    [InlineData("/checkpoints/7", "checkpoint-not-found", 404)]
    [InlineData("/turns?checkpoint=7", "checkpoint-not-found", 404)]
    [InlineData("/turns?count=0", "invalid-field", 400)]
    [InlineData("/turns?count=201", "invalid-field", 400)]
    [InlineData("/turns?checkpoint=-1", "invalid-field", 400)]
    [InlineData("/turns?checkpoint=x", "invalid-field", 400)]
    [InlineData("/checkpoints?first=0", "invalid-field", 400)]
    [InlineData("/checkpoints/x", "not-found", 404)]
    public async Task Read_WhatIsNotThere_SaysWhat(string path, string code, int status)
    {
        using var caller = frontend.NewCaller();

        var (response, body) = await GetAsync(caller, await AskedTwiceAsync(caller), path);

        Assert.Equal((status, code), ((int)response.StatusCode, (string?)body["code"]));
    }

    [Theory]
    [InlineData("""{"checkpoint":9}""", "checkpoint-not-found", 404)]
    [InlineData("""{"checkpoint":-1}""", "invalid-field", 400)]
    [InlineData("{}", "invalid-field", 400)]
    [InlineData("""{"checkpoint":"one"}""", "invalid-field", 400)]
    public async Task Fork_ToWhatIsNotThere_SaysSo(string body, string code, int status)
    {
        using var caller = frontend.NewCaller();
        var conversation = await AskedTwiceAsync(caller);

        var (response, problem) = await caller.SendAsync(HttpMethod.Post, $"/api/conversations/{conversation.Id}/fork", body, conversation.Secret);

        Assert.Equal((status, code), ((int)response.StatusCode, (string?)problem["code"]));
    }

    [Theory]
    [InlineData(1, """{"helpful":true,"comment":"Clear."}""", 204, null)]
    [InlineData(1, """{"helpful":false}""", 204, null)]
    [InlineData(1, """{"comment":"?"}""", 400, "invalid-field")]
    [InlineData(9, """{"helpful":true}""", 404, "turn-not-found")]
    public async Task Feedback_OnATurn_IsKept(int turn, string body, int status, string? code)
    {
        using var caller = frontend.NewCaller();
        var conversation = await AskedTwiceAsync(caller);

        var (response, problem) = await caller.SendAsync(
            HttpMethod.Post, $"/api/conversations/{conversation.Id}/turns/{turn}/feedback", body, conversation.Secret);

        Assert.Equal((status, code), ((int)response.StatusCode, (string?)problem["code"]));
    }

    [Fact]
    public async Task Feedback_CommentBeyondTheLimit_IsRefused()
    {
        using var caller = frontend.NewCaller();
        var conversation = await AskedTwiceAsync(caller);

        var (_, problem) = await caller.SendAsync(
            HttpMethod.Post, $"/api/conversations/{conversation.Id}/turns/1/feedback", new { helpful = true, comment = new string('x', 2_001) }, conversation.Secret);

        Assert.Equal("comment", (string?)problem["field"]);
    }

    private static async Task<(string Id, string Secret)> AskedTwiceAsync(Caller caller)
    {
        var conversation = await caller.StartAsync();
        await caller.AskAsync(conversation, new { text = Caller.KnownQuestion });
        await caller.AskAsync(conversation, new { text = Caller.KnownQuestion });
        return conversation;
    }

    private static Task<(HttpResponseMessage Response, System.Text.Json.Nodes.JsonNode Body)> GetAsync(Caller caller, (string Id, string Secret) conversation, string path)
        => caller.SendAsync(HttpMethod.Get, $"/api/conversations/{conversation.Id}{path}", null, conversation.Secret);
}
