using System.Globalization;
using System.Text.Json;
using GovStack.Conversations;
using GovStack.Standalone.Storage;
using Microsoft.Data.Sqlite;

namespace GovStack.Benchmarks.Store;

/// <summary>What one insert and one read of a turn's JSON cost the processor, in memory: SQLite's own calls, and Microsoft.Data.Sqlite's commands.</summary>
internal static class CallCost
{
    private const int Rows = 50_000;

    private const string Table = "CREATE TABLE turns (place INTEGER PRIMARY KEY, message_id TEXT, text_hash TEXT, json TEXT) STRICT";
    private const string Insert = "INSERT INTO turns VALUES ($1, $2, $3, $4)";
    private const string Select = "SELECT json FROM turns WHERE place = $1";

    public static void Measure()
    {
        MeasureOwn();        // Once unmeasured: the first round pays for compiling.
        MeasureCommands();
        foreach (var round in (int[])[1, 2, 3])
        {
            Report($"SQLite's own calls, round {round}", MeasureOwn);
            Report($"Microsoft.Data.Sqlite, round {round}", MeasureCommands);
        }
    }

    private static (TimeSpan Write, TimeSpan Read) MeasureOwn()
    {
        using var database = SqliteDatabase.OpenReadWrite(":memory:");
        database.Run(Table);
        using var insert = database.Prepare(Insert);
        using var select = database.Prepare(Select);
        database.Run("BEGIN");
        var start = Environment.CpuUsage.TotalTime;
        for (var row = 0; row < Rows; row++)
        {
            var turn = TypicalTurn.Finished(row);
            insert.Bind(1, row).Bind(2, turn.MessageId).Bind(3, turn.TextHash).Bind(4, JsonSerializer.SerializeToUtf8Bytes(turn, ConversationJson.Options)).Run();
        }

        database.Run("COMMIT");
        var written = Environment.CpuUsage.TotalTime;
        for (var row = 0; row < Rows; row++)
        {
            select.Bind(1, row).Step();
            JsonSerializer.Deserialize<Turn>(select.GetUtf8(0), ConversationJson.Options);
            select.Reset();
        }

        return (written - start, Environment.CpuUsage.TotalTime - written);
    }

    private static (TimeSpan Write, TimeSpan Read) MeasureCommands()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var create = Command(connection, Table);
        create.ExecuteNonQuery();
        using var insert = Command(connection, Insert, "$1", "$2", "$3", "$4");
        using var select = Command(connection, Select, "$1");
        using var transaction = connection.BeginTransaction();
        insert.Transaction = transaction;
        var start = Environment.CpuUsage.TotalTime;
        for (var row = 0; row < Rows; row++)
        {
            var turn = TypicalTurn.Finished(row);
            insert.Parameters[0].Value = row;
            insert.Parameters[1].Value = turn.MessageId;
            insert.Parameters[2].Value = turn.TextHash;
            insert.Parameters[3].Value = JsonSerializer.Serialize(turn, ConversationJson.Options);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
        var written = Environment.CpuUsage.TotalTime;
        for (var row = 0; row < Rows; row++)
        {
            select.Parameters[0].Value = row;
            using var reader = select.ExecuteReader();
            reader.Read();
            JsonSerializer.Deserialize<Turn>(reader.GetString(0), ConversationJson.Options);
        }

        return (written - start, Environment.CpuUsage.TotalTime - written);
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        return command;
    }

    private static void Report(string what, Func<(TimeSpan Write, TimeSpan Read)> measure)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var (write, read) = measure();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {write.TotalMicroseconds / Rows:F1} µs of processor time to write a turn, {read.TotalMicroseconds / Rows:F1} µs to read it, JSON included; {allocated / Rows:N0} bytes allocated for both"));
    }
}
