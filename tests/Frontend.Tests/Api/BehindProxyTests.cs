using System.Net;
using GovStack.Frontend.ApiKeys;
using GovStack.TestKit.Hosts;

namespace GovStack.Frontend.Tests.Api;

/// <summary>A host that believes a proxy on this machine, and has one API key.</summary>
public sealed class ProxiedHost : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("govstack-").FullName;

    public ProxiedHost()
    {
        var file = Path.Combine(_directory, "keys.json");
        using var output = new StringWriter();
        Assert.Equal(0, KeysCommand.Create(TimeProvider.System, output).Parse(["add", "--file", file, "--name", "Kiosk", "--tenant", "sample"]).Invoke());
        ApiKey = output.ToString().Trim();
        Host = new("--Frontend:TrustedProxies:0", "127.0.0.1", "--ApiKeys:File", file);
    }

    public StandaloneHostFixture Host { get; }

    public string ApiKey { get; }

    public async ValueTask InitializeAsync() => await Host.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

public sealed class BehindProxyTests(ProxiedHost proxied, FrontendHost direct) : IClassFixture<ProxiedHost>
{
    private static readonly (string, string)[] _fromAfar = [("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "localhost")];

    [Fact]
    public async Task Start_OverHttpsThroughATrustedProxy_HasAHostCookieAndHsts()
    {
        using var caller = new Caller(proxied.Host.Address);

        var (response, _) = await caller.SendAsync(HttpMethod.Post, "/api/conversations", null, null, _fromAfar);

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-person=", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/; secure; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        Assert.Equal("max-age=31536000", Assert.Single(response.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task Start_ForwardedHeadersOfAStranger_AreNotBelieved()
    {
        using var caller = direct.NewCaller();

        var (response, _) = await caller.SendAsync(HttpMethod.Post, "/api/conversations", null, null, _fromAfar);

        Assert.StartsWith("person=", Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("/metrics", HttpStatusCode.Unauthorized)]
    [InlineData("/v1/models", HttpStatusCode.Unauthorized)]
    [InlineData("/api/health", HttpStatusCode.OK)]
    public async Task Get_FromAfar_OpensOnlyWhatIsForAll(string path, HttpStatusCode expected)
    {
        using var caller = new Caller(proxied.Host.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in _fromAfar)
            request.Headers.Add(name, value);

        using var response = await caller.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Complete_FromAfarWithAKey_IsAnswered()
    {
        using var caller = new Caller(proxied.Host.Address);
        proxied.Host.Model.Reset();

        var (response, body) = await caller.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", new { messages = new[] { new { role = "user", content = "How long does a passport take in week 31?" } } },
            proxied.ApiKey, _fromAfar);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("An answer [1].", (string?)body["choices"]![0]!["message"]!["content"], StringComparison.Ordinal);
    }
}
