using System.Security.Cryptography;
using GovStack.Frontend.Identity;
using Microsoft.AspNetCore.DataProtection;

namespace GovStack.Frontend.Staff;

/// <summary>Seals what travels through a browser with keys of the server's secret, so that any server of the cluster can open it. AES-GCM, a key for each purpose.</summary>
internal sealed class SecretProtection(ServerSecret secret) : IDataProtectionProvider
{
    public IDataProtector CreateProtector(string purpose) => new Protector(secret, $"protection/{purpose}");

    private sealed class Protector(ServerSecret secret, string purpose) : IDataProtector
    {
        private const int NonceBytes = 12;
        private const int TagBytes = 16;
        private readonly byte[] _key = secret.DeriveKey(purpose);

        public IDataProtector CreateProtector(string inner) => new Protector(secret, $"{purpose}/{inner.Length}:{inner}");

        public byte[] Protect(byte[] plaintext)
        {
            var sealedBytes = new byte[NonceBytes + TagBytes + plaintext.Length];
            RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceBytes));
            using var aes = new AesGcm(_key, TagBytes);
            aes.Encrypt(sealedBytes.AsSpan(0, NonceBytes), plaintext, sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes));
            return sealedBytes;
        }

        public byte[] Unprotect(byte[] protectedData)
        {
            if (protectedData.Length < NonceBytes + TagBytes)
                throw new CryptographicException("Too short to have been sealed here.");
            var plain = new byte[protectedData.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(_key, TagBytes);
            aes.Decrypt(protectedData.AsSpan(0, NonceBytes), protectedData.AsSpan(NonceBytes + TagBytes), protectedData.AsSpan(NonceBytes, TagBytes), plain);
            return plain;
        }
    }
}
