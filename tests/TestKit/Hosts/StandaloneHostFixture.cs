using GovStack.Conversations;
using GovStack.Standalone;
using GovStack.TestKit.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GovStack.TestKit.Hosts;

/// <summary>The standalone host in this process, on the sample agency's pack and a temporary data directory.</summary>
public sealed class StandaloneHostFixture : IHostFixture
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"govstack-host-{Guid.NewGuid():N}");
    private readonly string[] _settings;
    private WebApplication? _app;

    /// <summary>Makes a host with the default settings.</summary>
    public StandaloneHostFixture()
        : this([])
    {
    }

    /// <summary>Makes a host.</summary>
    /// <param name="settings">Further settings, as on the command line.</param>
    public StandaloneHostFixture(params string[] settings)
    {
        _settings = settings;
        // The sample pack's pages are dated up to November 2026.
        Clock = new ManualClock(new DateTimeOffset(2026, 11, 25, 15, 0, 0, TimeSpan.Zero));
        Model = new ScriptedChatClient(Clock);
    }

    /// <inheritdoc/>
    public IConversationClient Client => Services.GetRequiredService<IConversationClient>();

    /// <inheritdoc/>
    public ICheckpointStore Store => Services.GetRequiredService<ICheckpointStore>();

    /// <inheritdoc/>
    public ScriptedChatClient Model { get; }

    /// <inheritdoc/>
    public ManualClock Clock { get; }

    /// <summary>Gets the host's services.</summary>
    public IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("Start the host first.");

    /// <summary>Gets the address it listens on.</summary>
    public Uri Address => new(_app!.Urls.First());

    /// <inheritdoc/>
    public async Task StartAsync()
    {
        string[] args =
        [
            "--urls", "http://127.0.0.1:0",
            "--Storage:Directory", _directory,
            "--Content:Directory", Path.Combine(Repository.Root, "content", "sample-agency"),
            // More than any suite asks for: waits are what the quota's own tests are about.
            "--Quota:Pools:openai:RequestsPerMinute", "1000000",
            "--Quota:Pools:openai:TokensPerMinute", "1000000000",
            .. _settings,
        ];
        _app = StandaloneHost.Build(args, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<TimeProvider>(Clock);
            builder.Services.AddProviderClient("openai", Model, "openai");
        });
        await _app.StartAsync();
        // A ledger that does not know what was spent before it began grants nothing in its first moments.
        Clock.Advance(TimeSpan.FromSeconds(5));
    }

    /// <inheritdoc/>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private async Task StopAsync()
    {
        if (_app is null)
            return;
        // No grace: what runs is broken off and must run again.
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
}
