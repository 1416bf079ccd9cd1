using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Providers;

/// <summary>The options of a model call.</summary>
internal static class CallOptions
{
    /// <summary>The thinking budget in tokens, an additional property of the options: the abstraction knows efforts only.</summary>
    public const string ThinkingTokens = "thinking_tokens";

    public static ChatOptions For(Deployment deployment, int maxOutputTokens, int thinkingTokens)
    {
        var options = new ChatOptions { ModelId = deployment.Model, MaxOutputTokens = maxOutputTokens };
        if (thinkingTokens > 0)
            options.AdditionalProperties = new() { [ThinkingTokens] = thinkingTokens };
        return options;
    }
}
