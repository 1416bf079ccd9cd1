using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using Anthropic;
using Anthropic.Models.Messages;
using GovStack.ProviderSimulator;
using OpenAI;
using OpenAI.Chat;
using Xunit;

namespace GovStack.Tools.Tests.ProviderSimulator;

public sealed class OfficialClientTests
{
    private const string Question = "What does a passport cost? [[nonce:abc]]";

    [Fact]
    public async Task OpenAi_Whole_IsParsedWithUsage()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant);

        ChatCompletion completion = await OpenAiClient(host).CompleteChatAsync([new UserChatMessage(Question)], new ChatCompletionOptions { MaxOutputTokenCount = 50 });

        Assert.StartsWith("nonce:abc ", completion.Content[0].Text, StringComparison.Ordinal);
        Assert.EndsWith("END-OF-ANSWER", completion.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal((17, 20), (completion.Usage.InputTokenCount, completion.Usage.OutputTokenCount));
        var call = Assert.Single(host.Calls);
        Assert.Equal((200, 17, 50, 20, "abc", true), (call.Status, call.InputTokens, call.MaxOutputTokens, call.OutputTokens, call.Nonce, call.Complete));
    }

    [Fact]
    public async Task OpenAi_Stream_IsParsedWithUsageAtItsEnd()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { TokensPerSecond = 400 });
        var (text, usage, finish) = (new StringBuilder(), (ChatTokenUsage?)null, (ChatFinishReason?)null);

        await foreach (var update in OpenAiClient(host).CompleteChatStreamingAsync([new UserChatMessage(Question)]))
        {
            foreach (var part in update.ContentUpdate)
                text.Append(part.Text);
            usage = update.Usage ?? usage;
            finish = update.FinishReason ?? finish;
        }

        Assert.Equal(20, text.ToString().Split(' ').Length);
        Assert.EndsWith("END-OF-ANSWER", text.ToString(), StringComparison.Ordinal);
        Assert.Equal((17, 20), (usage!.InputTokenCount, usage.OutputTokenCount));
        Assert.Equal(ChatFinishReason.Stop, finish);
    }

    [Fact]
    public async Task OpenAi_AnswerLongerThanTheMaximum_IsCutAndSaysSo()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant);

        ChatCompletion completion = await OpenAiClient(host).CompleteChatAsync([new UserChatMessage(Question)], new ChatCompletionOptions { MaxOutputTokenCount = 7 });

        Assert.Equal(ChatFinishReason.Length, completion.FinishReason);
        Assert.DoesNotContain("END-OF-ANSWER", completion.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal((1, 0), (host.Statistics.CutAtMaximum, host.Statistics.Completed));
    }

    [Fact]
    public async Task OpenAi_LimitMet_IsA429()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { Requests = 1 });
        await OpenAiClient(host).CompleteChatAsync([new UserChatMessage(Question)]);

        var error = await Assert.ThrowsAsync<ClientResultException>(() => OpenAiClient(host).CompleteChatAsync([new UserChatMessage(Question)]));

        Assert.Equal(429, error.Status);
        Assert.Equal((2, 1, 1, 1), (host.Statistics.Requests, host.Statistics.Admitted, host.Statistics.RateLimited, host.Statistics.RateLimitedBy["requests"]));
    }

    [Fact]
    public async Task Anthropic_Whole_IsParsedWithUsage()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant);

        var message = await AnthropicClient(host).Messages.Create(Params());

        Assert.True(message.Content[0].TryPickText(out var block));
        Assert.StartsWith("nonce:abc ", block.Text, StringComparison.Ordinal);
        Assert.EndsWith("END-OF-ANSWER", block.Text, StringComparison.Ordinal);
        Assert.Equal((17, 20), (message.Usage.InputTokens, message.Usage.OutputTokens));
        Assert.Equal("end_turn", message.StopReason!.Raw());
    }

    [Fact]
    public async Task Anthropic_Stream_IsParsedWithUsageAtItsEnd()
    {
        await using var host = await SimulatorHost.StartAsync(Provider.Instant with { TokensPerSecond = 400 });
        var (text, inputTokens, outputTokens, stopped) = (new StringBuilder(), 0L, 0L, false);

        await foreach (var update in AnthropicClient(host).Messages.CreateStreaming(Params()))
        {
            if (update.TryPickStart(out var start))
                inputTokens = start.Message.Usage.InputTokens;
            if (update.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece))
                text.Append(piece.Text);
            if (update.TryPickDelta(out var end))
                outputTokens = end.Usage.OutputTokens;
            stopped |= update.TryPickStop(out _);
        }

        Assert.Equal(20, text.ToString().Split(' ').Length);
        Assert.EndsWith("END-OF-ANSWER", text.ToString(), StringComparison.Ordinal);
        Assert.Equal((17, 20, true), (inputTokens, outputTokens, stopped));
    }

    private static ChatClient OpenAiClient(SimulatorHost host) => new(
        "sim-large", new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = host.OpenAiBaseUrl, RetryPolicy = new ClientRetryPolicy(0) });

    private static AnthropicClient AnthropicClient(SimulatorHost host) => new() { BaseUrl = host.BaseUrl.ToString().TrimEnd('/'), ApiKey = "none", MaxRetries = 0 };

    private static MessageCreateParams Params() => new() { Model = "sim-large", MaxTokens = 50, Messages = [new() { Role = Role.User, Content = Question }] };
}
