using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GovStack.Frontend.Tests.Staff;

/// <summary>An OpenID Connect issuer on this machine: real signatures, checks the client's secret, the code and its PKCE proof.</summary>
public sealed class FakeIssuer : IAsyncDisposable
{
    public const string ClientId = "govstack";
    public const string ClientSecret = "the client's secret";

    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "current" };
    private readonly RsaSecurityKey _stranger = new(RSA.Create(2048)) { KeyId = "current" };
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce)> _codes = new();
    private readonly WebApplication _app;
    private int _redemptions;

    public FakeIssuer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => new
        {
            issuer = Address,
            authorization_endpoint = $"{Address}/authorize",
            token_endpoint = $"{Address}/token",
            end_session_endpoint = $"{Address}/end",
            jwks_uri = $"{Address}/keys",
        });
        _app.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_key.Rsa.ExportParameters(false)) { KeyId = _key.KeyId });
            return new { keys = new[] { new { kty = key.Kty, kid = key.Kid, n = key.N, e = key.E, use = "sig", alg = "RS256" } } };
        });
        _app.MapGet("/authorize", (HttpRequest request) =>
        {
            var query = request.Query;
            Assert.Equal(("code", ClientId, "S256"), (query["response_type"].ToString(), query["client_id"].ToString(), query["code_challenge_method"].ToString()));
            var code = Guid.NewGuid().ToString("N");
            _codes[code] = (query["code_challenge"].ToString(), query["nonce"].ToString());
            return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}");
        });
        _app.MapPost("/token", async (HttpRequest request) =>
        {
            Interlocked.Increment(ref _redemptions);
            var form = await request.ReadFormAsync();
            if (form["client_secret"] != ClientSecret || !_codes.TryRemove(form["code"].ToString(), out var asked)
                || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked.Challenge)
                return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
            return Results.Json(new { access_token = "opaque", token_type = "Bearer", expires_in = 60, id_token = Token(asked.Nonce) });
        });
    }

    /// <summary>Gets where it answers.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Gets how often a token was asked for.</summary>
    public int Redemptions => Volatile.Read(ref _redemptions);

    /// <summary>Gets or sets the groups of who signs in next.</summary>
    public string[] Groups { get; set; } = [];

    /// <summary>Gets or sets whether the next token is signed with a key that is not the issuer's.</summary>
    public bool SignsWithAStrangersKey { get; set; }

    /// <summary>Gets or sets whom the next token is for.</summary>
    public string Audience { get; set; } = ClientId;

    public async Task StartAsync()
    {
        await _app.StartAsync();
        Address = _app.Urls.Single();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private string Token(string nonce) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Address,
        Audience = Audience,
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
        Subject = new ClaimsIdentity([new("sub", "7"), new("nonce", nonce), new("preferred_username", "olga"), .. Groups.Select(group => new Claim("groups", group))]),
        SigningCredentials = new(SignsWithAStrangersKey ? _stranger : _key, SecurityAlgorithms.RsaSha256),
    });
}
