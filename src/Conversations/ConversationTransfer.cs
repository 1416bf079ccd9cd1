using System.Text.Json;

namespace GovStack.Conversations;

/// <summary>
/// Moves conversations from one host's store to another's: a line of JSON each, in the one serialized form both hosts have. What a turn cost is counted again
/// where it arrives, so a store that is moved into should be new. Run it while no server uses either store.
/// </summary>
public sealed class ConversationTransfer(ICheckpointStore store)
{
    private const int TurnsPerRead = 200;

    /// <summary>Writes every conversation of the agencies named.</summary>
    /// <param name="tenants">The agencies.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellationToken">Cancels between two conversations.</param>
    /// <returns>How many were written.</returns>
    public async Task<int> ExportAsync(IEnumerable<string> tenants, TextWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        ArgumentNullException.ThrowIfNull(output);
        var count = 0;
        foreach (var tenant in tenants)
        {
            foreach (var id in await store.ListUnchangedSinceAsync(tenant, DateTimeOffset.MaxValue, int.MaxValue, cancellationToken))
            {
                if (await store.OpenAsync(id, cancellationToken) is not { } stored)
                    continue;
                var turns = new List<Turn>();
                for (var first = 1; first <= stored.Head.LastNumber; first += TurnsPerRead)
                    turns.AddRange(await store.ReadTurnsAsync(id, first, first + TurnsPerRead - 1, cancellationToken));
                var whole = new MovedConversation(stored.Head, turns, stored.Unanswered, await store.ReadFeedbackAsync(id, cancellationToken));
                await output.WriteLineAsync(JsonSerializer.Serialize(whole, ConversationJson.Options).AsMemory(), cancellationToken);
                count++;
            }
        }

        return count;
    }

    /// <summary>Reads conversations into the store. One that is there already is left as it is, so that an interrupted run can be repeated.</summary>
    /// <param name="input">What <see cref="ExportAsync"/> wrote.</param>
    /// <param name="cancellationToken">Cancels between two conversations.</param>
    /// <returns>How many were new.</returns>
    /// <exception cref="JsonException">A line is not a conversation; those before it are in.</exception>
    public async Task<int> ImportAsync(TextReader input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var count = 0;
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            var whole = JsonSerializer.Deserialize<MovedConversation>(line, ConversationJson.Options) ?? throw new JsonException("An empty line.");
            if (await store.OpenAsync(whole.Head.Id, cancellationToken) is not null)
                continue;
            await WriteAsync(whole, cancellationToken);
            count++;
        }

        return count;
    }

    // The store counts versions itself; the last write leaves the head as it was but for that count.
    private async Task WriteAsync(MovedConversation whole, CancellationToken cancellationToken)
    {
        var version = 0;
        foreach (var turn in whole.Turns)
            await store.SaveTurnAsync(whole.Head with { Version = ++version }, turn, cancellationToken);
        foreach (var accepted in whole.Unanswered)
            await store.AcceptAsync(whole.Head with { Version = ++version }, accepted, cancellationToken);
        await store.SaveHeadAsync(whole.Head with { Version = ++version }, [], cancellationToken);
        foreach (var feedback in whole.Feedback)
            await store.SaveFeedbackAsync(whole.Head.Id, feedback, cancellationToken);
    }
}

/// <summary>A conversation on its way.</summary>
/// <param name="Head">Its head.</param>
/// <param name="Turns">Its finished turns.</param>
/// <param name="Unanswered">Its unanswered questions: they run again where it arrives.</param>
/// <param name="Feedback">Opinions of its answers.</param>
public sealed record MovedConversation(
    ConversationHead Head,
    IReadOnlyList<Turn> Turns,
    IReadOnlyList<AcceptedTurn> Unanswered,
    IReadOnlyList<Feedback> Feedback);
