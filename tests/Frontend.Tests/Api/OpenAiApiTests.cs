using System.ClientModel;
using System.Net;
using GovStack.TestKit;
using GovStack.TestKit.Hosts;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;

namespace GovStack.Frontend.Tests.Api;

/// <summary>A host whose model the tests of this class write.</summary>
public sealed class OpenAiHost : IAsyncLifetime
{
    public StandaloneHostFixture Host { get; } = new("--environment", "Development");

    public async ValueTask InitializeAsync() => await Host.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>The official SDK against our OpenAI-compatible API, and the wire where the SDK hides it.</summary>
public sealed class OpenAiApiTests(OpenAiHost openAi) : IClassFixture<OpenAiHost>
{
    // Asked of the model: nobody has approved an answer to these words.
    private const string Question = "Which papers do I need to bring for a passport when my name has changed after marriage?";

    private readonly StandaloneHostFixture _host = openAi.Host;

    [Fact]
    public async Task Complete_OverTheSdk_IsAnOrdinaryCompletion()
    {
        _host.Model.Add(ModelScript.Says("Bring your ", "certificate [1]."));

        ChatCompletion completion = await Chat().CompleteChatAsync([new UserChatMessage($"{Question} (whole)")]);

        Assert.Equal("Bring your certificate [1].", completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal(ChatMessageRole.Assistant, completion.Role);
        Assert.Equal("auto", completion.Model);
        Assert.Equal((100, 2, 102), (completion.Usage.InputTokenCount, completion.Usage.OutputTokenCount, completion.Usage.TotalTokenCount));
        Assert.StartsWith("chatcmpl-", completion.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_OverTheSdk_TellsRoleTextReasonAndUsage()
    {
        _host.Model.Add(ModelScript.Says("Bring your ", "certificate [1]."));

        var updates = new List<StreamingChatCompletionUpdate>();
        await foreach (var update in Chat().CompleteChatStreamingAsync([new UserChatMessage($"{Question} (streamed)")]))
            updates.Add(update);

        Assert.Equal(ChatMessageRole.Assistant, updates[0].Role);
        Assert.Equal("Bring your certificate [1].", string.Concat(updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text)));
        Assert.Equal(ChatFinishReason.Stop, updates.Single(update => update.FinishReason is not null).FinishReason);
        Assert.Equal(102, updates[^1].Usage.TotalTokenCount);
        Assert.Single(updates.Select(update => update.CompletionId).Distinct());
    }

    [Fact]
    public async Task Stream_OnTheWire_EndsWithDoneAndHasUsageOnlyWhereItWasAskedFor()
    {
        _host.Model.Add(ModelScript.Says("One [1]."));
        using var caller = new Caller(_host.Address);

        var events = await caller.ReadEventsAsync(
            HttpMethod.Post, "/v1/chat/completions", new { stream = true, messages = new[] { new { role = "user", content = $"{Question} (wire)" } } }, null);

        Assert.Equal("[DONE]", events[^1].Data);
        var chunks = events.Where(happened => happened.Data.StartsWith('{')).Select(happened => happened.Json).ToList();
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", (string?)chunk["object"]));
        Assert.All(chunks, chunk => Assert.False(chunk.AsObject().ContainsKey("usage")));
        Assert.Equal("stop", (string?)chunks[^1]["choices"]![0]!["finish_reason"]);
        Assert.All(chunks.SkipLast(1), chunk => Assert.Null(chunk["choices"]![0]!["finish_reason"]));
        Assert.Equal("Model", (string?)chunks[^1]["govstack"]!["kind"]);
    }

    [Fact]
    public async Task Complete_WithHistory_GivesTheModelWhatWasSentAndNothingElse()
    {
        _host.Model.Add(ModelScript.Says("It costs $130 [1]."));

        await Chat().CompleteChatAsync(
        [
            new SystemChatMessage("Answer like a pirate."),
            new UserChatMessage("How do I renew my passport by mail?"),
            new AssistantChatMessage("Send form DS-82."),
            new UserChatMessage("And what does that cost after a name change by marriage?"),
        ]);

        var prompt = _host.Model.Calls[^1].Messages;
        Assert.DoesNotContain("pirate", prompt[0].Text, StringComparison.Ordinal);   // Our own instructions are the only system message.
        Assert.Contains(prompt.Skip(1), message => message.Text.Contains("DS-82", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Complete_SameIdempotencyKey_AttachesToTheFirstAnswer()
    {
        _host.Model.Add(ModelScript.Says("First [1]."));
        using var caller = new Caller(_host.Address);
        var body = new { messages = new[] { new { role = "user", content = $"{Question} (idempotent)" } } };

        var (_, first) = await caller.SendAsync(HttpMethod.Post, "/v1/chat/completions", body, null, ("Idempotency-Key", "retry-1"));
        var calls = _host.Model.Calls.Count;
        var (_, second) = await caller.SendAsync(HttpMethod.Post, "/v1/chat/completions", body, null, ("Idempotency-Key", "retry-1"));

        Assert.Equal((string?)first["id"], (string?)second["id"]);
        Assert.Equal("First [1].", (string?)second["choices"]![0]!["message"]!["content"]);
        Assert.Equal(calls, _host.Model.Calls.Count);
    }

    [Fact]
    public async Task Complete_NamedConversation_GoesOnInIt()
    {
        using var caller = new Caller(_host.Address);
        var body = new { messages = new[] { new { role = "user", content = Caller.KnownQuestion } } };

        var (response, first) = await caller.SendAsync(HttpMethod.Post, "/v1/chat/completions", body, null, ("X-Conversation-Id", "thread-7"));
        var (_, second) = await caller.SendAsync(HttpMethod.Post, "/v1/chat/completions", body, null, ("X-Conversation-Id", "thread-7"));

        Assert.Equal("thread-7", response.Headers.GetValues("X-Conversation-Id").Single());
        Assert.Equal((1, 2), ((int)first["govstack"]!["turn"]!, (int)second["govstack"]!["turn"]!));
    }

    [Fact]
    public async Task Complete_UnknownModel_IsOpenAIsError()
    {
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => Chat("gpt-4.1").CompleteChatAsync([new UserChatMessage("x")]));

        Assert.Equal(404, refused.Status);
        Assert.Contains("model_not_found", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", 400, "malformed_json")]
    [InlineData("{}", 400, "invalid_field")]
    [InlineData("""{"messages":"x"}""", 400, "invalid_field")]
    public async Task Complete_BadBody_HasBothShapesOfError(string json, int status, string code)
    {
        using var caller = new Caller(_host.Address);

        var (response, body) = await caller.SendAsync(HttpMethod.Post, "/v1/chat/completions", json);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal((code, "invalid_request_error"), ((string?)body["error"]!["code"], (string?)body["error"]!["type"]));
        Assert.Equal(code.Replace('_', '-'), (string?)body["code"]);
        Assert.StartsWith("req_", response.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_33KB_IsTooLong()
    {
        using var caller = new Caller(_host.Address);

        var (response, body) = await caller.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", new { messages = new[] { new { role = "user", content = new string('x', 33 * 1024) } } });

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "context_length_exceeded"), (response.StatusCode, (string?)body["error"]!["code"]));
    }

    [Fact]
    public async Task Complete_OffThisMachineWithoutAKey_IsRefused()
    {
        using var caller = new Caller(_host.Address);

        var (response, body) = await caller.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", new { messages = new[] { new { role = "user", content = "x" } } }, null, ("X-Forwarded-For", "192.0.2.7"));
        var (wrong, _) = await caller.SendAsync(HttpMethod.Get, "/v1/models", null, "gsk_wrong");

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_api_key"), (response.StatusCode, (string?)body["error"]!["code"]));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    [Fact]
    public async Task Models_OverTheSdk_ListsNamesWeTake()
    {
        var models = new OpenAIModelClient(new ApiKeyCredential("none"), Options());

        var names = (await models.GetModelsAsync()).Value.Select(model => model.Id).ToList();

        Assert.Equal(["auto", "tax", "permits", "emergency", "general", "fast", "large", "standard"], names);
        Assert.Equal("auto", (await models.GetModelAsync("auto")).Value.Id);
    }

    private ChatClient Chat(string model = "auto") => new(model, new ApiKeyCredential("none"), Options());

    private OpenAIClientOptions Options() => new() { Endpoint = new Uri(_host.Address, "/v1") };
}
