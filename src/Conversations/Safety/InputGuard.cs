using System.Text;
using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Safety;

/// <summary>What is done to a text before anything else sees it: cleaned of invisible characters, bounded in size, personal data masked.</summary>
/// <remarks>
/// Nothing is refused for its words: a question about "ignoring a previous notice" is a question. What a model must not obey is delimited
/// instead, see <see cref="PromptText"/>. Every step is linear in the text.
/// </remarks>
public static class InputGuard
{
    /// <summary>The longest question, in UTF-8 bytes: 32 KB. 18 KB must work.</summary>
    public const int MaxTextBytes = 32 * 1024;

    /// <summary>Inspects a question.</summary>
    /// <param name="text">The person's words as they arrived.</param>
    /// <param name="agency">Whose own and emergency numbers stay readable; null for none.</param>
    public static GuardedText Inspect(string text, Agency? agency = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = VisibleText.Clean(text);
        var (masked, kinds) = PersonalData.Mask(clean, agency is null ? PublicNumbers.None : PublicNumbers.Of(agency));
        return new GuardedText(clean, masked, kinds, Encoding.UTF8.GetByteCount(text) > MaxTextBytes, string.IsNullOrWhiteSpace(clean));
    }
}

/// <summary>A text that has passed the guard.</summary>
/// <param name="Clean">Without invisible, tag and control characters.</param>
/// <param name="Masked">Clean, with personal data replaced by labels such as [card number]: all that a provider, a log or the store may see.</param>
/// <param name="MaskedKinds">The kinds of personal data that were masked: see <see cref="PersonalDataKinds"/>; each once, in order of appearance.</param>
/// <param name="IsTooLong">Whether it is longer than <see cref="InputGuard.MaxTextBytes"/>.</param>
/// <param name="IsEmpty">Whether nothing is left to answer.</param>
public sealed record GuardedText(string Clean, string Masked, IReadOnlyList<string> MaskedKinds, bool IsTooLong, bool IsEmpty);
