using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GovStack.Frontend.Health;

/// <summary>Whether the server lives, whether it should get work, and how its parts are.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/api/health").WithTags("Health");
        health.MapGet("/live", () => Results.Json(new HealthReport("live", []), ApiJson.Options))
            .WithName("GetLive").WithSummary("The process answers.").Produces<HealthReport>();
        health.MapGet("/ready", (HttpContext context, HealthChecks checks) => ReportAsync(context, checks))
            .WithName("GetReady").WithSummary("503 while it must get no work: starting or stopping. Without its store it is degraded: it answers emergencies.")
            .Produces<HealthReport>().Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("", (HttpContext context, HealthChecks checks) => ReportAsync(context, checks))
            .WithName("GetHealth").WithSummary("The parts: store, content, providers, quota.")
            .Produces<HealthReport>().Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReportAsync(HttpContext context, HealthChecks checks)
    {
        var report = await checks.LookAsync(context.RequestAborted);
        return Results.Json(report, ApiJson.Options, statusCode: report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
