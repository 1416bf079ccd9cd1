using System.IO.Pipelines;
using System.Text.Json;

namespace GovStack.Conversations;

/// <summary>What a person may ask of the data about them: a copy of it, and its deletion. Both are in the audit log.</summary>
public sealed class PersonData(ICheckpointStore store, IConversationClient conversations, TimeProvider clock)
{
    private const int TurnsPerRead = 200;

    /// <summary>
    /// Writes everything kept about a person as one JSON document: conversations with their turns, questions not answered yet, and opinions. The models'
    /// thinking is left out: it is the auditors' alone.
    /// </summary>
    /// <param name="tenant">The agency.</param>
    /// <param name="person">The person id.</param>
    /// <param name="actor">Who asked for it: a staff name, or "person".</param>
    /// <param name="reason">Why, as given by staff; or null.</param>
    /// <param name="output">Where to; left open.</param>
    /// <param name="cancellationToken">Cancels the export; part of it may have been written.</param>
    /// <returns>How many conversations it holds.</returns>
    public async Task<int> ExportAsync(string tenant, string person, string actor, string? reason, Stream output, CancellationToken cancellationToken)
    {
        // Written down first: what somebody has begun to read has been read.
        await store.AppendAuditAsync(new(clock.GetUtcNow(), tenant, actor, "export", person, reason), cancellationToken);
        var heads = await store.ListByPersonAsync(tenant, person, cancellationToken);

        // Through a pipe: the serializer flushes its writer as it goes, and a web server's stream refuses to be written to without waiting.
        var pipe = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        await using var json = new Utf8JsonWriter(pipe, new JsonWriterOptions { Encoder = ConversationJson.Options.Encoder, Indented = true });
        json.WriteStartObject();
        json.WriteString("tenant", tenant);
        json.WriteString("person", person);
        json.WriteString("exportedAt", clock.GetUtcNow());
        json.WriteStartArray("conversations");
        foreach (var head in heads)
            await WriteConversationAsync(pipe, json, head.Id, cancellationToken);
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        await pipe.FlushAsync(cancellationToken);
        await pipe.CompleteAsync();
        return heads.Count;
    }

    /// <summary>Deletes every conversation of a person, stopping what runs in them.</summary>
    /// <param name="tenant">The agency.</param>
    /// <param name="person">The person id.</param>
    /// <param name="actor">Who asked for it: a staff name, or "person".</param>
    /// <param name="reason">Why, as given by staff; or null.</param>
    /// <param name="cancellationToken">Cancels the deletion between two conversations.</param>
    /// <returns>How many conversations were deleted.</returns>
    public async Task<int> DeleteAsync(string tenant, string person, string actor, string? reason, CancellationToken cancellationToken)
    {
        var heads = await store.ListByPersonAsync(tenant, person, cancellationToken);
        foreach (var head in heads)
        {
            await conversations.DeleteAsync(head.Id, cancellationToken);
            await store.AppendAuditAsync(new(clock.GetUtcNow(), tenant, actor, "delete", head.Id, reason), cancellationToken);
        }

        // One entry for the whole as well: that a person was asked for is traceable also where nothing was left to delete.
        await store.AppendAuditAsync(new(clock.GetUtcNow(), tenant, actor, "delete-person", person, reason), cancellationToken);
        return heads.Count;
    }

    private async Task WriteConversationAsync(PipeWriter pipe, Utf8JsonWriter json, string id, CancellationToken cancellationToken)
    {
        if (await store.OpenAsync(id, cancellationToken) is not { } stored)
            return;   // Deleted since the list was read.
        json.WriteStartObject();
        Write(json, "head", stored.Head);
        json.WriteStartArray("turns");
        for (var first = 1; first <= stored.Head.LastNumber; first += TurnsPerRead)
        {
            foreach (var turn in await store.ReadTurnsAsync(id, first, first + TurnsPerRead - 1, cancellationToken))
                JsonSerializer.Serialize(json, turn with { Thinking = null }, ConversationJson.Options);
            await json.FlushAsync(cancellationToken);
            await pipe.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
        json.WriteStartArray("unanswered");
        foreach (var accepted in stored.Unanswered)
            JsonSerializer.Serialize(json, accepted, ConversationJson.Options);
        json.WriteEndArray();
        json.WriteStartArray("feedback");
        foreach (var feedback in await store.ReadFeedbackAsync(id, cancellationToken))
            JsonSerializer.Serialize(json, feedback, ConversationJson.Options);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, ConversationJson.Options);
    }
}
