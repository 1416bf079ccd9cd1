using System.Data;
using System.Data.Common;

namespace GovStack.Grains.Storage;

/// <summary>The database the cluster shares: PostgreSQL, or SQLite for one server on one machine. The same SQL runs on both but for the schema.</summary>
/// <param name="source">Opens connections.</param>
/// <param name="invariant">The provider's invariant name, as Orleans knows it.</param>
/// <param name="connectionString">The connection string, for Orleans's own providers.</param>
public sealed class ClusterDatabase(DbDataSource source, string invariant, string connectionString) : IDisposable
{
    // SQLite has one writer. Writers who find it busy sleep on their threads, and a few hundred of those would starve everything else: they wait here instead.
    private readonly SemaphoreSlim? _oneWriter = invariant == PostgreSql ? null : new(1);

    /// <summary>Orleans's name for PostgreSQL by Npgsql.</summary>
    public const string PostgreSql = "Npgsql";

    /// <summary>Orleans's name for SQLite; it loads Microsoft.Data.Sqlite for it.</summary>
    public const string Sqlite = "System.Data.SQLite";

    /// <summary>Gets the provider's invariant name.</summary>
    public string Invariant { get; } = invariant;

    /// <summary>Gets the connection string.</summary>
    public string ConnectionString { get; } = connectionString;

    /// <summary>Gets whether it is PostgreSQL.</summary>
    public bool IsPostgreSql => Invariant == PostgreSql;

    /// <summary>Waits until this process may write; PostgreSQL lets everybody.</summary>
    internal async ValueTask<WriterTurn> EnterAsync(CancellationToken cancellationToken)
    {
        if (_oneWriter is not null)
            await _oneWriter.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new(_oneWriter);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        source.Dispose();
        _oneWriter?.Dispose();
    }

    /// <summary>Opens a connection.</summary>
    internal async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Runs one statement.</summary>
    /// <returns>The rows it changed.</returns>
    internal async Task<int> ExecuteAsync(string sql, Action<SqlParameters>? bind, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await using var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await ExecuteAsync(connection, null, sql, bind, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs statements that stand in one text, all or none.</summary>
    internal Task ExecuteTogetherAsync(string sql, Action<SqlParameters>? bind, CancellationToken cancellationToken)
        => IsPostgreSql
            ? ExecuteAsync(sql, bind, cancellationToken)   // What is sent together is one transaction there, and one way to the database and back.
            : InTransactionAsync((connection, transaction) => ExecuteAsync(connection, transaction, sql, bind, cancellationToken), cancellationToken);

    /// <summary>Runs one statement in a transaction.</summary>
    internal static async Task<int> ExecuteAsync(DbConnection connection, DbTransaction? transaction, string sql, Action<SqlParameters>? bind, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, transaction, sql, bind);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads rows.</summary>
    internal async Task<List<T>> ReadAsync<T>(string sql, Action<SqlParameters>? bind, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var command = Command(connection, null, sql, bind);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Runs several statements, all or none.</summary>
    internal async Task<T> InTransactionAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await using var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var result = await work(connection, transaction).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, string sql, Action<SqlParameters>? bind)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this folder; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        bind?.Invoke(new(command));
        return command;
    }
}

/// <summary>A writer's turn; disposing it lets the next one write.</summary>
internal readonly struct WriterTurn(SemaphoreSlim? gate) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => gate?.Release();
}

/// <summary>Binds a statement's parameters by name.</summary>
internal readonly struct SqlParameters(DbCommand command)
{
    /// <summary>Binds text.</summary>
    public SqlParameters Text(string name, string? value) => Add(name, DbType.String, value);

    /// <summary>Binds a whole number.</summary>
    public SqlParameters Number(string name, long value) => Add(name, DbType.Int64, value);

    private SqlParameters Add(string name, DbType type, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return this;
    }
}
