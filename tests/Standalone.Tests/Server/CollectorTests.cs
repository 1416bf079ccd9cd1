using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using GovStack.TestKit.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GovStack.Standalone.Tests.Server;

/// <summary>What an OpenTelemetry collector is sent by the real server over OTLP: metrics and traces, and not a word of a person.</summary>
public sealed class CollectorTests : IDisposable
{
    private const string Canary = "quetzalcoatlus";

    private readonly string _path = Directory.CreateDirectory(SqliteStoreFixture.NewPath()).FullName;
    private readonly ConcurrentDictionary<string, ConcurrentBag<string>> _received = new();

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    [Trait("Category", "Long")]
    public async Task Server_CollectorConfigured_SendsMetricsAndTracesWithoutThePersonsWords()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var collector = Collector();
        await collector.StartAsync(cancellationToken);
        using (var server = await RunningServer.StartAsync(
            _path, cancellationToken, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_SERVICE_NAME", "town")))
        {
            await AskAsync(server.Address, $"How do I renew a passport for my {Canary}?", cancellationToken);
            await server.StopAsync();   // Sends what is left.
        }

        Assert.Contains(_received["/v1/metrics"], body => body.Contains("govstack.turns", StringComparison.Ordinal) && body.Contains("town", StringComparison.Ordinal));
        Assert.Contains(_received["/v1/traces"], body => body.Contains("turn", StringComparison.Ordinal) && body.Contains("govstack.botlet", StringComparison.Ordinal));
        Assert.DoesNotContain(_received.Values.SelectMany(bodies => bodies), body => body.Contains(Canary, StringComparison.Ordinal));
    }

    private static async Task AskAsync(Uri address, string text, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = address };
        using var started = await client.PostAsync("api/conversations", null, cancellationToken);
        var key = await started.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/conversations/{key.GetProperty("id").GetString()}/turns") { Content = JsonContent.Create(new { text }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.GetProperty("secret").GetString());
        using var answered = await client.SendAsync(request, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    // Protobuf keeps text as it is, so a body can be searched like text.
    private WebApplication Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _received.GetOrAdd(context.Request.Path, _ => []).Add(Encoding.Latin1.GetString(body.ToArray()));
        });
        return app;
    }
}
