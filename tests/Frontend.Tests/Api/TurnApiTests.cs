using System.Net;

namespace GovStack.Frontend.Tests.Api;

public sealed class TurnApiTests(FrontendHost frontend)
{
    [Fact]
    public async Task Start_NewConversation_GivesIdAndSecretAndSetsTheCookie()
    {
        using var caller = frontend.NewCaller();

        var (response, body) = await caller.SendAsync(HttpMethod.Post, "/api/conversations");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(22, ((string)body["id"]!).Length);
        Assert.Equal(43, ((string)body["secret"]!).Length);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("person=", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict; httponly", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_AsJson_AnswersWhole()
    {
        using var caller = frontend.NewCaller();

        var (response, body) = await caller.AskAsync(await caller.StartAsync(), new { text = Caller.KnownQuestion });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, (int)body["turn"]!);
        Assert.Equal("Quick", (string?)body["kind"]);
        Assert.Equal("permits", (string?)body["botlet"]);
        Assert.StartsWith("https://", (string?)body["sources"]![0]!["url"], StringComparison.Ordinal);
        Assert.Contains("[1]", (string?)body["answer"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_AsStream_TellsNumberedEventsFromAcceptedToDone()
    {
        using var caller = frontend.NewCaller();
        var conversation = await caller.StartAsync();

        var events = await caller.ReadEventsAsync(
            HttpMethod.Post, $"/api/conversations/{conversation.Id}/turns", new { text = Caller.KnownQuestion }, conversation.Secret);

        Assert.Equal("accepted", events[0].Name);
        Assert.Equal("done", events[^1].Name);
        Assert.Equal(events.Select(happened => happened.Id).Order(), events.Select(happened => happened.Id));
        Assert.All(events, happened => Assert.Equal(happened.Name, (string?)happened.Json["type"]));
        Assert.All(events, happened => Assert.Equal(happened.Id, (long?)happened.Json["number"]));
    }

    [Fact]
    public async Task Ask_RespondAsync_SaysWhereTheAnswerWillBe()
    {
        using var caller = frontend.NewCaller();
        var conversation = await caller.StartAsync();

        var (response, body) = await caller.AskAsync(conversation, new { text = Caller.KnownQuestion }, ("Prefer", "respond-async"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("respond-async", response.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal($"/api/conversations/{conversation.Id}/events?from={body["firstEvent"]}", response.Headers.Location!.OriginalString);
        Assert.DoesNotContain(conversation.Secret, response.Headers.Location.OriginalString, StringComparison.Ordinal);
        var events = await caller.ReadEventsAsync(HttpMethod.Get, response.Headers.Location.OriginalString, null, conversation.Secret);
        Assert.Equal("done", events[^1].Name);
    }

    [Fact]
    public async Task Ask_SameMessageIdAgain_AttachesToTheFirstAnswer()
    {
        using var caller = frontend.NewCaller();
        var conversation = await caller.StartAsync();
        var question = new { text = Caller.KnownQuestion, messageId = "m1" };

        var (_, first) = await caller.AskAsync(conversation, question);
        var (_, second) = await caller.AskAsync(conversation, question);

        Assert.Equal((int)first["turn"]!, (int)second["turn"]!);
        Assert.Equal((string?)first["answer"], (string?)second["answer"]);
        var (_, view) = await caller.SendAsync(HttpMethod.Get, $"/api/conversations/{conversation.Id}", null, conversation.Secret);
        Assert.Single(view["turns"]!.AsArray());
    }

    [Fact]
    public async Task Ask_TwentyQuickQuestions_AreAllAnsweredInOrder()
    {
        using var caller = frontend.NewCaller();
        var conversation = await caller.StartAsync();

        for (var number = 1; number <= 20; number++)
            Assert.Equal(number, (await caller.AskLaterAsync(conversation, Caller.KnownQuestion)).Turn);

        var events = await caller.ReadEventsAsync(conversation, "?from=1");
        Assert.Equal(Enumerable.Range(1, 20), events.Where(happened => happened.Name == "done").Select(happened => (int)happened.Json["turn"]!));
    }

    [Fact]
    public async Task ReadEvents_FromTheMiddle_IsExactlyTheRest()
    {
        using var caller = frontend.NewCaller();
        var conversation = await caller.StartAsync();
        await caller.AskAsync(conversation, new { text = Caller.KnownQuestion });
        var whole = await caller.ReadEventsAsync(conversation, "?from=1");

        var rest = await caller.ReadEventsAsync(conversation, $"?from={whole[3].Id}");
        var resumed = await caller.ReadEventsAsync(conversation, "?from=1", ("Last-Event-ID", $"{whole[2].Id}"));

        Assert.Equal(whole.Skip(3), rest);
        Assert.Equal(rest, resumed);
    }

    [Fact]
    public async Task ReadEvents_NothingAsked_EndsAtOnce()
    {
        using var caller = frontend.NewCaller();

        Assert.Empty(await caller.ReadEventsAsync(await caller.StartAsync()));
    }

    [Fact]
    public async Task ReadEvents_WithFollow_TellsTheNextQuestionToo()
    {
        using var caller = frontend.NewCaller();
        var conversation = await caller.StartAsync();
        using var request = Caller.NewRequest(HttpMethod.Get, $"/api/conversations/{conversation.Id}/events?follow=true", null, conversation.Secret);
        using var response = await caller.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        await caller.AskAsync(conversation, new { text = Caller.KnownQuestion });

        Assert.Equal("accepted", (await ServerEvent.ReadAsync(reader))!.Name);
    }

    [Fact]
    public async Task Stop_NothingRunning_SaysSo()
    {
        using var caller = frontend.NewCaller();
        var conversation = await caller.StartAsync();

        var (response, body) = await caller.SendAsync(HttpMethod.Post, $"/api/conversations/{conversation.Id}/stop", null, conversation.Secret);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False((bool)body["stopped"]!);
    }
}
