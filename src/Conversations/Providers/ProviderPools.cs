using System.Net;
using System.Text.RegularExpressions;

namespace GovStack.Conversations.Providers;

/// <summary>Names the quota pool of a call. The part before the first slash is the profile the quota starts from where the pool has no settings of its own.</summary>
internal static partial class ProviderPools
{
    public static string Name(string provider, ProviderOptions options, string? region, string model)
    {
        if (region is not null && options.Regions.TryGetValue(region, out var own) && own.Pool is { } regional)
            return regional;
        if (options.Pool is { } pool)
            return pool;
        var profile = Profile(options, region);
        var account = provider == profile ? profile : $"{profile}/{provider}";
        var family = Dated().Replace(model, "");
        return region is null ? $"{account}/{family}" : $"{account}/{region}/{family}";
    }

    /// <summary>Whether a provider runs on this machine or network: one bound by requests in flight, whose tokens have no price.</summary>
    public static bool IsLocal(ProviderOptions options, string? region)
    {
        if (!Uri.TryCreate(Address(options, region), UriKind.Absolute, out var uri))
            return false;
        if (uri.IsLoopback || uri.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase) || uri.HostNameType == UriHostNameType.Dns && !uri.Host.Contains('.'))
            return true;
        return IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IsPrivate(address);
    }

    /// <summary>Whether requests go to OpenAI itself.</summary>
    public static bool IsOpenAI(ProviderOptions options, string? region)
        => options.Kind == ProviderKind.OpenAI && (Address(options, region) is not { } address
            || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.EndsWith("openai.com", StringComparison.OrdinalIgnoreCase)));

    public static string? Address(ProviderOptions options, string? region)
    {
        var address = region is not null && options.Regions.TryGetValue(region, out var own) && !string.IsNullOrWhiteSpace(own.BaseUrl) ? own.BaseUrl : options.BaseUrl;
        return string.IsNullOrWhiteSpace(address) ? null : address;
    }

    private static string Profile(ProviderOptions options, string? region)
    {
        if (IsLocal(options, region))
            return "local";
        return options.Kind switch
        {
            ProviderKind.Anthropic => "anthropic",
            ProviderKind.Azure => "azure",
            _ => IsOpenAI(options, region) ? "openai" : "generic",
        };
    }

    private static bool IsPrivate(IPAddress address)
    {
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            return address.IsIPv6UniqueLocal || address.IsIPv6LinkLocal;
        var bytes = address.GetAddressBytes();
        return bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168);
    }

    [GeneratedRegex(@"[-@](\d{4}-\d{2}-\d{2}|\d{8})$")]
    private static partial Regex Dated();
}
