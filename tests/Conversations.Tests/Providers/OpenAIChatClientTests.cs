using System.Net;
using System.Text.Json;
using GovStack.Conversations.Providers;
using GovStack.TestKit;
using Microsoft.Extensions.AI;
using Xunit;

namespace GovStack.Conversations.Tests.Providers;

public sealed class OpenAIChatClientTests : IDisposable
{
    private readonly ProviderClients _clients = new(TimeProvider.System);

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task GetStreamingResponseAsync_WholeStream_GivesTextUsageAndReason()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Says("In ", "May."));

        var updates = await Client(provider).CallAsync();

        Assert.Equal("In May.", updates.TextOf());
        var usage = updates.UsageOf()!;
        Assert.Equal((120L, 100L, 2L), (usage.InputTokenCount, usage.CachedInputTokenCount, usage.OutputTokenCount));
        Assert.Equal(ChatFinishReason.Stop, Assert.Single(updates, update => update.FinishReason is not null).FinishReason);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_AnyCall_SendsModelKeyMaximumAndAsksForCounts()
    {
        await using var provider = await FakeProvider.StartAsync();
        var options = WireFixture.Options(provider, FakeDialect.OpenAI);
        options.Organization = "org-1";
        options.Headers["x-agency"] = "sample";

        await Client(provider, options).CallAsync("gpt-4.1-mini");

        var call = Assert.Single(provider.Calls);
        Assert.Equal("/v1/chat/completions", call.Path);
        Assert.Equal(("Bearer sk-test", "org-1", "sample"), (call.Headers["Authorization"], call.Headers["OpenAI-Organization"], call.Headers["x-agency"]));
        Assert.Equal(
            """{"model":"gpt-4.1-mini","messages":[{"role":"system","content":"You answer."},{"role":"user","content":"When?"}],"max_tokens":2000,"stream":true,"stream_options":{"include_usage":true}}""",
            JsonSerializer.Serialize(call.Body));
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Azure_PostsToTheDeploymentWithItsKeyHeader()
    {
        await using var provider = await FakeProvider.StartAsync();
        var options = WireFixture.Options(provider, FakeDialect.OpenAI);
        options.Kind = ProviderKind.Azure;

        await Client(provider, options).CallAsync("my deployment");

        var call = Assert.Single(provider.Calls);
        Assert.Equal("/openai/deployments/my%20deployment/chat/completions?api-version=2024-10-21", call.Path.Replace(' ', '+').Replace("my+deployment", "my%20deployment", StringComparison.Ordinal));
        Assert.Equal("sk-test", call.Headers["api-key"]);
        Assert.Equal(2000, call.Body.GetProperty("max_completion_tokens").GetInt32());
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public async Task GetStreamingResponseAsync_Reasoning_IsKeptApart(string field)
    {
        await using var provider = await FakeProvider.StartAsync(new FakeAnswer()
            .Event(null, $$$"""{"choices":[{"delta":{"{{{field}}}":"Let me see."}}]}""").Words("In May.").Ends());

        var updates = await Client(provider).CallAsync();

        Assert.Equal(("Let me see.", "In May."), (updates.ThinkingOf(), updates.TextOf()));
    }

    [Fact]
    public async Task GetStreamingResponseAsync_ThinkTagsInTheText_AreKeptApart()
    {
        await using var provider = await FakeProvider.StartAsync(new FakeAnswer().Words("<th", "ink>May or", " June?</thi", "nk>\n\n", "In ", "May.").Ends());

        var updates = await Client(provider).CallAsync();

        Assert.Equal(("May or June?", "In May."), (updates.ThinkingOf(), updates.TextOf().TrimStart()));
    }

    [Fact]
    public async Task GetStreamingResponseAsync_UnknownFieldsReasonsAndParts_AreTaken()
    {
        await using var provider = await FakeProvider.StartAsync(new FakeAnswer()
            .Raw(": a comment\n\n")
            .Event("message", """{"choices":[{"delta":{"role":"new-role","content":[{"type":"text","text":"In "},{"type":"image"}],"tool_calls":null},"logprobs":{}}],"system_fingerprint":7,"x":[1]}""")
            .Event(null, """{"choices":[{"delta":{"content":"May."},"finish_reason":"eos_token"}],"usage":null}"""));

        var updates = await Client(provider).CallAsync();

        Assert.Equal("In May.", updates.TextOf());
        Assert.Equal("eos_token", updates[^1].FinishReason?.Value);
        Assert.Null(updates.UsageOf());
    }

    [Fact]
    public async Task GetStreamingResponseAsync_AnswerIsNotStreamed_IsTakenWhole()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Sends(
            """{"id":"1","choices":[{"message":{"role":"assistant","content":"In May."},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":3}}""", "application/json"));

        var updates = await Client(provider).CallAsync();

        Assert.Equal(("In May.", 9L), (updates.TextOf(), updates.UsageOf()!.InputTokenCount));
    }

    [Fact]
    public async Task GetStreamingResponseAsync_ConnectionStaysOpenAfterTheEnd_EndsAtTheEnd()
    {
        await using var provider = await FakeProvider.StartAsync(new FakeAnswer().Words("In May.").Ends().ThenHangs());

        Assert.Equal("In May.", (await Client(provider).CallAsync()).TextOf());
    }

    [Fact]
    public async Task GetStreamingResponseAsync_StreamWithoutAnEnd_IsAFault()
    {
        await using var provider = await FakeProvider.StartAsync(new FakeAnswer().Begin().Words("In "));

        await Assert.ThrowsAsync<IOException>(() => Client(provider).CallAsync());
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Garbage_IsAFault()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Sends("data: {\"choices\": <html>\n\n"));

        await Assert.ThrowsAsync<JsonException>(() => Client(provider).CallAsync());
    }

    [Fact]
    public async Task GetStreamingResponseAsync_LineWithoutAnEnd_IsCutOff()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Sends("data: " + new string('x', 17 * 1024 * 1024)));

        await Assert.ThrowsAsync<InvalidDataException>(() => Client(provider).CallAsync());
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Error_CarriesStatusCodeAndHeadersAndNoneOfItsWords()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Fails(429, "insufficient_quota", ("x-ratelimit-limit-tokens", "300000")));
        var call = ProviderCall.Current = new ProviderCall("c/1/1/1");

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => Client(provider).CallAsync());

        Assert.Equal(HttpStatusCode.TooManyRequests, fault.StatusCode);
        Assert.Equal("The provider answered with an error (insufficient_quota).", fault.Message);
        Assert.Equal((HttpStatusCode.TooManyRequests, "insufficient_quota", "300000"), (call.Status, call.ErrorCode, call.Headers["X-RateLimit-Limit-Tokens"]));
        Assert.Equal("c/1/1/1", provider.Calls[0].Headers["x-govstack-reservation"]);
    }

    [Theory]
    [InlineData("http://localhost:11434", "http://localhost:11434/v1/chat/completions")]
    [InlineData("http://localhost:11434/v1/", "http://localhost:11434/v1/chat/completions")]
    [InlineData("https://gateway.example.gov/llm", "https://gateway.example.gov/llm/chat/completions")]
    public void OpenAI_AnyBase_NamesTheEndpoint(string baseUrl, string expected)
        => Assert.Equal(expected, GovStack.Conversations.Providers.Wire.WireAddress.OpenAI(baseUrl)("model").ToString());

    private IChatClient Client(FakeProvider provider, ProviderOptions? options = null)
        => _clients.Get("openai", options ?? WireFixture.Options(provider, FakeDialect.OpenAI), region: null);
}
