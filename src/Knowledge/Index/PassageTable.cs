using System.Collections.Concurrent;
using System.Text;
using Microsoft.Data.Sqlite;

namespace GovStack.Knowledge.Index;

/// <summary>
/// The full-text table of one language: SQLite FTS5 in memory over terms already stemmed. Finds which passages hold any of a question's terms; how well they fit,
/// <see cref="PassageRanker"/> says. FTS5's own BM25 costs more than all the rest of a search: it looks up how long each passage is.
/// </summary>
/// <remarks>
/// The database lives while its first connection is open. Readers take connections from a pool of their own, each with a cache of its own, so a search never waits for
/// another.
/// An index that nobody refers to any more is freed by the connections' safe handles; disposing it only makes that happen at once.
/// </remarks>
internal sealed class PassageTable : IDisposable
{
    private static readonly string[] Columns = ["$title", "$heading", "$keywords", "$body"];

    private readonly string _connectionString = $"Data Source=file:/pages-{Guid.NewGuid():N}?vfs=memdb;Pooling=False";
    private readonly ConcurrentBag<SqliteCommand> _readers = [];
    private readonly SqliteConnection _anchor;

    static PassageTable() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Fills the table with the passages' telling words; a passage's row number is its place in the list.</summary>
    public PassageTable(IReadOnlyList<IndexedPassage> passages, TextAnalyzer analyzer)
    {
        _anchor = new SqliteConnection(_connectionString);
        _anchor.Open();
        Run("CREATE VIRTUAL TABLE passages USING fts5(title, heading, keywords, body, content='', columnsize=0, tokenize=\"unicode61 remove_diacritics 0\")");
        using var transaction = _anchor.BeginTransaction();
        using var insert = _anchor.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO passages(rowid, title, heading, keywords, body) VALUES ($row, $title, $heading, $keywords, $body)";
        var row = insert.Parameters.Add("$row", SqliteType.Integer);
        var columns = Columns.Select(name => insert.Parameters.Add(name, SqliteType.Text)).ToArray();
        for (var index = 0; index < passages.Count; index++)
        {
            row.Value = index;
            var (passage, keywords) = passages[index];
            columns[0].Value = Stems(passage.Title);
            columns[1].Value = Stems(passage.Heading);
            columns[2].Value = Stems(string.Join('\n', keywords));
            columns[3].Value = Stems(passage.Text);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
        Run("INSERT INTO passages(passages) VALUES('optimize')");

        string Stems(string text) => string.Join(' ', analyzer.Read(text).Where(word => !word.IsStopWord).Select(word => word.Stem));
    }

    /// <summary>Finds the rows that hold any of the terms, in their order.</summary>
    /// <param name="terms">Stems of letters and digits only; at least one.</param>
    public List<int> FindRows(IEnumerable<string> terms)
    {
        var command = _readers.TryTake(out var free) ? free : OpenReader();
        command.Parameters[0].Value = Query(terms);
        var rows = new List<int>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                rows.Add(reader.GetInt32(0));
        }

        _readers.Add(command);
        return rows;
    }

    public void Dispose()
    {
        while (_readers.TryTake(out var reader))
        {
            reader.Connection?.Dispose();
            reader.Dispose();
        }

        _anchor.Dispose();
    }

    private SqliteCommand OpenReader()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        var command = connection.CreateCommand();
        command.CommandText = "SELECT rowid FROM passages WHERE passages MATCH $query";
        command.Parameters.Add("$query", SqliteType.Text);
        return command;
    }

    private void Run(string sql)
    {
        using var command = _anchor.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // Every term is quoted: nothing a person writes is ever read as an operator.
    private static string Query(IEnumerable<string> terms)
    {
        var query = new StringBuilder();
        foreach (var term in terms)
            query.Append(query.Length == 0 ? "" : " OR ").Append('"').Append(term.Replace("\"", "", StringComparison.Ordinal)).Append('"');
        return query.ToString();
    }
}
