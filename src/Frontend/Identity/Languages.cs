using GovStack.Conversations.Agencies;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GovStack.Frontend.Identity;

/// <summary>The caller's language among those an agency speaks: what the address asks for, then the browser's list, then the agency's own.</summary>
internal static class Languages
{
    public static string Pick(HttpContext context, Agency agency)
    {
        if (Supported(agency, context.Request.Query["language"]) is { } asked)
            return asked;
        if (!StringWithQualityHeaderValue.TryParseList(context.Request.Headers.AcceptLanguage, out var accepted))
            return agency.DefaultLanguage;
        return accepted
                   .Where(language => language.Quality is null or > 0)
                   .OrderByDescending(language => language.Quality ?? 1)
                   .Select(language => Supported(agency, language.Value.Value))
                   .FirstOrDefault(language => language is not null)
               ?? agency.DefaultLanguage;
    }

    /// <summary>Finds the agency's language for a tag such as "es-MX".</summary>
    /// <returns>Its two letters, or null where the agency does not speak it.</returns>
    public static string? Supported(Agency agency, string? tag)
        => tag is { Length: >= 2 } && (tag.Length == 2 || tag[2] == '-')
            ? agency.Languages.FirstOrDefault(language => tag.StartsWith(language, StringComparison.OrdinalIgnoreCase))
            : null;
}
