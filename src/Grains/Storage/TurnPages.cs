using System.Data.Common;
using System.Text.Json;
using GovStack.Conversations;

namespace GovStack.Grains.Storage;

/// <summary>
/// Finished turns, a page each. A page is written before the head that names its turn: one whose head was never written is an orphan, which nobody reads and
/// the turn's next attempt overwrites.
/// </summary>
internal sealed class TurnPages(ClusterDatabase database)
{
    // Turns of one day, service and model add to one sum; a few rows of it keep them from queueing for one.
    private const int SpendShards = 16;

    private const string WritePage = """
        INSERT INTO govstack_turns (conversation, number, message_id, text_hash, json) VALUES (@conversation, @number, @message, @hash, @json)
        ON CONFLICT (conversation, number) DO UPDATE SET message_id = excluded.message_id, text_hash = excluded.text_hash, json = excluded.json
        """;

    private const string AddSpend = """
        INSERT INTO govstack_spend (tenant, day, botlet, model, shard, turns, input_tokens, cached_input_tokens, output_tokens, cost)
        VALUES (@tenant, @day, @botlet, @model, @shard, 1, @input, @cached, @output, @cost)
        ON CONFLICT (tenant, day, botlet, model, shard) DO UPDATE SET turns = govstack_spend.turns + 1,
            input_tokens = govstack_spend.input_tokens + excluded.input_tokens,
            cached_input_tokens = govstack_spend.cached_input_tokens + excluded.cached_input_tokens,
            output_tokens = govstack_spend.output_tokens + excluded.output_tokens, cost = govstack_spend.cost + excluded.cost
        """;

    private const string WritePageAndSpend = WritePage + ";" + AddSpend;

    /// <summary>Writes a turn's page and what the turn cost. The cost stands even where the head is never written: the provider was paid.</summary>
    public Task WriteAsync(string tenant, string conversationId, Turn turn, CancellationToken cancellationToken)
    {
        var usage = turn.Usage;
        return database.ExecuteTogetherAsync(
            usage is null ? WritePage : WritePageAndSpend,
            sql =>
            {
                sql.Text("conversation", conversationId).Number("number", turn.Number).Text("message", turn.MessageId).Text("hash", turn.TextHash)
                    .Text("json", JsonSerializer.Serialize(turn, ConversationJson.Options));
                if (usage is not null)
                    Bind(sql, tenant, turn, usage);
            },
            cancellationToken);
    }

    /// <summary>Reads pages by number, orphans included.</summary>
    public Task<List<Turn>> ReadAsync(string conversationId, int first, int last, CancellationToken cancellationToken)
        => database.ReadAsync(
            "SELECT json FROM govstack_turns WHERE conversation = @conversation AND number BETWEEN @first AND @last ORDER BY number",
            sql => sql.Text("conversation", conversationId).Number("first", first).Number("last", last),
            row => JsonSerializer.Deserialize<Turn>(row.GetString(0), ConversationJson.Options)!,
            cancellationToken);

    /// <summary>Finds pages of a message id, orphans included.</summary>
    public Task<List<(int Number, string TextHash)>> FindAsync(string conversationId, string messageId, CancellationToken cancellationToken)
        => database.ReadAsync(
            "SELECT number, text_hash FROM govstack_turns WHERE conversation = @conversation AND message_id = @message",
            sql => sql.Text("conversation", conversationId).Text("message", messageId),
            row => (row.GetInt32(0), row.GetString(1)),
            cancellationToken);

    /// <summary>Deletes a conversation's pages and feedback in a transaction.</summary>
    public static async Task DeleteAsync(DbConnection connection, DbTransaction transaction, string conversationId, CancellationToken cancellationToken)
    {
        foreach (var sql in (string[])["DELETE FROM govstack_turns WHERE conversation = @conversation", "DELETE FROM govstack_feedback WHERE conversation = @conversation"])
            await ClusterDatabase.ExecuteAsync(connection, transaction, sql, bind => bind.Text("conversation", conversationId), cancellationToken).ConfigureAwait(false);
    }

    private static void Bind(SqlParameters sql, string tenant, Turn turn, TurnUsage usage)
        => sql.Text("tenant", tenant).Number("day", usage.Day.DayNumber).Text("botlet", turn.Botlet ?? "").Text("model", usage.Model ?? usage.Provider)
            .Number("shard", Random.Shared.Next(SpendShards)).Number("input", usage.InputTokens).Number("cached", usage.CachedInputTokens)
            .Number("output", usage.OutputTokens).Number("cost", Money.ToStored(usage.CostUsd));
}
