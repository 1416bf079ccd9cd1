using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GovStack.Frontend.Staff;

/// <summary>Hashes of passwords: PBKDF2 with SHA-256, the count in the hash so that it can grow.</summary>
internal static class StaffPassword
{
    private const string Kind = "pbkdf2-sha256";
    private const int Rounds = 600_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    public static string Hash(string password, int rounds = Rounds)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Derive(password, salt, rounds);
        return $"{Kind}${rounds.ToString(CultureInfo.InvariantCulture)}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
    }

    /// <summary>Checks a password in constant time.</summary>
    /// <returns>False for a wrong password and for a hash of another kind.</returns>
    public static bool IsRight(string password, string stored)
    {
        if (stored.Split('$') is not [Kind, var count, var salt, var hash]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) || rounds < 1)
            return false;
        try
        {
            return CryptographicOperations.FixedTimeEquals(Derive(password, Convert.FromBase64String(salt), rounds), Convert.FromBase64String(hash));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static byte[] Derive(string password, byte[] salt, int rounds)
        => Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, rounds, HashAlgorithmName.SHA256, HashBytes);
}
