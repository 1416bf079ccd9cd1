using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Identity;

/// <summary>
/// Who a person is: nobody, with a random cookie. Only its signature leaves this class. The cookie is SameSite=Strict, so it is set by a request that the page
/// itself sends and never by a visit: a visit from another site does not carry the cookie, and setting one there would replace the person.
/// </summary>
internal sealed class PersonCookie(ServerSecret secret)
{
    private const int CookieBytes = 32;
    private const int CookieLength = 43;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly object Key = new();

    /// <summary>Finds the person of a request, or null.</summary>
    public string? Find(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var known))
            return (string)known!;
        var value = context.Request.Cookies[Name(context)];
        return value is { Length: CookieLength } && Base64Url.IsValid(value) ? Know(context, value) : null;
    }

    /// <summary>Finds the person, or makes one and sets the cookie.</summary>
    public string FindOrCreate(HttpContext context)
    {
        if (Find(context) is { } person)
            return person;
        var value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CookieBytes));
        context.Response.Cookies.Append(Name(context), value, Options(context, Lifetime));
        return Know(context, value);
    }

    /// <summary>Forgets the person.</summary>
    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name(context), Options(context, null));

    private static string Name(HttpContext context) => context.Request.IsHttps ? "__Host-person" : "person";

    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        IsEssential = true,
        MaxAge = lifetime,
    };

    // 22 characters carry more than 128 bits: as hard to guess as the cookie, and shorter in every row that names the person.
    private string Know(HttpContext context, string cookie)
    {
        var person = secret.Sign("person", cookie)[..22];
        context.Items[Key] = person;
        return person;
    }
}
