using System.Buffers.Text;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GovStack.Frontend.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Staff;

/// <summary>A signed-in member of staff, as the cookie holds it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Roles">The roles.</param>
/// <param name="Tenants">The agencies; "*" for all.</param>
/// <param name="Ends">When the session ends.</param>
/// <param name="Stamp">The account's stamp; null where another scheme vouched for the name.</param>
internal sealed record StaffSession(string Name, IReadOnlyList<StaffRole> Roles, IReadOnlyList<string> Tenants, DateTimeOffset Ends, string? Stamp);

/// <summary>The scheme of the sign-in form: a signed cookie that any server of the cluster can check. It takes principals of other schemes as well.</summary>
internal sealed class StaffSessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ServerSecret secret,
    StaffAccounts accounts,
    IOptions<StaffOptions> staff,
    TimeProvider clock)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The type of the claim that names an agency.</summary>
    public const string TenantClaim = "tenant";

    /// <summary>The type of the claim that ties a session to the account's password.</summary>
    public const string StampClaim = "stamp";

    // __Host- and Secure: over plain HTTP a browser keeps it on this machine only.
    private const string Cookie = "__Host-staff";
    private const string Purpose = "staff-session";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Read(Request.Cookies[Cookie]) is not { } session || session.Ends <= clock.GetUtcNow())
            return Task.FromResult(AuthenticateResult.NoResult());
        if (session.Stamp is not null && (accounts.Find(session.Name) is not { } account || StaffAccounts.StampOf(account) != session.Stamp))
            return Task.FromResult(AuthenticateResult.Fail("The account is gone or has another password."));
        var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.Name, session.Name),
                .. session.Roles.Select(role => new Claim(ClaimTypes.Role, role.ToString())),
                .. session.Tenants.Select(tenant => new Claim(TenantClaim, tenant)),
            ],
            Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name)));
    }

    protected override Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        var tenants = user.FindAll(TenantClaim).Select(claim => claim.Value).ToList();
        var session = new StaffSession(
            user.Identity?.Name ?? throw new ArgumentException("A member of staff has a name.", nameof(user)),
            [.. Enum.GetValues<StaffRole>().Where(role => user.IsInRole(role.ToString()))],
            tenants.Count == 0 ? ["*"] : tenants,
            clock.GetUtcNow() + staff.Value.SessionLength,
            user.FindFirstValue(StampClaim));
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(session, StaffJson.Default.StaffSession));
        Response.Cookies.Append(Cookie, $"{payload}.{secret.Sign(Purpose, payload)}", CookieOptions());
        return Task.CompletedTask;
    }

    protected override Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        Response.Cookies.Delete(Cookie, CookieOptions());
        return Task.CompletedTask;
    }

    private static CookieOptions CookieOptions() => new()
    {
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        IsEssential = true,
    };

    private StaffSession? Read(string? cookie)
        => cookie?.Split('.') is [var payload, var signature] && secret.IsSigned(Purpose, payload, signature)
            ? JsonSerializer.Deserialize(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(payload)), StaffJson.Default.StaffSession)
            : null;
}
