using GovStack.Frontend.Identity;
using Microsoft.AspNetCore.Http;

namespace GovStack.Frontend.Tests.Identity;

public sealed class PersonCookieTests
{
    private readonly PersonCookie _cookie = new(new ServerSecret(new byte[32]));

    [Fact]
    public void FindOrCreate_OverHttps_SetsAHostCookieThatNoScriptAndNoOtherSiteSees()
    {
        var context = new DefaultHttpContext { Request = { Scheme = "https" } };

        _cookie.FindOrCreate(context);

        var header = Assert.Single(context.Response.Headers.SetCookie)!;
        Assert.StartsWith("__Host-person=", header, StringComparison.Ordinal);
        Assert.Contains("; secure", header, StringComparison.Ordinal);
        Assert.Contains("; samesite=strict", header, StringComparison.Ordinal);
        Assert.Contains("; httponly", header, StringComparison.Ordinal);
        Assert.Contains("; path=/", header, StringComparison.Ordinal);
        Assert.DoesNotContain("domain", header, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void FindOrCreate_NextRequestWithTheCookie_IsTheSamePerson()
    {
        var first = new DefaultHttpContext();
        var person = _cookie.FindOrCreate(first);
        var next = new DefaultHttpContext();
        next.Request.Headers.Cookie = first.Response.Headers.SetCookie.ToString().Split(';')[0];

        Assert.Equal(person, _cookie.Find(next));
        Assert.Equal(person, _cookie.FindOrCreate(next));
        Assert.Equal(0, next.Response.Headers.SetCookie.Count);
    }

    [Fact]
    public void FindOrCreate_TwiceInOneRequest_SetsOneCookie()
    {
        var context = new DefaultHttpContext();

        Assert.Equal(_cookie.FindOrCreate(context), _cookie.FindOrCreate(context));
        Assert.Single(context.Response.Headers.SetCookie);
    }

    [Fact]
    public void FindOrCreate_Always_KeepsTheCookieOutOfThePersonId()
    {
        var context = new DefaultHttpContext();
        var person = _cookie.FindOrCreate(context);

        Assert.Equal(22, person.Length);
        Assert.DoesNotContain(person, context.Response.Headers.SetCookie.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("person=short")]
    [InlineData("person=!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("other=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Find_AnythingElse_IsNobody(string header)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = header;

        Assert.Null(_cookie.Find(context));
    }

    [Fact]
    public void Find_PlainCookieOverHttps_IsNobody()
    {
        var context = new DefaultHttpContext { Request = { Scheme = "https" } };
        context.Request.Headers.Cookie = "person=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

        Assert.Null(_cookie.Find(context));
    }
}
