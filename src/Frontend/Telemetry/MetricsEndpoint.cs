using System.Security.Cryptography;
using System.Text;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Telemetry;

/// <summary>Prometheus' text at /metrics: for this machine, for staff, and for a scraper with the token.</summary>
internal static class MetricsEndpoint
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapMetrics(this IEndpointRouteBuilder app)
        => app.MapGet("/metrics", WriteAsync).ExcludeFromDescription();

    private static async Task<IResult> WriteAsync(HttpContext context, PrometheusMetrics metrics, StaffDoor door, IOptions<FrontendOptions> options)
        => Loopback.IsLocal(context) || HasToken(context, options.Value.MetricsToken) || (await door.FindAsync(context))?.May(StaffRole.Viewer, null) == true
            ? Results.Text(metrics.Write(), ContentType)
            : new Problem(ProblemCodes.StaffOnly).ToResult();

    private static bool HasToken(HttpContext context, string token)
        => token.Length > 0
           && Bearer.Read(context) is { } presented
           && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(presented)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
