using GovStack.Conversations;
using GovStack.Grains;
using GovStack.Grains.Storage;
using GovStack.Silo;
using GovStack.TestKit.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Orleans.TestingHost;

namespace GovStack.Cluster.Tests.Storage;

/// <summary>The cluster's store on a database of its own. Orleans's grain storage comes out of a silo without anything else in it.</summary>
internal sealed class ClusterStoreFixture : ICheckpointStoreFixture
{
    private readonly ClusterDatabase _database;
    private readonly Func<Task> _drop;
    private InProcessTestCluster? _silo;

    private ClusterStoreFixture(ClusterDatabase database, Func<Task> drop) => (_database, _drop) = (database, drop);

    public ICheckpointStore Store { get; private set; } = null!;   // Set when the fixture is made.

    public ClusterDatabase Database => _database;

    /// <summary>Makes an empty store in a SQLite file.</summary>
    public static Task<ICheckpointStoreFixture> CreateSqliteAsync()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"govstack-cluster-{Guid.NewGuid():N}");
        var database = Databases.Open(new ClusterSettings { SqliteFile = "cluster.db" }, new ConfigurationBuilder().Build(), directory);
        return CreateAsync(database, () =>
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
            return Task.CompletedTask;
        });
    }

    /// <summary>Makes an empty store in a database.</summary>
    public static async Task<ICheckpointStoreFixture> CreateAsync(ClusterDatabase database, Func<Task> drop)
    {
        await ClusterSchema.MigrateAsync(database, CancellationToken.None);
        await ClusterSchema.MigrateAsync(database, CancellationToken.None);   // A second time changes nothing.
        var fixture = new ClusterStoreFixture(database, drop);
        await fixture.RestartAsync();
        return fixture;
    }

    /// <summary>Makes the store of a conversation's one writer.</summary>
    public ICheckpointStore StoreOf(string conversation, StandstillWatch watch)
        => new ClusterCheckpointStore(new Heads(Storage, _database), new TurnPages(_database), _database, conversation, watch);

    public async Task RestartAsync()
    {
        await StopAsync();
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ServiceId = "tests";
        builder.ConfigureSiloHost((_, host) => host.Logging.ClearProviders());
        builder.ConfigureSilo((_, silo) => silo.AddConversationStorage(_database).UseInMemoryReminderService());
        _silo = builder.Build();
        await _silo.DeployAsync();
        Store = new ClusterCheckpointStore(new Heads(Storage, _database), new TurnPages(_database), _database);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _drop();
    }

    private IGrainStorage Storage => _silo!.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>(Heads.Name);

    private async Task StopAsync()
    {
        if (_silo is not null)
            await _silo.DisposeAsync();
        _silo = null;
    }
}
