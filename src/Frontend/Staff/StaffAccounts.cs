using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GovStack.Frontend.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Staff;

/// <summary>The accounts of the secret file.</summary>
internal sealed class StaffAccounts(IOptions<StaffOptions> options, TimeProvider clock, ILogger<StaffAccounts> logger) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    // Checking a password costs a fifth of a second of a core; guesses must not take them all.
    private readonly SemaphoreSlim _checks = new(1, 1);
    private readonly Lazy<string> _nobody = new(() => StaffPassword.Hash("nobody's password"));
    private readonly WatchedFile<FrozenDictionary<string, StaffAccount>> _file =
        new(options.Value.File, LookEvery, Parse, FrozenDictionary<string, StaffAccount>.Empty, clock, logger);

    /// <summary>Gets whether there is a file of accounts at all.</summary>
    public bool AreNamed => options.Value.File.Length > 0;

    public StaffAccount? Find(string name) => _file.Value.GetValueOrDefault(name);

    /// <summary>Checks a name and a password; an unknown name takes as long as a wrong password.</summary>
    public async Task<StaffAccount?> CheckAsync(string name, string password, CancellationToken cancellationToken)
    {
        var account = Find(name);
        await _checks.WaitAsync(cancellationToken);
        try
        {
            var isRight = await Task.Run(() => StaffPassword.IsRight(password, account?.Password ?? _nobody.Value), cancellationToken);
            return isRight ? account : null;
        }
        finally
        {
            _checks.Release();
        }
    }

    /// <summary>Makes what a session remembers of an account's password: a changed one ends the sessions.</summary>
    public static string StampOf(StaffAccount account) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.Password)))[..16];

    public void Dispose() => _checks.Dispose();

    private static FrozenDictionary<string, StaffAccount> Parse(string text)
    {
        var file = JsonSerializer.Deserialize(text, StaffJson.Default.StaffFile) ?? throw new JsonException("The file is empty.");
        return file.Accounts.ToFrozenDictionary(account => account.Name);
    }
}
