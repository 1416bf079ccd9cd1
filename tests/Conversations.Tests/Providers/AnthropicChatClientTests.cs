using System.Net;
using System.Text.Json;
using GovStack.Conversations.Providers;
using GovStack.TestKit;
using Microsoft.Extensions.AI;
using Xunit;

namespace GovStack.Conversations.Tests.Providers;

public sealed class AnthropicChatClientTests : IDisposable
{
    private readonly ProviderClients _clients = new(TimeProvider.System);

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task GetStreamingResponseAsync_WholeStream_GivesTextAndUsageWithCachedTokens()
    {
        await using var provider = await FakeProvider.StartAsync(new FakeAnswer().Begin(input: 20, cached: 100).Words("In ", "May.").Counts(0, 0, 2).Ends());

        var updates = await Client(provider).CallAsync("claude-haiku-4-5");

        Assert.Equal("In May.", updates.TextOf());
        var usage = updates.UsageOf()!;
        Assert.Equal((120L, 100L, 2L), (usage.InputTokenCount, usage.CachedInputTokenCount, usage.OutputTokenCount));
    }

    [Fact]
    public async Task GetStreamingResponseAsync_AnyCall_SendsKeyModelAndMarksTheRulesForTheCache()
    {
        await using var provider = await FakeProvider.StartAsync();

        await Client(provider).CallAsync("claude-haiku-4-5");

        var call = Assert.Single(provider.Calls);
        Assert.Equal(("/v1/messages", "sk-test"), (call.Path, call.Headers["x-api-key"]));
        Assert.Equal(("claude-haiku-4-5", 2000, true),
            (call.Body.GetProperty("model").GetString(), call.Body.GetProperty("max_tokens").GetInt32(), call.Body.GetProperty("stream").GetBoolean()));
        Assert.Equal("""[{"cache_control":{"type":"ephemeral"},"text":"You answer.","type":"text"}]""", Sorted(call.Body.GetProperty("system")));
    }

    [Fact]
    public async Task GetStreamingResponseAsync_CacheOff_MarksNothing()
    {
        await using var provider = await FakeProvider.StartAsync();
        var options = WireFixture.Options(provider, FakeDialect.Anthropic);
        options.PromptCache = false;

        await Client(provider, options).CallAsync();

        Assert.DoesNotContain("cache_control", provider.Calls[0].Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_WithABudget_ThinksWithinItAndKeepsItApart()
    {
        await using var provider = await FakeProvider.StartAsync(new FakeAnswer()
            .Event("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":20,"output_tokens":1}}}""")
            .Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""")
            .Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"May or June?"}}""")
            .Event("content_block_stop", """{"type":"content_block_stop","index":0}""")
            .Event("content_block_start", """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""")
            .Event("content_block_delta", """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"In May."}}""")
            .Event("content_block_stop", """{"type":"content_block_stop","index":1}""")
            .Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9}}""")
            .Event("message_stop", """{"type":"message_stop"}"""));

        var updates = await Client(provider).CallAsync("claude-sonnet-4-5", thinking: 1_500);

        Assert.Equal(("May or June?", "In May."), (updates.ThinkingOf(), updates.TextOf()));
        Assert.Equal("""{"budget_tokens":1500,"type":"enabled"}""", Sorted(provider.Calls[0].Body.GetProperty("thinking")));
        Assert.Equal(2000, provider.Calls[0].Body.GetProperty("max_tokens").GetInt32());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(529)]
    [InlineData(500)]
    public async Task GetStreamingResponseAsync_Error_IsSeenOnceWithStatusAndHeaders(int status)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Fails(status, "some_error", ("retry-after", "7")));
        var call = ProviderCall.Current = new ProviderCall("c/1/1/1");

        await Assert.ThrowsAnyAsync<Exception>(() => Client(provider).CallAsync());

        Assert.Equal(((HttpStatusCode)status, "7"), (call.Status, call.Headers["retry-after"]));
        Assert.Single(provider.Calls);   // The vendor's own retries are off.
        Assert.Equal("c/1/1/1", provider.Calls[0].Headers["x-govstack-reservation"]);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_OverloadedInsideTheStream_IsSeenAsOverload()
    {
        await using var provider = await FakeProvider.StartAsync(new FakeAnswer().Begin().Words("In ")
            .Event("error", """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""));
        var call = ProviderCall.Current = new ProviderCall("c/1/1/1");

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => Client(provider).CallAsync());

        Assert.Equal(FaultKind.Overloaded, ProviderFaults.Classify(thrown, call, hasStarted: true, DateTimeOffset.UnixEpoch).Kind);
    }

    private static string Sorted(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => $"\"{property.Name}\":{Sorted(property.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", element.EnumerateArray().Select(Sorted)) + "]",
        _ => element.GetRawText(),
    };

    private IChatClient Client(FakeProvider provider, ProviderOptions? options = null)
        => _clients.Get("anthropic", options ?? WireFixture.Options(provider, FakeDialect.Anthropic), region: null);
}
