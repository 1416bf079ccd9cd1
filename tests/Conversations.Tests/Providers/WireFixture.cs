using GovStack.Conversations.Providers;
using GovStack.TestKit;
using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Tests.Providers;

/// <summary>A provider over real HTTP, and the client that calls it.</summary>
internal static class WireFixture
{
    public static ProviderOptions Options(FakeProvider provider, FakeDialect dialect) => new()
    {
        Kind = dialect == FakeDialect.OpenAI ? ProviderKind.OpenAI : ProviderKind.Anthropic,
        BaseUrl = provider.Address,
        ApiKey = "sk-test",
    };

    public static async Task<List<ChatResponseUpdate>> CallAsync(this IChatClient client, string model = "model", int thinking = 0)
    {
        var options = new ChatOptions { ModelId = model, MaxOutputTokens = 2_000 };
        if (thinking > 0)
            options.AdditionalProperties = new() { [CallOptions.ThinkingTokens] = thinking };
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.System, "You answer."), new(ChatRole.User, "When?")], options))
            updates.Add(update);
        return updates;
    }

    public static string TextOf(this IEnumerable<ChatResponseUpdate> updates)
        => string.Concat(updates.SelectMany(update => update.Contents).OfType<TextContent>().Select(content => content.Text));

    public static string ThinkingOf(this IEnumerable<ChatResponseUpdate> updates)
        => string.Concat(updates.SelectMany(update => update.Contents).OfType<TextReasoningContent>().Select(content => content.Text));

    public static UsageDetails? UsageOf(this IEnumerable<ChatResponseUpdate> updates)
    {
        var all = updates.SelectMany(update => update.Contents).OfType<UsageContent>().Select(content => content.Details).ToList();
        return all.Count == 0 ? null : new UsageDetails
        {
            InputTokenCount = all.Max(details => details.InputTokenCount),
            OutputTokenCount = all.Max(details => details.OutputTokenCount),
            CachedInputTokenCount = all.Max(details => details.CachedInputTokenCount),
        };
    }
}
