using System.Diagnostics;
using System.Globalization;
using GovStack.Conversations.Agencies;
using GovStack.Frontend.Identity;
using GovStack.Frontend.OpenAi;
using GovStack.Frontend.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GovStack.Frontend.Problems;

/// <summary>Writes errors in the shape the caller reads.</summary>
internal static class ProblemWriter
{
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } retryAfter)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";

        var (agency, language) = Audience(context);
        var body = Describe(problem, agency, language);
        if (context.Request.Path.StartsWithSegments("/v1"))
            return OpenAiErrors.WriteAsync(context, problem, body);
        if (WantsPage(context))
            return HtmlPage.WriteAsync(context, ErrorPage.Render(agency, language, body));
        return response.WriteAsJsonAsync(body, FrontendJson.Default.ProblemBody, "application/problem+json", context.RequestAborted);
    }

    /// <summary>Words a problem for somebody.</summary>
    public static ProblemBody Describe(Problem problem, Agency agency, string language) => new(
        $"urn:govstack:problem:{problem.Code}",
        ProductTexts.Get(agency, $"problem.{problem.Code}", language),
        problem.Status,
        problem.Code,
        problem.Detail,
        problem.Field,
        problem.RetryAfter?.TotalSeconds,
        Activity.Current?.TraceId.ToString());

    /// <summary>Finds whose words and which language an error has; before a visitor is known, the first agency's.</summary>
    public static (Agency Agency, string Language) Audience(HttpContext context)
    {
        if (context.Features.Get<Visitor>() is { } visitor)
            return (visitor.Agency, visitor.Language);
        var agencies = context.RequestServices.GetRequiredService<IAgencyDirectory>();
        var agency = (agencies.FindByHost(context.Request.Host.Host) ?? agencies.All[0]).Agency;
        return (agency, Languages.Pick(context, agency));
    }

    // A person who follows a dead link wants a page; whatever is under /api wants JSON, also from a browser.
    private static bool WantsPage(HttpContext context)
        => !context.Request.Path.StartsWithSegments("/api")
           && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
