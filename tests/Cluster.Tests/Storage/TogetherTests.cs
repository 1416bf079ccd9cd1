using System.Data.Common;
using GovStack.Grains.Storage;
using GovStack.Silo;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace GovStack.Cluster.Tests.Storage;

/// <summary>A page and what its turn cost are written by one command: both, or neither.</summary>
public sealed class TogetherTests
{
    private const string RowThenFault = "INSERT INTO govstack_answers (question, json, at) VALUES (@question, '{}', 1); INSERT INTO govstack_answers (question) VALUES (@question)";

    [Fact]
    public async Task ExecuteTogetherAsync_SecondFails_SqliteKeepsNeither()
    {
        await using var fixture = (ClusterStoreFixture)await ClusterStoreFixture.CreateSqliteAsync();

        await ExpectNeitherAsync(fixture.Database);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task ExecuteTogetherAsync_SecondFails_PostgreSqlKeepsNeither()
    {
        var server = await PostgreSqlServer.GetAsync();
        using var database = Databases.Open(
            new() { Storage = StorageKind.PostgreSql },
            new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:PostgreSql", server.PostgresConnection)]).Build(),
            AppContext.BaseDirectory);
        await ClusterSchema.MigrateAsync(database, CancellationToken.None);

        for (var time = 0; time < 8; time++)   // From the fifth on the statements are prepared.
            await ExpectNeitherAsync(database);
    }

    private static async Task ExpectNeitherAsync(ClusterDatabase database)
    {
        var question = Guid.NewGuid().ToString("N");

        await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteTogetherAsync(RowThenFault, sql => sql.Text("question", question), CancellationToken.None));

        Assert.Empty(await database.ReadAsync(
            "SELECT 1 FROM govstack_answers WHERE question = @question", sql => sql.Text("question", question), row => row.GetInt32(0), CancellationToken.None));
    }
}
