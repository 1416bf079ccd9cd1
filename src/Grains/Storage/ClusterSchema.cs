namespace GovStack.Grains.Storage;

/// <summary>Makes the tables and writes Orleans's queries; run again it changes nothing that is right already.</summary>
public static class ClusterSchema
{
    private const string PostgreSqlOnly = "-- postgresql only from here";
    private const string QueryName = "-- name:";
    private const long MigrationLock = 0x676F7673;   // Two servers that migrate at once take turns.

    /// <summary>Brings the database to this program's schema.</summary>
    public static async Task MigrateAsync(ClusterDatabase database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var connection = await database.OpenAsync(cancellationToken);
        if (!database.IsPostgreSql)
        {
            await ClusterDatabase.ExecuteAsync(connection, null, Script("schema.sqlite.sql"), null, cancellationToken);
            await WriteQueriesAsync(null);
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ClusterDatabase.ExecuteAsync(connection, transaction, $"SELECT pg_advisory_xact_lock({MigrationLock})", null, cancellationToken);
        await ClusterDatabase.ExecuteAsync(connection, transaction, Script("schema.postgresql.sql"), null, cancellationToken);
        await WriteQueriesAsync(transaction);
        await transaction.CommitAsync(cancellationToken);

        async Task WriteQueriesAsync(System.Data.Common.DbTransaction? inside)
        {
            foreach (var (name, text) in Queries(database.IsPostgreSql))
            {
                await ClusterDatabase.ExecuteAsync(
                    connection, inside,
                    "INSERT INTO orleansquery (querykey, querytext) VALUES (@name, @text) ON CONFLICT (querykey) DO UPDATE SET querytext = excluded.querytext",
                    sql => sql.Text("name", name).Text("text", text), cancellationToken);
            }
        }
    }

    /// <summary>Says whether the tables are there.</summary>
    public static async Task<bool> ExistsAsync(ClusterDatabase database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        var sql = database.IsPostgreSql
            ? "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'govstack_answers' AND schemaname = ANY (current_schemas(false))"
            : "SELECT COUNT(*) FROM sqlite_master WHERE name = 'govstack_answers'";
        return (await database.ReadAsync(sql, null, row => row.GetInt64(0), cancellationToken))[0] == 1;
    }

    private static IEnumerable<(string Name, string Text)> Queries(bool isPostgreSql)
    {
        var script = Script("queries.sql");
        if (!isPostgreSql)
            script = script[..script.IndexOf(PostgreSqlOnly, StringComparison.Ordinal)];
        foreach (var part in script.Split(QueryName).Skip(1))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            yield return (part[..end].Trim(), part[end..].Replace(PostgreSqlOnly, "", StringComparison.Ordinal).Trim());
        }
    }

    private static string Script(string name)
    {
        using var stream = typeof(ClusterSchema).Assembly.GetManifestResourceStream($"GovStack.Grains.Storage.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
