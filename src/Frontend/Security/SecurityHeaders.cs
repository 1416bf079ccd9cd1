using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Security;

/// <summary>The headers that bound what a page of this server may do in a browser. Nothing inline, nothing from elsewhere.</summary>
internal sealed class SecurityHeaders
{
    private readonly RequestDelegate _next;
    private readonly string _contentSecurityPolicy;
    private readonly string _dashboardPolicy;
    private readonly bool _isFramed;

    public SecurityHeaders(RequestDelegate next, IOptions<FrontendOptions> options)
    {
        _next = next;
        _isFramed = options.Value.FrameAncestors.Count > 0;
        var ancestors = _isFramed ? string.Join(' ', options.Value.FrameAncestors) : "'none'";
        _contentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            + $"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}";
        // Orleans's dashboard, which only staff see, writes styles into its elements and carries its fonts along. Scripts stay its own files.
        _dashboardPolicy = _contentSecurityPolicy
            .Replace("style-src 'self'", "style-src 'self' 'unsafe-inline'", StringComparison.Ordinal)
            .Replace("font-src 'self'", "font-src 'self' data:", StringComparison.Ordinal);
    }

    public Task InvokeAsync(HttpContext context)
    {
        // When the response starts, so that an error that clears the response has them too.
        context.Response.OnStarting(() =>
        {
            Write(context);
            return Task.CompletedTask;
        });
        return _next(context);
    }

    private void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/dashboard") ? _dashboardPolicy : _contentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";   // With "no-referrer" browsers send the plain form with "Origin: null", which is refused.
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!_isFramed)
            headers.XFrameOptions = "DENY";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        if (headers.CacheControl.Count == 0 && !context.Request.Path.StartsWithSegments("/openapi") && IsPersonal(context.Request.Path))
            headers.CacheControl = "no-store";
    }

    private static bool IsPersonal(PathString path)
        => path.StartsWithSegments("/api") || path.StartsWithSegments("/v1") || path.StartsWithSegments("/ops") || path.StartsWithSegments("/ask");
}
