using GovStack.Grains.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GovStack.Silo;

/// <summary>Opens the database the settings name.</summary>
internal static class Databases
{
    /// <summary>Makes the database; nothing is opened yet.</summary>
    public static ClusterDatabase Open(ClusterSettings settings, IConfiguration configuration, string contentRoot)
    {
        if (settings.Storage == StorageKind.PostgreSql)
        {
            var connectionString = configuration.GetConnectionString("PostgreSql")!;
            return new(NpgsqlDataSource.Create(connectionString), ClusterDatabase.PostgreSql, connectionString);
        }

        SQLitePCL.Batteries_V2.Init();
        var file = Path.GetFullPath(Path.Combine(contentRoot, settings.SqliteFile));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // A writer waits for the one before it rather than fail; private caches keep readers out of its way.
        var sqlite = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ConnectionString;
        return new(SqliteFactory.Instance.CreateDataSource(sqlite), ClusterDatabase.Sqlite, sqlite);
    }
}
