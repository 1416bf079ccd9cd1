using GovStack.Frontend.Identity;
using GovStack.Frontend.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Staff;

/// <summary>A member of staff who calls.</summary>
/// <param name="Name">As it stands in the audit.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="Tenants">For which agencies; "*" for all.</param>
internal sealed record StaffMember(string Name, IReadOnlyList<StaffRole> Roles, IReadOnlyList<string> Tenants)
{
    /// <summary>Says whether they may act in a role at an agency. Every role may look.</summary>
    public bool May(StaffRole role, string? tenant)
        => (role == StaffRole.Viewer ? Roles.Count > 0 : Roles.Contains(role))
           && (tenant is null || Tenants.Contains("*") || Tenants.Contains(tenant));
}

/// <summary>Finds who of the staff calls. Without a file of accounts and an issuer, whoever sits at this machine is staff and nobody else is.</summary>
internal sealed class StaffDoor(StaffAccounts accounts, IOptions<StaffOptions> options, IOptions<StaffOidcOptions> oidc)
{
    private static readonly StaffMember AtThisMachine = new("local", Enum.GetValues<StaffRole>(), ["*"]);

    public async Task<StaffMember?> FindAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(options.Value.Scheme);
        if (result.Principal is { Identity: { IsAuthenticated: true, Name: { } name } } user)
        {
            var tenants = user.FindAll(StaffSessionHandler.TenantClaim).Select(claim => claim.Value).ToList();
            return new(name, [.. Enum.GetValues<StaffRole>().Where(role => user.IsInRole(role.ToString()))], tenants.Count == 0 ? ["*"] : tenants);
        }

        return !accounts.AreNamed && oidc.Value.Authority.Length == 0 && Loopback.IsLocal(context) ? AtThisMachine : null;
    }
}

/// <summary>Closes everything for staff to everybody else, also what the host maps there, such as the Orleans dashboard.</summary>
internal sealed class StaffGuard(RequestDelegate next, StaffDoor door)
{
    /// <summary>Where the sign-in form is.</summary>
    public const string LoginPath = "/ops/login";

    private static readonly PathString[] Closed = ["/ops", "/dashboard"];

    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (!Array.Exists(Closed, closed => path.StartsWithSegments(closed)) || path.StartsWithSegments(LoginPath))
        {
            await next(context);
            return;
        }

        var member = await door.FindAsync(context);
        if (member?.May(StaffRole.Viewer, null) == true)
        {
            context.Features.Set(member);
            await next(context);
        }
        else if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Redirect($"{LoginPath}?return={Uri.EscapeDataString(path.Value!)}");
        }
        else
        {
            await ProblemWriter.WriteAsync(context, new(ProblemCodes.StaffOnly));
        }
    }
}

/// <summary>What endpoints for staff ask for.</summary>
internal static class StaffEndpointExtensions
{
    /// <summary>Gets who of the staff calls an endpoint under a closed path.</summary>
    public static StaffMember Staff(this HttpContext context)
        => context.Features.Get<StaffMember>() ?? throw new InvalidOperationException("The path is not closed by the StaffGuard.");

    /// <summary>Lets only a role in, at the agency of the request.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, StaffRole role)
        where TBuilder : IEndpointConventionBuilder
        => builder.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            return http.Staff().May(role, http.Features.Get<Visitor>()?.Tenant)
                ? await next(context)
                : new Problem(ProblemCodes.RoleMissing).ToResult();
        });

    /// <summary>Registers accounts, sessions and the door.</summary>
    public static void AddStaff(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<StaffAccounts>();
        services.AddSingleton<StaffDoor>();

        // The core alone: the whole package would add key management that these signed cookies do without.
        services.AddAuthenticationCore(options => options.AddScheme<StaffSessionHandler>(StaffSchemes.Session, null));
        services.AddWebEncoders();
        services.AddTransient<StaffSessionHandler>();
        services.AddStaffOidc(configuration);
    }
}
