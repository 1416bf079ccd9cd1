using Anthropic;
using Anthropic.Core;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Providers.Wire;

/// <summary>
/// The vendor's client, which already speaks <see cref="IChatClient"/>, with its retries off and our connections under it; marks the rules at the prompt's
/// beginning for the provider's cache, and asks for thinking within a budget.
/// </summary>
internal sealed class AnthropicChatClient : IChatClient
{
    private const int LeastThinking = 1_024;   // The provider's own least.

    private readonly AnthropicClient _vendor;
    private readonly IChatClient _inner;
    private readonly bool _promptCache;
    private readonly bool _isAdaptive;

    public AnthropicChatClient(HttpClient http, string? baseUrl, ProviderOptions options)
    {
        var settings = new ClientOptions
        {
            HttpClient = http,
            MaxRetries = 0,
            Timeout = TimeSpan.FromMinutes(30),   // The chain's own time-outs are far below.
            ApiKey = "set with each request",
            ExtraHeaders = new Dictionary<string, string>(options.Headers),
        };
        if (baseUrl is not null)
            settings.BaseUrl = baseUrl;
        _vendor = new AnthropicClient(settings);
        _promptCache = options.PromptCache;
        _isAdaptive = options.Thinking == "adaptive";
        _inner = _vendor.AsIChatClient(defaultModelId: null);
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => _inner.GetResponseAsync(Mark(messages), WithThinking(options), cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => _inner.GetStreamingResponseAsync(Mark(messages), WithThinking(options), cancellationToken);

    public object? GetService(System.Type serviceType, object? serviceKey = null)
        => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : _inner.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        _inner.Dispose();
        _vendor.Dispose();
    }

    /// <summary>The first system message is what a botlet always says; what follows changes from question to question.</summary>
    private IEnumerable<ChatMessage> Mark(IEnumerable<ChatMessage> messages)
    {
        if (!_promptCache)
            return messages;
        var marked = messages.ToList();
        var first = marked.FindIndex(message => message.Role == ChatRole.System);
        if (first >= 0)
            marked[first] = new ChatMessage(ChatRole.System, [new TextContent(marked[first].Text).WithCacheControl(new CacheControlEphemeral())]);
        return marked;
    }

    private ChatOptions? WithThinking(ChatOptions? options)
    {
        if (options?.AdditionalProperties?.TryGetValue(CallOptions.ThinkingTokens, out int budget) != true || budget <= 0)
            return options;
        var thinking = options.Clone();
        thinking.AdditionalProperties!.Remove(CallOptions.ThinkingTokens);
        var most = options.MaxOutputTokens ?? budget + LeastThinking;
        // The provider refuses a budget that leaves nothing for the answer.
        var within = Math.Max(Math.Min(budget, most - 1), LeastThinking);
        thinking.RawRepresentationFactory = _ => new MessageCreateParams
        {
            MaxTokens = Math.Max(most, within + 1),
            Messages = [],
            Model = options.ModelId ?? "",
            Thinking = _isAdaptive ? new ThinkingConfigAdaptive() : new ThinkingConfigEnabled(within),
        };
        return thinking;
    }
}
