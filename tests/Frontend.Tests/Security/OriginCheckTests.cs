using GovStack.Conversations.Agencies;
using GovStack.Frontend.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Tests.Security;

public sealed class OriginCheckTests
{
    [Theory]
    [InlineData("POST", "https://chat.town.example", true)]
    [InlineData("POST", "http://chat.town.example", false)]
    [InlineData("POST", "https://chat.town.example:8443", false)]
    [InlineData("POST", "https://evil.example", false)]
    [InlineData("POST", "https://chat.town.example.evil.example", false)]
    [InlineData("POST", "null", false)]
    [InlineData("POST", "", false)]
    [InlineData("POST", "https://www.town.example", true)]
    [InlineData("DELETE", "https://evil.example", false)]
    [InlineData("GET", "https://evil.example", true)]
    public async Task InvokeAsync_Origin_MustBeOursWhereSomethingIsDone(string method, string origin, bool passes)
        => Assert.Equal(passes, await PassesAsync(method, "/api/conversations", request => request.Headers.Origin = origin));

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData("https://chat.town.example", true)]
    public async Task InvokeAsync_WebSocketHandshake_MustComeFromUs(string origin, bool passes)
        => Assert.Equal(passes, await PassesAsync("GET", "/hubs/chat", request =>
        {
            request.Headers.Origin = origin;
            request.Headers.Upgrade = "websocket";
        }));

    [Theory]
    [InlineData("cross-site", false)]
    [InlineData("same-site", false)]
    [InlineData("same-origin", true)]
    [InlineData("none", true)]
    public async Task InvokeAsync_NoOriginButABrowsersOwnWord_IsBelieved(string site, bool passes)
        => Assert.Equal(passes, await PassesAsync("POST", "/ask", request => request.Headers["Sec-Fetch-Site"] = site));

    [Fact]
    public async Task InvokeAsync_ProgramWithoutOrigin_Passes() => Assert.True(await PassesAsync("POST", "/v1/chat/completions", _ => { }));

    private static async Task<bool> PassesAsync(string method, string path, Action<HttpRequest> arrange)
    {
        var passed = false;
        var options = new FrontendOptions { AllowedOrigins = { "https://www.town.example" } };
        var check = new OriginCheck(_ =>
        {
            passed = true;
            return Task.CompletedTask;
        }, Options.Create(options));
        var services = new ServiceCollection().AddSingleton<IAgencyDirectory>(new OneAgency());
        var context = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        context.Request.Method = method;
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("chat.town.example");
        context.Request.Path = path;
        arrange(context.Request);

        await check.InvokeAsync(context);

        Assert.Equal(passed ? 200 : 403, context.Response.StatusCode);
        return passed;
    }
}
