using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Identity;

/// <summary>The token of <c>Authorization: Bearer</c>.</summary>
internal static class Bearer
{
    private const string Scheme = "Bearer ";

    /// <summary>Reads it, or null where there is none.</summary>
    public static string? Read(HttpContext context)
        => context.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
}
