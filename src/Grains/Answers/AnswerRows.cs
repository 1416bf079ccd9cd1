using System.Text.Json;
using GovStack.Conversations.Answers;
using GovStack.Grains.Interfaces;
using GovStack.Grains.Storage;

namespace GovStack.Grains.Answers;

/// <summary>The answers that may be given again, so that they outlive the server that holds their question. A question's name is a hash: nobody's words.</summary>
internal sealed class AnswerRows(ClusterDatabase database)
{
    /// <summary>Reads an answer.</summary>
    public async Task<StoredAnswer?> ReadAsync(string question, CancellationToken cancellationToken)
        => (await database.ReadAsync(
            "SELECT json FROM govstack_answers WHERE question = @question",
            sql => sql.Text("question", question),
            row => JsonSerializer.Deserialize<StoredAnswer>(row.GetString(0), Wire.Options)!,
            cancellationToken)).FirstOrDefault();

    /// <summary>Keeps an answer in place of the one before.</summary>
    public Task WriteAsync(string question, StoredAnswer answer, CancellationToken cancellationToken)
        => database.ExecuteAsync(
            """
            INSERT INTO govstack_answers (question, json, at) VALUES (@question, @json, @at)
            ON CONFLICT (question) DO UPDATE SET json = excluded.json, at = excluded.at
            """,
            sql => sql.Text("question", question).Text("json", JsonSerializer.Serialize(answer, Wire.Options)).Number("at", answer.AnsweredAt.UtcTicks),
            cancellationToken);

    /// <summary>Deletes what is older than a time; answers built on pages of another version are never found, and go this way too.</summary>
    public Task DeleteOlderAsync(DateTimeOffset before, CancellationToken cancellationToken)
        => database.ExecuteAsync("DELETE FROM govstack_answers WHERE at < @before", sql => sql.Number("before", before.UtcTicks), cancellationToken);
}
