using System.Globalization;
using System.Net;
using GovStack.TestKit.Hosts;

namespace GovStack.Frontend.Tests.Staff;

/// <summary>A host whose staff an issuer vouches for.</summary>
public sealed class IssuedHost : IAsyncLifetime
{
    private readonly int _loginsPerMinute;

    public IssuedHost()
        : this(loginsPerMinute: 100)
    {
    }

    internal IssuedHost(int loginsPerMinute) => _loginsPerMinute = loginsPerMinute;

    private readonly string _directory = Directory.CreateTempSubdirectory("govstack-").FullName;

    public FakeIssuer Issuer { get; } = new();

    public StandaloneHostFixture Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Issuer.StartAsync();
        var secret = Path.Combine(_directory, "client-secret");
        await File.WriteAllTextAsync(secret, FakeIssuer.ClientSecret + "\n");
        Host = new(
            "--Staff:Oidc:Authority", Issuer.Address, "--Staff:Oidc:ClientId", FakeIssuer.ClientId, "--Staff:Oidc:ClientSecretFile", secret,
            "--Staff:Oidc:RoleClaim", "groups", "--Staff:Oidc:Roles:Operator:0", "desk-operators", "--Staff:Oidc:Roles:Auditor:0", "desk-auditors",
            "--Limits:LoginPerMinute", _loginsPerMinute.ToString(CultureInfo.InvariantCulture));
        await Host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Issuer.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

public sealed class StaffOidcTests(IssuedHost issued) : IClassFixture<IssuedHost>, IDisposable
{
    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = issued.Host.Address };

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task SignIn_InAGroupWithARole_OpensWhatTheRoleMay()
    {
        using var back = await SignInAsync("desk-operators", "everybody");

        Assert.Equal((HttpStatusCode.OK, "0;url=/ops/api/pools"), (back.StatusCode, back.Headers.GetValues("Refresh").Single()));
        var session = Session(back);
        Assert.Contains("; secure; samesite=strict; httponly", session, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/ops/api/pools", session));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync("/ops/api/audit", session));   // An operator is no auditor.
    }

    [Fact]
    public async Task SignIn_AsAuditor_StandsInTheAudit()
    {
        using var back = await SignInAsync("desk-auditors");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/ops/api/audit");
        request.Headers.Add("Cookie", Session(back).Split(';')[0]);
        using var audit = await _browser.SendAsync(request);
        Assert.Contains("olga", await audit.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WithoutARole_IsRefused()
    {
        using var back = await SignInAsync("everybody");

        AssertRefused(back);
    }

    [Fact]
    public async Task SignIn_TokenSignedByAnother_IsRefused()
    {
        issued.Issuer.SignsWithAStrangersKey = true;
        using var back = await SignInAsync("desk-operators");
        issued.Issuer.SignsWithAStrangersKey = false;

        AssertRefused(back);
    }

    [Fact]
    public async Task SignIn_TokenForAnotherClient_IsRefused()
    {
        issued.Issuer.Audience = "somebody-else";
        using var back = await SignInAsync("desk-operators");
        issued.Issuer.Audience = FakeIssuer.ClientId;

        AssertRefused(back);
    }

    [Fact]
    public async Task Return_InAnotherBrowser_IsRefused()
    {
        using var away = await _browser.GetAsync("/ops/login");
        using var issuer = await _browser.GetAsync(away.Headers.Location);

        using var back = await _browser.GetAsync(issuer.Headers.Location);   // Without the cookies of the one that began.

        AssertRefused(back);
    }

    [Theory]
    [InlineData("/ops/login/callback")]
    [InlineData("/ops/login/callback?code=guess&state=guess")]
    [InlineData("/ops/login/callback?error=access_denied")]
    public async Task Return_Forged_IsRefused(string path)
    {
        using var back = await _browser.GetAsync(path);

        AssertRefused(back);
    }

    [Fact]
    public async Task Return_TooOftenFromOnePlace_IsToldWhenToComeAgain()
    {
        await using var strict = new IssuedHost(loginsPerMinute: 1);
        await strict.InitializeAsync();
        using var tests = new StaffOidcTests(strict);
        using var guess = await tests._browser.GetAsync("/ops/login/callback?code=guess&state=guess");
        AssertRefused(guess);

        using var back = await tests.SignInAsync("desk-operators");   // Whoever it is: the place has had its one.

        Assert.Equal(HttpStatusCode.TooManyRequests, back.StatusCode);
        Assert.InRange(back.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal("application/problem+json", back.Content.Headers.ContentType?.MediaType);
        Assert.False(back.Headers.Contains("Set-Cookie"));
        Assert.Equal(0, strict.Issuer.Redemptions);   // Refused at the door: the issuer is not asked.
    }

    [Fact]
    public async Task ClosedPages_EvenOnThisMachine_NeedASession()
        => Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/ops/api/pools", "__Host-staff=forged"));

    [Fact]
    public async Task SignInForm_WhereAnIssuerVouches_IsNotThere()
    {
        using var response = await _browser.PostAsync("/ops/login", new FormUrlEncodedContent([new("name", "ana"), new("password", "guess")]));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task SignOut_EndsBothSessions()
    {
        using var back = await SignInAsync("desk-operators");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ops/logout");
        request.Headers.Add("Cookie", Session(back).Split(';')[0]);

        using var response = await _browser.SendAsync(request);

        Assert.Contains(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-staff=;", StringComparison.Ordinal));
        Assert.StartsWith($"0;url={issued.Issuer.Address}/end?", response.Headers.GetValues("Refresh").Single(), StringComparison.Ordinal);
    }

    private static void AssertRefused(HttpResponseMessage back)
    {
        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        Assert.DoesNotContain(back.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], cookie => cookie.StartsWith("__Host-staff=", StringComparison.Ordinal));
    }

    private static string Session(HttpResponseMessage back)
        => back.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("__Host-staff=", StringComparison.Ordinal));

    // To the issuer and back, as a browser goes.
    private async Task<HttpResponseMessage> SignInAsync(params string[] groups)
    {
        issued.Issuer.Groups = groups;
        using var away = await _browser.GetAsync("/ops/login?return=/ops/api/pools");
        Assert.Equal(HttpStatusCode.Redirect, away.StatusCode);
        using var issuer = await _browser.GetAsync(away.Headers.Location);
        using var request = new HttpRequestMessage(HttpMethod.Get, issuer.Headers.Location);
        request.Headers.Add("Cookie", string.Join("; ", away.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0])));
        return await _browser.SendAsync(request);
    }

    private async Task<HttpStatusCode> GetAsync(string path, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var response = await _browser.SendAsync(request);
        return response.StatusCode;
    }
}
