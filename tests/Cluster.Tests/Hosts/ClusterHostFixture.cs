using GovStack.Conversations;
using GovStack.Conversations.Quota;
using GovStack.Grains;
using GovStack.Grains.Storage;
using GovStack.Silo;
using GovStack.TestKit;
using GovStack.TestKit.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;

namespace GovStack.Cluster.Tests.Hosts;

/// <summary>Three silos in this process on one database, the sample agency, and a model and a clock that the test controls. Orleans itself lives in real time.</summary>
public sealed class ClusterHostFixture : IHostFixture
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"govstack-cluster-{Guid.NewGuid():N}");
    private readonly short _silos;
    private readonly KeyValuePair<string, string?>[] _settings;
    private ClusterDatabase? _database;
    private InProcessTestCluster? _cluster;

    /// <summary>Makes a cluster of three silos with the default settings.</summary>
    public ClusterHostFixture()
        : this(3)
    {
    }

    /// <summary>Makes a cluster.</summary>
    public ClusterHostFixture(short silos, params KeyValuePair<string, string?>[] settings)
    {
        (_silos, _settings) = (silos, settings);
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

    /// <summary>Gets the cluster.</summary>
    public InProcessTestCluster Cluster => _cluster ?? throw new InvalidOperationException("Start the host first.");

    /// <summary>Gets the services of the first silo.</summary>
    public IServiceProvider Services => ServicesOf(Cluster.Silos[0]);

    /// <summary>Gets the services of a silo.</summary>
    public static IServiceProvider ServicesOf(InProcessSiloHandle silo) => silo.ServiceProvider;

    /// <inheritdoc/>
    public async Task StartAsync()
    {
        var content = await SharedContent.GetAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Cluster:SqliteFile", Path.Combine(_directory, "cluster.db")),
            // More than any suite asks for: waits are what the quota's own tests are about.
            new("Quota:Pools:openai:RequestsPerMinute", "1000000"),
            new("Quota:Pools:openai:TokensPerMinute", "1000000000"),
            .. _settings,
        ]).Build();
        if (_database is null)
        {
            _database = Databases.Open(configuration.GetSection(ClusterSettings.Section).Get<ClusterSettings>()!, configuration, _directory);
            await ClusterSchema.MigrateAsync(_database, CancellationToken.None);
        }

        var builder = new InProcessTestClusterBuilder(_silos);
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ServiceId = "tests";   // Part of the stored rows: the same after a restart.
        builder.ConfigureSiloHost((_, host) =>
        {
            host.Configuration.AddConfiguration(configuration);
            host.Logging.ClearProviders();
            host.Services.AddSingleton<TimeProvider>(Clock);
            host.Services.AddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, (_, _) => TimeProvider.System);   // What Orleans asks for by name.
            host.Services.AddSingleton(_database);
            host.Services.AddSingleton(content);
            host.Services.AddProviderClient("openai", Model, "openai");
            host.Services.AddGrains();
            host.Services.AddConversations();
        });
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddConversationStorage(_database);
            silo.UseReminders(_database);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        await OpenPoolsAsync(configuration.GetSection("Quota:Pools").GetChildren().Count());
    }

    /// <inheritdoc/>
    public async Task RestartAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Lets the clock run until every pool has its lease, which a killed holder's successor watches for a while, and has paid its debt.</summary>
    private async Task OpenPoolsAsync(int pools)
    {
        var gate = Services.GetRequiredService<IProviderGate>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await gate.StatusAsync(limit.Token)).Count < pools)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(10, limit.Token);   // The lease row is read in real time.
        }

        Clock.Advance(TimeSpan.FromSeconds(3));
    }

    private async Task KillAsync()
    {
        if (_cluster is null)
            return;
        foreach (var silo in _cluster.Silos.ToArray())
            await _cluster.KillSiloAsync(silo);
        await _cluster.DisposeAsync();
        _cluster = null;
    }
}
