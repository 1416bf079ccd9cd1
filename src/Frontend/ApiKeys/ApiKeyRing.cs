using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GovStack.Frontend.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.ApiKeys;

/// <summary>
/// The API keys of the file. A key has 256 random bits, so its hash needs neither salt nor stretching, and looking a hash up tells nothing of another.
/// </summary>
internal sealed class ApiKeyRing(IOptions<ApiKeyOptions> options, TimeProvider clock, ILogger<ApiKeyRing> logger)
{
    /// <summary>What every key begins with: it tells a key from a conversation's secret, and lets scanners find keys that leaked.</summary>
    public const string Prefix = "gsk_";

    private readonly WatchedFile<FrozenDictionary<string, ApiKey>> _file =
        new(options.Value.File, options.Value.LookEvery, Parse, FrozenDictionary<string, ApiKey>.Empty, clock, logger);

    /// <summary>Gets the API key a request carries, or null. A bearer token that is no key is a conversation's secret.</summary>
    public static string? Presented(HttpContext context)
    {
        if (context.Request.Headers["X-Api-Key"] is [{ Length: > 0 } own])
            return own;
        return Bearer.Read(context) is { } token && token.StartsWith(Prefix, StringComparison.Ordinal) ? token : null;
    }

    /// <summary>Finds what a key may do, or null.</summary>
    public ApiKey? Find(string key) => _file.Value.GetValueOrDefault(HashOf(key));

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static FrozenDictionary<string, ApiKey> Parse(string text)
    {
        var file = JsonSerializer.Deserialize(text, ApiKeyJson.Default.ApiKeyFile) ?? throw new JsonException("The file is empty.");
        return file.Keys.ToFrozenDictionary(key => key.Hash.ToLowerInvariant());
    }
}
