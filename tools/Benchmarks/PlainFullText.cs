using Microsoft.Data.Sqlite;

namespace GovStack.Benchmarks;

/// <summary>What anybody gets from SQLite FTS5 as it comes: one column, any word of the question, BM25. The figure to beat.</summary>
internal sealed class PlainFullText : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly SqliteCommand _search;

    public PlainFullText(IReadOnlyList<(string Id, string Text)> texts, string tokenizer)
    {
        SQLitePCL.Batteries_V2.Init();
        _connection.Open();
        using var create = _connection.CreateCommand();
#pragma warning disable CA2100 // The tokenizer is written a few lines from here, in this program.
        create.CommandText = $"CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, body, tokenize='{tokenizer}')";
#pragma warning restore CA2100
        create.ExecuteNonQuery();
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO texts(id, body) VALUES ($id, $body)";
        var id = insert.Parameters.Add("$id", SqliteType.Text);
        var body = insert.Parameters.Add("$body", SqliteType.Text);
        foreach (var text in texts)
        {
            (id.Value, body.Value) = (text.Id, text.Text);
            insert.ExecuteNonQuery();
        }

        _search = _connection.CreateCommand();
        _search.CommandText = "SELECT id FROM texts WHERE texts MATCH $query ORDER BY rank LIMIT 50";
        _search.Parameters.Add("$query", SqliteType.Text);
    }

    public IEnumerable<string> Search(string question)
    {
        var words = string.Concat(question.Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _search.Parameters[0].Value = string.Join(" OR ", words.Select(word => $"\"{word}\""));
        using var reader = _search.ExecuteReader();
        while (reader.Read())
            yield return reader.GetString(0);
    }

    public void Dispose()
    {
        _search.Dispose();
        _connection.Dispose();
    }
}
