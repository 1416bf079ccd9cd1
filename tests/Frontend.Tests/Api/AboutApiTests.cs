using System.Net;

namespace GovStack.Frontend.Tests.Api;

public sealed class AboutApiTests(FrontendHost frontend)
{
    [Theory]
    [InlineData("/api/agency", null, "en", "Public Services Desk")]
    [InlineData("/api/agency", "es-MX, en;q=0.5", "es", "Ventanilla de Servicios Públicos")]
    [InlineData("/api/agency", "de, es;q=0.5", "es", "Ventanilla de Servicios Públicos")]
    [InlineData("/api/agency?language=es", "en", "es", "Ventanilla de Servicios Públicos")]
    [InlineData("/api/agency?language=xx", "garbage;;;", "en", "Public Services Desk")]
    public async Task Agency_InALanguage_SpeaksIt(string path, string? accept, string language, string name)
    {
        using var caller = frontend.NewCaller();

        var (_, agency) = await caller.SendAsync(HttpMethod.Get, path, null, null, accept is null ? [] : [("Accept-Language", accept)]);

        Assert.Equal((language, name), ((string?)agency["language"], (string?)agency["name"]));
        Assert.Equal("911", (string?)agency["emergency"]![0]!["number"]);
        Assert.Equal(32 * 1024, (int)agency["limits"]!["textBytes"]!);
        Assert.Equal(["tax", "permits", "emergency", "general"], agency["botlets"]!.AsArray().Select(botlet => (string)botlet!["id"]!));
    }

    [Fact]
    public async Task Models_Always_NamesServicesAndChainsAndNoProvidersModel()
    {
        using var caller = frontend.NewCaller();

        var (_, models) = await caller.SendAsync(HttpMethod.Get, "/api/models");

        Assert.Equal(
            ["auto", "tax", "permits", "emergency", "general", "fast", "large", "standard"],
            models["models"]!.AsArray().Select(model => (string)model!["id"]!));
    }

    [Fact]
    public async Task Quick_KnownQuestion_IsAnsweredWithoutAConversation()
    {
        using var caller = frontend.NewCaller();

        var (response, reply) = await caller.SendAsync(HttpMethod.Post, "/api/quick", new { text = Caller.KnownQuestion });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True((bool)reply["found"]!);
        Assert.Equal("Quick", (string?)reply["kind"]);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Quick_DangerToLife_IsTheEmergencyText()
    {
        using var caller = frontend.NewCaller();

        var (_, reply) = await caller.SendAsync(HttpMethod.Post, "/api/quick", new { text = "my house is on fire" });

        Assert.Equal("Crisis", (string?)reply["kind"]);
        Assert.Contains("911", (string?)reply["answer"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/health")]
    [InlineData("/api/health/live")]
    [InlineData("/api/health/ready")]
    public async Task Health_RunningServer_Is200(string path)
    {
        using var caller = frontend.NewCaller();

        var (response, _) = await caller.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Health_Parts_AreNamed()
    {
        using var caller = frontend.NewCaller();

        var (_, report) = await caller.SendAsync(HttpMethod.Get, "/api/health");

        Assert.Equal(["store", "content", "providers", "quota"], report["parts"]!.AsArray().Select(part => (string)part!["name"]!));
    }

    [Fact]
    public async Task OpenApi_Document_DescribesEveryRouteOfTheApi()
    {
        using var caller = frontend.NewCaller();

        var (response, document) = await caller.SendAsync(HttpMethod.Get, "/openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var paths = document["paths"]!.AsObject().Select(path => path.Key).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "/api/conversations", "/api/conversations/{id}", "/api/conversations/{id}/turns", "/api/conversations/{id}/events",
                "/api/conversations/{id}/stop", "/api/conversations/{id}/checkpoints", "/api/conversations/{id}/fork", "/api/conversations/{id}/export",
                "/api/conversations/{id}/turns/{turn}/feedback", "/api/me", "/api/me/export", "/api/me/conversations", "/api/quick", "/api/models",
                "/api/agency", "/api/health", "/v1/chat/completions", "/v1/models", "/ops/api/audit",
            },
            paths);
        Assert.DoesNotContain("secret", string.Join(' ', paths), StringComparison.OrdinalIgnoreCase);
    }
}
