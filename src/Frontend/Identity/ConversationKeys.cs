using System.Buffers.Text;
using System.Security.Cryptography;

namespace GovStack.Frontend.Identity;

/// <summary>
/// Ids and secrets of conversations. The secret is a signature of the id, so a caller is checked in constant time, on any server, before any actor or store is
/// touched. It travels in headers and bodies, never in an address.
/// </summary>
public sealed class ConversationKeys(ServerSecret secret)
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxIdLength = 43;

    private const int IdBytes = 16;
    private const string Purpose = "conversation";

    /// <summary>Makes a conversation that nobody can guess.</summary>
    /// <param name="tenant">The agency it is held with: its secret opens nothing at another.</param>
    public ConversationKey Create(string tenant)
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        return new(id, SecretOf(tenant, id));
    }

    /// <summary>Makes the secret of a conversation whose owner is known otherwise: by the person's cookie.</summary>
    public string SecretOf(string tenant, string id) => secret.Sign(Purpose, $"{tenant}:{id}");

    /// <summary>Checks that a secret belongs to an id.</summary>
    public bool IsValid(string tenant, string id, string? conversationSecret)
        => id.Length is > 0 and <= MaxIdLength && secret.IsSigned(Purpose, $"{tenant}:{id}", conversationSecret);

    /// <summary>Makes the id of a conversation that an API key names itself: another key's same name is another conversation.</summary>
    internal string IdOf(string keyId, string clientName) => secret.Sign("key-conversation", $"{keyId}:{clientName}");
}

/// <summary>A conversation's id and what proves that it is the caller's.</summary>
/// <param name="Id">22 characters.</param>
/// <param name="Secret">43 characters, to be sent as <c>Authorization: Bearer</c>.</param>
public sealed record ConversationKey(string Id, string Secret);
