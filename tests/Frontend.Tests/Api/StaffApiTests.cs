using System.Net;
using AngleSharp.Html.Parser;
using GovStack.Frontend.Staff;
using GovStack.TestKit.Hosts;

namespace GovStack.Frontend.Tests.Api;

/// <summary>A host with two members of staff and narrow limits.</summary>
public sealed class StaffedHost : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    private readonly string _directory = Directory.CreateTempSubdirectory("govstack-").FullName;

    public StaffedHost()
        : this(loginPerMinute: 100)
    {
    }

    internal StaffedHost(int loginPerMinute)
    {
        var file = Path.Combine(_directory, "staff.json");
        Add("ana", StaffRole.Auditor, file);
        Add("vic", StaffRole.Viewer, file);
        Host = new("--Staff:File", file, "--Staff:SessionLength", "00:05:00", "--Frontend:MetricsToken", "scrape-me", "--Limits:LoginPerMinute", $"{loginPerMinute}", "--Limits:PersonBurst", "2", "--Limits:PersonPerMinute", "1", "--Limits:PersonQueue", "0");
    }

    public StandaloneHostFixture Host { get; }

    public async ValueTask InitializeAsync() => await Host.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static void Add(string name, StaffRole role, string file)
    {
        using var output = new StringWriter();
        using var input = new StringReader(Password + "\n");
        Assert.Equal(0, StaffCommand.Create(input, output).Parse(["add", name, "--file", file, "--role", role.ToString()]).Invoke());
    }
}

/// <summary>The same, with one attempt a minute to sign in.</summary>
public sealed class GuardedHost : IAsyncLifetime
{
    private readonly StaffedHost _staffed = new(loginPerMinute: 1);

    public StandaloneHostFixture Host => _staffed.Host;

    public ValueTask InitializeAsync() => _staffed.InitializeAsync();

    public ValueTask DisposeAsync() => _staffed.DisposeAsync();
}

public sealed class StaffApiTests(StaffedHost staffed) : IClassFixture<StaffedHost>
{
    [Theory]
    [InlineData("/ops")]
    [InlineData("/ops/api/audit")]
    [InlineData("/ops/api/pools")]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/anything")]
    public async Task ClosedPages_NobodySignedIn_StayClosed(string path)
    {
        using var caller = NewCaller();

        var (response, problem) = await caller.SendAsync(HttpMethod.Get, path);

        Assert.Equal((HttpStatusCode.Unauthorized, "staff-only"), (response.StatusCode, (string?)problem["code"]));
    }

    [Fact]
    public async Task ClosedPages_InABrowser_LeadToTheForm()
    {
        using var caller = NewCaller();
        using var request = Caller.NewRequest(HttpMethod.Get, "/ops", null, null, ("Accept", "text/html"));

        using var response = await caller.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.Redirect, "/ops/login?return=%2Fops"), (response.StatusCode, response.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task SignIn_Auditor_ReadsTheAuditWithTheSignInInIt()
    {
        using var caller = NewCaller();
        var cookie = await SignInAsync(caller, "ana");

        var (response, audit) = await caller.SendAsync(HttpMethod.Get, "/ops/api/audit", null, null, ("Cookie", cookie));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(audit["entries"]!.AsArray(), entry => (string?)entry!["actor"] == "ana" && (string?)entry["action"] == "sign-in");
    }

    [Fact]
    public async Task SignIn_Viewer_SeesQueuesAndNotTheAudit()
    {
        using var caller = NewCaller();
        var cookie = await SignInAsync(caller, "vic");

        var (pools, _) = await caller.SendAsync(HttpMethod.Get, "/ops/api/pools", null, null, ("Cookie", cookie));
        var (spend, _) = await caller.SendAsync(HttpMethod.Get, "/ops/api/spend", null, null, ("Cookie", cookie));
        var (audit, problem) = await caller.SendAsync(HttpMethod.Get, "/ops/api/audit", null, null, ("Cookie", cookie));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (pools.StatusCode, spend.StatusCode));
        Assert.Equal((HttpStatusCode.Forbidden, "role-missing"), (audit.StatusCode, (string?)problem["code"]));
    }

    [Fact]
    public async Task Export_ByAnAuditor_NeedsAReasonAndLeavesATrace()
    {
        using var caller = NewCaller();
        var conversation = await caller.StartAsync();
        await caller.AskAsync(conversation, new { text = Caller.KnownQuestion });
        var cookie = ("Cookie", await SignInAsync(caller, "ana"));
        var path = $"/ops/api/conversations/{conversation.Id}/export";

        var (without, _) = await caller.SendAsync(HttpMethod.Post, path, new { reason = " " }, null, cookie);
        var (with, export) = await caller.SendAsync(HttpMethod.Post, path, new { reason = "Complaint 17" }, null, cookie);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
        Assert.Equal(Caller.KnownQuestion, (string?)export["turns"]![0]!["question"]);
        var (_, audit) = await caller.SendAsync(HttpMethod.Get, "/ops/api/audit", null, null, cookie);
        Assert.Contains(audit["entries"]!.AsArray(), entry => (string?)entry!["subject"] == conversation.Id && (string?)entry["reason"] == "Complaint 17");
    }

