using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GovStack.Standalone.Storage;

/// <summary>
/// The server's own secret, made once on the first start and kept in <c>keys/server.key</c> (32 bytes, readable by the server's account only). Person ids
/// and conversation secrets are derived from it: whoever loses it loses the tie between people and their conversations, so backups hold it.
/// </summary>
internal sealed class ServerSecret
{
    private const int Bytes = 32;

    private readonly byte[] _secret;

    private ServerSecret(byte[] secret) => _secret = secret;

    /// <summary>Reads the secret, making it where there is none.</summary>
    /// <exception cref="StorageFaultException">The file is there and is not a secret of ours: never replaced by itself.</exception>
    public static ServerSecret Open(DataDirectory directory)
    {
        var path = PathIn(directory.KeysPath);
        if (!File.Exists(path))
            Create(path);
        var secret = File.ReadAllBytes(path);
        return secret.Length == Bytes
            ? new ServerSecret(secret)
            : throw new StorageFaultException(
                StorageFaultKind.Damaged,
                $"{path} should hold {Bytes} bytes and holds {secret.Length}. Restore it from a backup; without it people lose access to their conversations.");
    }

    /// <summary>Gets the secret's file in a directory of keys.</summary>
    public static string PathIn(string keysDirectory) => Path.Combine(keysDirectory, "server.key");

    /// <summary>Derives a key for one purpose; keys of different purposes tell nothing about each other.</summary>
    /// <param name="purpose">A constant of the program, such as "person-id".</param>
    /// <returns>32 bytes, the same each time.</returns>
    public byte[] DeriveKey(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, Bytes, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>Makes an id that nobody without the secret can make or turn back.</summary>
    /// <returns>43 letters, digits, dashes and underscores.</returns>
    public string ComputeId(string purpose, string text) => Base64Url.EncodeToString(HMACSHA256.HashData(DeriveKey(purpose), Encoding.UTF8.GetBytes(text)));

    private static void Create(string path)
    {
        // Whole or not at all: a half-written key would be taken for a damaged one for ever.
        var temporary = $"{path}.new";
        File.Delete(temporary);
        using (var file = DataDirectory.CreatePrivateFile(temporary))
        {
            file.Write(RandomNumberGenerator.GetBytes(Bytes));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path);
    }
}
