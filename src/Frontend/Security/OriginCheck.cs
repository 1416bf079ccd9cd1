using GovStack.Frontend.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Security;

/// <summary>
/// Refuses what another site's page sends in a person's name: every unsafe method and every WebSocket handshake must come from this server's own pages or an
/// allowed origin. Programs send no Origin and carry no cookie of a browser; they pass.
/// </summary>
internal sealed class OriginCheck
{
    private readonly RequestDelegate _next;
    private readonly HashSet<string> _allowed;

    public OriginCheck(RequestDelegate next, IOptions<FrontendOptions> options)
    {
        _next = next;
        _allowed = options.Value.AllowedOrigins.Select(origin => origin.TrimEnd('/')).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    public Task InvokeAsync(HttpContext context)
        => MustComeFromHere(context.Request) && !ComesFromHere(context.Request)
            ? ProblemWriter.WriteAsync(context, new(ProblemCodes.OriginRefused))
            : _next(context);

    private static bool MustComeFromHere(HttpRequest request)
        => !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
           || request.Headers.Upgrade.Count > 0
           || request.Headers.SecWebSocketKey.Count > 0      // HTTP/2 opens WebSockets by CONNECT, without Upgrade.
           || request.Path.StartsWithSegments("/hubs");

    private bool ComesFromHere(HttpRequest request)
    {
        if (request.Headers.Origin is [{ Length: > 0 } origin])
            return _allowed.Contains(origin) || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsOwn(request, uri));
        if (request.Headers.Origin.Count > 0)
            return false;
        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
    }

    // Behind a proxy that ends TLS the page is https and the request is http; the other way round it is not our page.
    private static bool IsOwn(HttpRequest request, Uri origin)
        => (origin.Scheme == "https" || origin.Scheme == request.Scheme)
           && string.Equals(origin.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase)
           && origin.Port == (request.Host.Port ?? (origin.Scheme == "https" ? 443 : 80));
}
