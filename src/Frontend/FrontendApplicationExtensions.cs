using GovStack.Frontend.About;
using GovStack.Frontend.Health;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Live;
using GovStack.Frontend.OpenAi;
using GovStack.Frontend.Pages;
using GovStack.Frontend.People;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Security;
using GovStack.Frontend.Staff;
using GovStack.Frontend.Telemetry;
using GovStack.Frontend.Turns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GovStack.Frontend;

/// <summary>Puts the ways in into a host's pipeline.</summary>
public static class FrontendApplicationExtensions
{
    /// <summary>Adds the middleware and maps the pages, the APIs and the hub. Call it once, after whatever of the host's own must come first.</summary>
    public static WebApplication MapFrontend(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<OriginCheck>();
        app.UseRouting();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
        app.UseWebSockets();
        app.UseMiddleware<StaffGuard>();
        app.UseMiddleware<VisitorDoor>();
        app.UseAuthentication();   // Here and not first, where the host would put it: an issuer's answer is met with a page of the visitor's agency.
        app.UseHubCookie();

        app.MapApi();
        app.MapHealth();
        app.MapOpenAi();
        app.MapChatHub();
        app.MapLogin();
        app.MapStaff();
        app.MapMetrics();
        app.MapAskForm();
        app.MapIndexPage();
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }

    private static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithMetadata(new ForVisitors());
        var conversation = api.MapGroup("/conversations/{id}").AddEndpointFilter<ConversationDoor>();
        api.MapTurns(conversation);
        conversation.MapEvents();
        conversation.MapHistory();
        conversation.MapFeedback();
        api.MapPeople(conversation);
        api.MapAgency();
        api.MapModels();
        api.MapQuick();
    }
}
