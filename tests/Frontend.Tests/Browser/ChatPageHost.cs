using System.Net;
using System.Net.Sockets;
using GovStack.Standalone;
using GovStack.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GovStack.Frontend.Tests.Browser;

/// <summary>The whole standalone server in this process: the real page, APIs, hub, store and sample agency; only the model is dictated by the test.</summary>
internal sealed class ChatPageHost : IAsyncDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"govstack-page-{Guid.NewGuid():N}");
    private readonly string[] _settings;
    private WebApplication? _app;

    public ChatPageHost(params string[] settings)
    {
        _settings = settings;
        Address = new($"http://127.0.0.1:{FreePort()}/");
    }

    /// <summary>Gets where it listens: the same place after a restart.</summary>
    public Uri Address { get; }

    /// <summary>Gets the model.</summary>
    public PacedModel Model { get; } = new();

    public async Task StartAsync()
    {
        string[] args =
        [
            "--urls", Address.GetLeftPart(UriPartial.Authority),
            "--webroot", Path.Combine(Repository.Root, "src", "Frontend", "wwwroot"),
            "--Content:Directory", Path.Combine(Repository.Root, "content", "sample-agency"),
            "--Storage:Directory", _directory,
            .. _settings,
        ];
        _app = StandaloneHost.Build(args, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddProviderClient("openai", Model, "openai");
        });
        await _app.StartAsync();
    }

    /// <summary>Stops without grace, as a crash would: what runs is broken off.</summary>
    public async Task StopAsync()
    {
        if (_app is null)
            return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await _app.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // That is what no grace means.
        }

        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
