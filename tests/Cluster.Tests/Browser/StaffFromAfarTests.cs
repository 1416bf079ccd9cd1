using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using GovStack.Frontend.Staff;
using GovStack.Frontend.Tests.Browser;
using GovStack.Silo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GovStack.Cluster.Tests.Browser;

/// <summary>What is for staff, from another machine: the server believes the proxy on this one, which says that the caller is far away.</summary>
[Trait("Category", "Long")]
public sealed class StaffFromAfarTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    private static readonly Dictionary<string, string> FromAfar = new() { ["X-Forwarded-For"] = "203.0.113.9" };

    private readonly string _directory = Directory.CreateTempSubdirectory("govstack-").FullName;
    private readonly Uri _address = new($"https://127.0.0.1:{Machine.FreePort()}/");
    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        var file = Path.Combine(_directory, "staff.json");
        using var output = new StringWriter();
        using var input = new StringReader(Password + "\n");
        Assert.Equal(0, StaffCommand.Create(input, output).Parse(["add", "vic", "--file", file, "--role", "Viewer"]).Invoke());
        await WriteCertificateAsync();
        string[] args =
        [
            "--urls", _address.GetLeftPart(UriPartial.Authority),
            "--Kestrel:Certificates:Default:Path", Path.Combine(_directory, "server.pem"), "--Kestrel:Certificates:Default:KeyPath", Path.Combine(_directory, "server.key.pem"),
            "--Content:Directory", Path.Combine(TestKit.Repository.Root, "content", "sample-agency"),
            "--Cluster:SqliteFile", Path.Combine(_directory, "cluster.db"),
            "--Cluster:SiloPort", $"{Machine.FreePort()}", "--Cluster:GatewayPort", $"{Machine.FreePort()}",
            "--Frontend:SecretFile", Path.Combine(_directory, "server.key"),
            "--Frontend:TrustedProxies:0", "127.0.0.1",
            "--Staff:File", file,
        ];
        _app = SiloHost.Build(args, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Environment.WebRootFileProvider = new PhysicalFileProvider(Path.Combine(TestKit.Repository.Root, "src", "Frontend", "wwwroot"));
        });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/index.min.js")]
    [InlineData("/dashboard/DashboardCounters")]
    [InlineData("/ops")]
    [InlineData("/ops/api/pools")]
    [InlineData("/metrics")]
    public async Task Get_NobodySignedIn_IsClosed(string path)
    {
        using var trusting = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(trusting) { BaseAddress = _address };
        foreach (var (name, value) in FromAfar)
            http.DefaultRequestHeaders.Add(name, value);

        using var response = await http.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Dashboard_SignedIn_ShowsTheSilo()
    {
        await using var browser = await Chromium.LaunchAsync();
        Assert.SkipWhen(browser is null, Chromium.Missing);
        await using var chat = await browser!.OpenAsync(_address, model: null, new() { ExtraHTTPHeaders = FromAfar, IgnoreHTTPSErrors = true });
        var page = chat.Page;
        chat.Faults.Clear();

        await page.GotoAsync(new Uri(_address, "dashboard").AbsoluteUri);
        await Expect(page).ToHaveURLAsync(new Regex("/ops/login"));
        await page.Locator("input[name=name]").FillAsync("vic");
        await page.Locator("input[name=password]").FillAsync(Password);
        await page.Locator("input[name=password]").PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/dashboard"));

        await Expect(page.Locator("body")).ToContainTextAsync("Active Silos");

        Assert.True(chat.Faults.Count == 0, string.Join('\n', chat.Faults));
    }

    // A password is taken over HTTPS only.
    private async Task WriteCertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(_directory, "server.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(_directory, "server.key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
