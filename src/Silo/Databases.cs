using System.Data.Common;
using GovStack.Grains.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GovStack.Silo;

/// <summary>Opens the database the settings name.</summary>
internal static class Databases
{
    // More statements than we and Orleans have together.
    private const int MostPrepared = 64;

    /// <summary>Makes the database; nothing is opened yet.</summary>
    public static ClusterDatabase Open(ClusterSettings settings, IConfiguration configuration, string contentRoot)
    {
        if (settings.Storage == StorageKind.PostgreSql)
        {
            var connectionString = Tuned(configuration.GetConnectionString("PostgreSql")!);
            return new(new SharedPool(connectionString), ClusterDatabase.PostgreSql, connectionString);
        }

        SQLitePCL.Batteries_V2.Init();
        var file = Path.GetFullPath(Path.Combine(contentRoot, settings.SqliteFile));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // A writer waits for the one before it rather than fail; private caches keep readers out of its way.
        var sqlite = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ConnectionString;
        return new(SqliteFactory.Instance.CreateDataSource(sqlite), ClusterDatabase.Sqlite, sqlite);
    }

    /// <summary>Says what the operator's connection string leaves open.</summary>
    private static string Tuned(string connectionString)
    {
        var tuned = new NpgsqlConnectionStringBuilder(connectionString);
        if (!tuned.ShouldSerialize("No Reset On Close"))
            tuned.NoResetOnClose = true;   // No statement of ours leaves anything behind in a session; resetting it would be as many commands again.
        if (!tuned.ShouldSerialize("Max Auto Prepare"))
            tuned.MaxAutoPrepare = MostPrepared;   // The same few statements for ever: planned once a connection, not once a turn.
        return tuned.ConnectionString;
    }

    /// <summary>Opens connections out of the pool that Orleans's providers use, which know the connection string only: one pool a server, not two.</summary>
    private sealed class SharedPool(string connectionString) : DbDataSource
    {
        public override string ConnectionString => connectionString;

        protected override DbConnection CreateDbConnection() => new NpgsqlConnection(connectionString);
    }
}
