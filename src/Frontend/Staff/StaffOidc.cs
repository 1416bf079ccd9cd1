using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace GovStack.Frontend.Staff;

/// <summary>
/// Staff signed in by an OpenID Connect issuer: authorization code with PKCE. What comes of it is the same signed cookie as the form's, so everything behind
/// the door knows one kind of session.
/// </summary>
internal static class StaffOidc
{
    /// <summary>The scheme's name.</summary>
    public const string Scheme = "StaffOidc";

    /// <summary>Where the issuer sends people back to.</summary>
    public const string CallbackPath = StaffGuard.LoginPath + "/callback";

    /// <summary>Registers the scheme where an issuer is configured.</summary>
    public static void AddStaffOidc(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<StaffOidcOptions, StaffOidcOptionsValidator>().Bind(configuration.GetSection(StaffOidcOptions.Section));
        services.AddSingleton<IValidateOptions<StaffOidcOptions>, StaffOidcRules>();
        if (string.IsNullOrEmpty(configuration[$"{StaffOidcOptions.Section}:{nameof(StaffOidcOptions.Authority)}"]))
            return;

        // The state on its way to the issuer and back is sealed with the secret all servers share: any of them may be the one it comes back to.
        // AddAuthentication() would bring key files of each server's own along; this is what else the handler asks for.
        services.TryAddSingleton<IDataProtectionProvider, SecretProtection>();
        services.TryAddSingleton<IAuthenticationConfigurationProvider, NoSchemeConfiguration>();
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddOpenIdConnect(Scheme, _ => { });
        services.AddOptions<OpenIdConnectOptions>(Scheme).Configure<IOptions<StaffOidcOptions>>((oidc, options) => Configure(oidc, options.Value));
    }

    /// <summary>Finds where to end the session at the issuer as well, or null where it offers nothing.</summary>
    public static async Task<string?> FindSignOutAsync(HttpContext context, OpenIdConnectOptions oidc)
    {
        var issuer = await oidc.ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
        if (string.IsNullOrEmpty(issuer.EndSessionEndpoint))
            return null;
        var home = $"{context.Request.Scheme}://{context.Request.Host}/";
        return new OpenIdConnectMessage { IssuerAddress = issuer.EndSessionEndpoint, ClientId = oidc.ClientId, PostLogoutRedirectUri = home }.CreateLogoutRequestUrl();
    }

    private static void Configure(OpenIdConnectOptions oidc, StaffOidcOptions options)
    {
        oidc.Authority = options.Authority;
        oidc.RequireHttpsMetadata = !new Uri(options.Authority).IsLoopback;
        oidc.ClientId = options.ClientId;
        oidc.ClientSecret = options.ClientSecretFile.Length > 0 ? File.ReadAllText(options.ClientSecretFile).Trim() : null;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;   // Comes back as a GET, so that the cookies of the way need not be open to other sites.
        oidc.UsePkce = true;
        oidc.MapInboundClaims = false;
        oidc.SignInScheme = StaffSchemes.Session;
        oidc.CallbackPath = CallbackPath;
        oidc.CorrelationCookie.SameSite = SameSiteMode.Lax;
        oidc.CorrelationCookie.SecurePolicy = CookieSecurePolicy.Always;
        oidc.NonceCookie.SameSite = SameSiteMode.Lax;
        oidc.NonceCookie.SecurePolicy = CookieSecurePolicy.Always;
        oidc.TokenValidationParameters.NameClaimType = options.NameClaim;
        oidc.TokenValidationParameters.RoleClaimType = ClaimTypes.Role;
        foreach (var scope in options.Scopes)
            oidc.Scope.Add(scope);
        oidc.Events.OnMessageReceived = LoginEndpoints.AdmitAsync;
        oidc.Events.OnRemoteFailure = LoginEndpoints.RefuseAsync;
        oidc.Events.OnTicketReceived = LoginEndpoints.ReceiveAsync;
        oidc.Events.OnTokenValidated = context =>
        {
            TakeRoles(context, options);
            return Task.CompletedTask;
        };
    }

    // The session holds the name and our roles, and nothing else that the issuer tells.
    private static void TakeRoles(TokenValidatedContext context, StaffOidcOptions options)
    {
        var told = context.Principal!;
        var values = told.FindAll(options.RoleClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        var roles = options.RolesOf(values).ToList();
        if (told.FindFirstValue(options.NameClaim) is not { Length: > 0 } name)
            context.Fail($"The issuer names nobody in the claim {options.NameClaim}.");
        else if (roles.Count == 0)
            context.Fail($"No value of the claim {options.RoleClaim} is a role here.");
        else
            context.Principal = new(new ClaimsIdentity([new(ClaimTypes.Name, name), .. roles.Select(role => new Claim(ClaimTypes.Role, role.ToString()))], Scheme));
    }

    // The scheme has one configuration, StaffOidcOptions.
    private sealed class NoSchemeConfiguration : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
