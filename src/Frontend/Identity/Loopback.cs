using System.Net;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Identity;

/// <summary>
/// Whether a caller sits at this machine. A proxy on the same machine that was not named in the settings shows in its headers, and a page that points its own
/// host name at 127.0.0.1 shows in the host: neither counts.
/// </summary>
internal static class Loopback
{
    public static bool IsLocal(HttpContext context)
    {
        var request = context.Request;
        return context.Connection.RemoteIpAddress is { } address
               && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
               && IsLocalName(request.Host.Host)
               && !request.Headers.ContainsKey("X-Forwarded-For")
               && !request.Headers.ContainsKey("Forwarded")
               && !request.Headers.ContainsKey("Via");
    }

    private static bool IsLocalName(string host)
        => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
           || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
