using System.Net;
using GovStack.ProviderSimulator.Ideal;
using GovStack.ProviderSimulator.Statistics;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GovStack.ProviderSimulator;

/// <summary>A simulated provider that listens on the loopback interface; for tests, benchmarks and the command of the same name.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private const int Backlog = 4_096;

    private readonly WebApplication _app;
    private readonly Provider _provider;

    private SimulatorHost(WebApplication app, Provider provider) => (_app, _provider) = (app, provider);

    /// <summary>Where it listens, such as <c>http://127.0.0.1:40001/</c>: the base address for Anthropic's client.</summary>
    public Uri BaseUrl => new(_app.Urls.First());

    /// <summary>The base address for OpenAI's client: <see cref="BaseUrl"/> with <c>v1</c>.</summary>
    public Uri OpenAiBaseUrl => new(BaseUrl, "v1");

    /// <summary>What has been counted so far.</summary>
    public SimulatorStatistics Statistics => _provider.Statistics();

    /// <summary>Every call that has ended, in order of ending.</summary>
    public IReadOnlyList<CallRecord> Calls => _provider.Calls(0);

    /// <summary>Starts a provider and returns when it listens.</summary>
    /// <param name="options">What it allows and how it behaves.</param>
    /// <param name="time">Its clock; null takes the system's. With a clock a test moves, answers come when the test moves it.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ArgumentException">The options are not good; the message says why.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions options, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Check() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(' ', faults), nameof(options));

        var provider = new Provider(options, new SimulatedClock(time ?? TimeProvider.System, options.TimeScale));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSockets(sockets => sockets.Backlog = Backlog);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // On a busy machine a client may be slow to send what it began: the provider is not to punish that by breaking off.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromMinutes(5);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });

        // A hanging call must not hold up the end.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        var app = builder.Build();
        SimulatorEndpoints.Map(app, provider);
        await app.StartAsync(cancellationToken);
        return new SimulatorHost(app, provider);
    }

    /// <summary>Returns when that many calls have ended since the start or the last reset.</summary>
    /// <param name="count">How many; 1 or more.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task WaitForCallsAsync(long count, CancellationToken cancellationToken) => _provider.WaitForCallsAsync(count).WaitAsync(cancellationToken);

    /// <summary>Changes limits, faults or pace from now on.</summary>
    /// <exception cref="FormatException">The change names something that does not exist, or leads to options that are not good.</exception>
    public void Change(SimulatorControl change) => _provider.Change(change);

    /// <summary>What the ideal first-come queue would do with a list of requests under the limits as they are now.</summary>
    public IdealAnswer Ideal(IdealQuestion question) => IdealQueue.Answer(question, _provider.Options);

    /// <summary>Returns when the process is told to end.</summary>
    public Task WaitForEndAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
