using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Identity;

/// <summary>
/// Anti-forgery for plain forms: a cookie and its signature in the form. SameSite=Lax, so that a visit from another site carries it and keeps its token, and a
/// form sent by another site does not.
/// </summary>
internal sealed class FormToken(ServerSecret secret)
{
    /// <summary>The name of the hidden field.</summary>
    public const string Field = "token";

    private const string Purpose = "form";

    /// <summary>Makes the value of the hidden field, setting the cookie where there is none.</summary>
    public string Create(HttpContext context)
    {
        if (Cookie(context) is not { } value)
        {
            value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
            context.Response.Cookies.Append(Name(context), value, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                Path = "/",
                IsEssential = true,
            });
        }

        return secret.Sign(Purpose, value);
    }

    /// <summary>Checks what a form sent.</summary>
    public bool IsValid(HttpContext context, string? token) => Cookie(context) is { } value && secret.IsSigned(Purpose, value, token);

    private static string? Cookie(HttpContext context) => context.Request.Cookies[Name(context)] is { Length: 22 } value ? value : null;

    private static string Name(HttpContext context) => context.Request.IsHttps ? "__Host-form" : "form";
}