    [Theory]
    [InlineData("__Host-staff=forged")]
    [InlineData("__Host-staff=eyJuYW1lIjoiYW5hIn0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task ClosedPages_ForgedSession_StayClosed(string cookie)
    {
        using var caller = NewCaller();

        var (response, _) = await caller.SendAsync(HttpMethod.Get, "/ops/api/pools", null, null, ("Cookie", cookie));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Session_AfterItsEnd_IsOver()
    {
        using var caller = NewCaller();
        var cookie = await SignInAsync(caller, "vic");

        staffed.Host.Clock.Advance(TimeSpan.FromMinutes(5));

        var (response, _) = await caller.SendAsync(HttpMethod.Get, "/ops/api/pools", null, null, ("Cookie", cookie));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "192.0.2.7", null, HttpStatusCode.Unauthorized)]
    [InlineData("X-Forwarded-For", "192.0.2.7", "scrape-me", HttpStatusCode.OK)]
    [InlineData("X-Forwarded-For", "192.0.2.7", "guess", HttpStatusCode.Unauthorized)]
    [InlineData("Accept", "*/*", null, HttpStatusCode.OK)]
    public async Task Metrics_FromSomewhere_NeedTheTokenOffThisMachine(string header, string value, string? token, HttpStatusCode expected)
    {
        using var caller = NewCaller();
        using var request = Caller.NewRequest(HttpMethod.Get, "/metrics", null, token, (header, value));

        using var response = await caller.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.OK)
            Assert.Contains("process_working_set_bytes", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_FasterThanAPersonMay_IsToldWhenToComeAgain()
    {
        using var caller = NewCaller();
        var conversation = await caller.StartAsync();
        await caller.AskLaterAsync(conversation, Caller.KnownQuestion);
        await caller.AskLaterAsync(conversation, Caller.KnownQuestion);

        var (response, problem) = await caller.AskAsync(conversation, new { text = Caller.KnownQuestion });
        var (crisis, _) = await caller.AskAsync(conversation, new { text = "my house is on fire" });

        Assert.Equal((HttpStatusCode.TooManyRequests, "too-many-requests"), (response.StatusCode, (string?)problem["code"]));
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.OK, crisis.StatusCode);
    }

    internal static async Task<HttpResponseMessage> PostLoginAsync(Caller caller, string name, string password)
    {
        var page = new HtmlParser().ParseDocument(await caller.Http.GetStringAsync("/ops/login"));
        var token = page.QuerySelector("input[name=token]")!.GetAttribute("value")!;
        return await caller.Http.PostAsync("/ops/login", new FormUrlEncodedContent(
            [new("token", token), new("name", name), new("password", password), new("return", "https://evil.example")]));
    }

    private static async Task<string> SignInAsync(Caller caller, string name)
    {
        using var response = await PostLoginAsync(caller, name, StaffedHost.Password);
        Assert.Equal((HttpStatusCode.SeeOther, "/ops"), (response.StatusCode, response.Headers.Location!.OriginalString));
        var cookie = response.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("__Host-staff=", StringComparison.Ordinal));
        Assert.Contains("; secure; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        return cookie.Split(';')[0];
    }

    private Caller NewCaller() => new(staffed.Host.Address);
}

public sealed class StaffLoginTests(GuardedHost guarded) : IClassFixture<GuardedHost>
{
    [Fact]
    public async Task SignIn_GuessingPasswords_IsSlowedDown()
    {
        using var caller = new Caller(guarded.Host.Address);

        using var wrong = await StaffApiTests.PostLoginAsync(caller, "ana", "guess");
        using var limited = await StaffApiTests.PostLoginAsync(caller, "ana", StaffedHost.Password);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
    }
}

public sealed class StaffFormTests(FrontendHost frontend)
{
    [Fact]
    public async Task SignIn_WithoutTheFormsToken_IsRefused()
    {
        using var caller = frontend.NewCaller();

        using var response = await caller.Http.PostAsync("/ops/login", new FormUrlEncodedContent([new("name", "ana"), new("password", StaffedHost.Password)]));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("staff=", response.Headers.ToString(), StringComparison.Ordinal);
    }
}
