using GovStack.Frontend.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Security;

/// <summary>What a connection may cost before any of our code sees it.</summary>
internal sealed class KestrelLimits(IOptions<LimitsOptions> limits) : IConfigureOptions<KestrelServerOptions>
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public void Configure(KestrelServerOptions options)
    {
        LimitsOptions value;
        try
        {
            value = limits.Value;
        }
        catch (OptionsValidationException)
        {
            return;   // Kestrel is made before the start's check of all settings, which tells this fault with the others.
        }

        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = value.MaxBodyBytes;
        options.Limits.MaxConcurrentConnections = value.MaxConnections;
        options.Limits.MaxConcurrentUpgradedConnections = value.MaxConnections;
        options.Limits.RequestHeadersTimeout = value.HeadersTimeout;
        options.Limits.MinRequestBodyDataRate = new(value.MinBodyBytesPerSecond, Grace);
    }
}
