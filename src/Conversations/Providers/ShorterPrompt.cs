using System.Globalization;
using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Providers;

/// <summary>What is added to a prompt when the answer must be shorter, or is continued.</summary>
internal static class ShorterPrompt
{
    public const string Continue = "Continue exactly where you stopped. Do not repeat anything and do not comment.";

    /// <summary>Asks for an answer that fits: a model that is only cut off ends in the middle of a sentence.</summary>
    public static IReadOnlyList<ChatMessage> Ask(IReadOnlyList<ChatMessage> messages, int maxTokens)
    {
        var last = messages.Count - 1;
        while (last >= 0 && messages[last].Role != ChatRole.User)
            last--;
        if (last < 0)
            return messages;
        var words = (maxTokens * 6 / 10).ToString(CultureInfo.InvariantCulture);
        var shorter = messages.ToList();
        // At the person's message, not among the rules: the rules stay what the provider has in its cache.
        shorter[last] = new ChatMessage(ChatRole.User, $"{messages[last].Text}\n\n(Answer in at most {words} words.)");
        return shorter;
    }
}
