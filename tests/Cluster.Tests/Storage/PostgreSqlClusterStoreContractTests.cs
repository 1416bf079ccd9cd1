using GovStack.Silo;
using GovStack.TestKit.Contracts;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace GovStack.Cluster.Tests.Storage;

/// <summary>The contract of checkpoint stores, on the cluster's with PostgreSQL: a server of this run on loopback, a database for each test.</summary>
[Trait("Category", "Long")]
public sealed class PostgreSqlClusterStoreContractTests : CheckpointStoreContractTests
{
    protected override async Task<ICheckpointStoreFixture> CreateHostAsync()
    {
        var server = await PostgreSqlServer.GetAsync();
        var name = $"t{Guid.NewGuid():N}";
        await server.QueryAsync($"CREATE DATABASE {name}");
        var settings = new ClusterSettings { Storage = StorageKind.PostgreSql };
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:PostgreSql", server.PostgresConnection.Replace("Database=postgres", $"Database={name}", StringComparison.Ordinal))]).Build();
        return await ClusterStoreFixture.CreateAsync(
            Databases.Open(settings, configuration, AppContext.BaseDirectory), () => server.QueryAsync($"DROP DATABASE {name} WITH (FORCE)"));
    }
}
