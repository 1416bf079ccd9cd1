namespace GovStack.Conversations.Providers;

/// <summary>What one call used. Where the provider gave no count, an estimate; never a zero that hides a cost.</summary>
/// <param name="InputTokens">Prompt tokens, cached ones included.</param>
/// <param name="CachedInputTokens">Of these, from the provider's cache.</param>
/// <param name="OutputTokens">Answer tokens, thinking included.</param>
/// <param name="IsCounted">Whether the provider counted them.</param>
internal readonly record struct CallUsage(int InputTokens, int CachedInputTokens, int OutputTokens, bool IsCounted);
