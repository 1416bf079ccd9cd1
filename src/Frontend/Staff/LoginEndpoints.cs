using System.Security.Claims;
using GovStack.Conversations.Agencies;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Limits;
using GovStack.Frontend.Pages;
using GovStack.Frontend.People;
using GovStack.Frontend.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Staff;

/// <summary>Signing staff in and out: by name and password, or where an issuer is configured by that alone.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this IEndpointRouteBuilder app)
    {
        var login = app.MapGroup("/ops").WithMetadata(new ForVisitors()).ExcludeFromDescription();
        login.MapPost("/logout", SignOutAsync);
        if (IsByIssuer(app.ServiceProvider))
        {
            login.MapGet("/login", (HttpContext context) => context.ChallengeAsync(StaffOidc.Scheme, new() { RedirectUri = ReturnPath(context.Request.Query["return"]) }));
            // Answered by the scheme's handler, in UseAuthentication; the endpoint tells the middleware before it that there is a visitor, by whatever method.
            login.Map("/login/callback", () => Results.NotFound());
            return;
        }

        login.MapGet("/login", (HttpContext context, FormToken tokens) => HtmlPage.WriteAsync(context, Page(context, tokens, null)));
        login.MapPost("/login", SignInAsync);
    }

    /// <summary>Lets the issuer's answer in, unless too many came from one place.</summary>
    internal static async Task AdmitAsync(MessageReceivedContext message)
    {
        if (message.HttpContext.RequestServices.GetRequiredService<DoorLimits>().AdmitLogin(message.HttpContext) is not { } refused)
            return;
        message.HandleResponse();
        await refused.ToResult().ExecuteAsync(message.HttpContext);
    }

    /// <summary>Refuses whom the issuer did not vouch for, or who has no role here. The handler's log says why.</summary>
    internal static async Task RefuseAsync(RemoteFailureContext failure)
    {
        var (context, visitor) = (failure.HttpContext, failure.HttpContext.Visitor());
        var text = ProductTexts.Get(visitor.Agency, "staff.refused", visitor.Language);
        failure.HandleResponse();
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        await HtmlPage.WriteAsync(context, new(visitor.Language, text, $"<p class=\"notice\" role=\"alert\">{MarkdownHtml.Encode(text)}</p>"));
    }

    /// <summary>Signs in whom the issuer vouched for.</summary>
    internal static async Task ReceiveAsync(TicketReceivedContext ticket)
    {
        var context = ticket.HttpContext;
        var name = ticket.Principal!.Identity!.Name!;
        await context.SignInAsync(StaffSchemes.Session, ticket.Principal);
        await context.RequestServices.GetRequiredService<PersonArchive>().AuditAsync(context.Visitor().Tenant, name, "sign-in", name, null, context.RequestAborted);
        ticket.HandleResponse();
        await GoOnAsync(context, ReturnPath(ticket.ReturnUri));
    }

    // A browser holds a strict cookie back on a redirect that began at another site, and follows no redirect to one after a form: our own page goes on instead.
    private static Task GoOnAsync(HttpContext context, string to)
    {
        var visitor = context.Visitor();
        context.Response.Headers["Refresh"] = $"0;url={to}";
        var title = ProductTexts.Get(visitor.Agency, "staff.sign-in", visitor.Language);
        return HtmlPage.WriteAsync(context, new(visitor.Language, title, $"<p><a href=\"{MarkdownHtml.Encode(to)}\">{MarkdownHtml.Encode(title)}</a></p>"));
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context,
        FormToken tokens,
        StaffAccounts accounts,
        DoorLimits limits,
        PersonArchive archive,
        IOptions<StaffOptions> options)
    {
        var visitor = context.Visitor();
        if (!context.Request.IsHttps && !Loopback.IsLocal(context))
            return new Problem(ProblemCodes.HttpsRequired).ToResult();
        if (!context.Request.HasFormContentType)
            return new Problem(ProblemCodes.UnsupportedMediaType).ToResult();
        if (limits.AdmitLogin(context) is { } refused)
            return refused.ToResult();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!tokens.IsValid(context, form[FormToken.Field]))
            return await AgainAsync(context, tokens, ProblemCodes.StatusOf(ProblemCodes.FormExpired), "problem.form-expired");
        var account = await accounts.CheckAsync(form["name"].ToString(), form["password"].ToString(), context.RequestAborted);
        if (account is null)
            return await AgainAsync(context, tokens, StatusCodes.Status401Unauthorized, "staff.wrong");

        await context.SignInAsync(options.Value.Scheme, PrincipalOf(account));
        await archive.AuditAsync(visitor.Tenant, account.Name, "sign-in", account.Name, null, context.RequestAborted);
        context.Response.Headers.Location = ReturnPath(form["return"]);
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IOptions<StaffOptions> options, IOptionsMonitor<OpenIdConnectOptions> oidc)
    {
        await context.SignOutAsync(options.Value.Scheme);
        if (IsByIssuer(context.RequestServices))
        {
            await GoOnAsync(context, await StaffOidc.FindSignOutAsync(context, oidc.Get(StaffOidc.Scheme)) ?? "/");
            return Results.Empty;
        }

        context.Response.Headers.Location = StaffGuard.LoginPath;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static bool IsByIssuer(IServiceProvider services) => services.GetRequiredService<IOptions<StaffOidcOptions>>().Value.Authority.Length > 0;

    private static ClaimsPrincipal PrincipalOf(StaffAccount account) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.Name, account.Name),
            new(StaffSessionHandler.StampClaim, StaffAccounts.StampOf(account)),
            .. account.Roles.Select(role => new Claim(ClaimTypes.Role, role.ToString())),
            .. account.Tenants.Select(tenant => new Claim(StaffSessionHandler.TenantClaim, tenant)),
        ],
        StaffSchemes.Session));

    // Only to our own closed pages: anything else would be a redirect for hire.
    private static string ReturnPath(string? path)
        => path is not null && (path == "/dashboard" || path.StartsWith("/ops", StringComparison.Ordinal) || path.StartsWith("/dashboard/", StringComparison.Ordinal))
           && !path.Contains('\\', StringComparison.Ordinal)
            ? path
            : "/ops";

    private static async Task<IResult> AgainAsync(HttpContext context, FormToken tokens, int status, string text)
    {
        context.Response.StatusCode = status;
        await HtmlPage.WriteAsync(context, Page(context, tokens, text));
        return Results.Empty;
    }

    private static HtmlPage Page(HttpContext context, FormToken tokens, string? notice)
    {
        var (agency, language) = (context.Visitor().Agency, context.Visitor().Language);
        string Text(string key) => MarkdownHtml.Encode(ProductTexts.Get(agency, key, language));
        var body = $"""
            <h1>{Text("staff.sign-in")}</h1>
            {(notice is null ? "" : $"<p class=\"notice\" role=\"alert\">{Text(notice)}</p>")}
            <form method="post" action="{StaffGuard.LoginPath}">
            <input type="hidden" name="{FormToken.Field}" value="{MarkdownHtml.Encode(tokens.Create(context))}">
            <input type="hidden" name="return" value="{MarkdownHtml.Encode(ReturnPath(context.Request.Query["return"]))}">
            <p><label for="name">{Text("staff.name")}</label><br><input id="name" name="name" autocomplete="username" required></p>
            <p><label for="password">{Text("staff.password")}</label><br><input id="password" name="password" type="password" autocomplete="current-password" required></p>
            <p><button type="submit">{Text("staff.sign-in")}</button></p>
            </form>
            """;
        return new(language, $"{ProductTexts.Get(agency, "staff.sign-in", language)} – {agency.Name[language]}", body);
    }
}
