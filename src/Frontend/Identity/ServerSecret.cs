using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GovStack.Frontend.Identity;

/// <summary>
/// The server's one secret, from which every signature is made: of a person's cookie, of a conversation's id, of a form. All servers of a cluster share it;
/// losing it makes every link and cookie worthless, nothing else.
/// </summary>
public sealed class ServerSecret
{
    /// <summary>The least length, in bytes.</summary>
    public const int MinBytes = 32;

    private readonly byte[] _key;

    /// <summary>Makes the secret from its bytes.</summary>
    /// <param name="key">At least 32 random bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is shorter.</exception>
    public ServerSecret(ReadOnlySpan<byte> key)
    {
        if (key.Length < MinBytes)
            throw new ArgumentException($"A server secret has at least {MinBytes} bytes.", nameof(key));
        _key = key.ToArray();
    }

    /// <summary>Makes a new one, for a test or a first start.</summary>
    public static ServerSecret Create() => new(RandomNumberGenerator.GetBytes(MinBytes));

    /// <summary>Reads the secret of a file, or makes the file, readable by its owner alone, where there is none.</summary>
    /// <param name="path">The file: the secret in Base64.</param>
    /// <exception cref="InvalidDataException">The file holds something else; it is never replaced.</exception>
    public static ServerSecret ReadOrCreate(string path)
    {
        if (!File.Exists(path))
            SecretFile.WriteNew(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(MinBytes)));
        var bytes = new byte[4096];
        if (!Convert.TryFromBase64String(File.ReadAllText(path).Trim(), bytes, out var length) || length < MinBytes)
        {
            throw new InvalidDataException(
                $"{path} is not a server secret ({MinBytes} random bytes or more in Base64). Restore it from a backup: without it people lose access to their conversations.");
        }

        return new(bytes.AsSpan(0, length));
    }

    /// <summary>Signs a text for one purpose: a signature for one never fits another.</summary>
    /// <returns>43 characters of Base64url.</returns>
    public string Sign(string purpose, string text) => Base64Url.EncodeToString(Hash(purpose, text));

    /// <summary>Checks a signature in constant time.</summary>
    public bool IsSigned(string purpose, string text, string? signature)
        => signature is not null
           && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(purpose, text)), Encoding.UTF8.GetBytes(signature));

    /// <summary>Derives a key of 32 bytes for another use.</summary>
    internal byte[] DeriveKey(string purpose)
        => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, 32, info: Encoding.UTF8.GetBytes(purpose));

    private byte[] Hash(string purpose, string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{purpose}:{text}"));
}
