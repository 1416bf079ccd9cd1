using System.Runtime.CompilerServices;
using GovStack.Conversations;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Streaming;

/// <summary>Reads a conversation's stream, batch by batch, until there is no more to come.</summary>
internal sealed class TurnReader(IConversationClient conversations, ICheckpointStore store, TimeProvider clock, IOptions<FrontendOptions> options)
{
    /// <summary>The number of the first event a conversation can have.</summary>
    public const long FirstEvent = 1;

    /// <summary>Says whether a conversation has not come as far as an event yet.</summary>
    public async Task<bool> IsFutureAsync(string conversationId, long from, CancellationToken cancellationToken)
        => (await conversations.ReadFromAsync(conversationId, from, TimeSpan.Zero, cancellationToken)).Next < from;

    /// <summary>Reads from an event on.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="from">The first event wanted.</param>
    /// <param name="follow">Whether to go on when nothing runs, waiting for the next question.</param>
    /// <param name="cancellationToken">Ends the reading, not what is read.</param>
    /// <returns>Batches; an empty one is a sign of life.</returns>
    public async IAsyncEnumerable<TurnEventBatch> ReadAsync(
        string conversationId,
        long from,
        bool follow,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heartbeat = options.Value.Heartbeat;
        var patience = TimeSpan.Zero;   // What is there already is told at once, also that there is nothing.
        var next = from;
        while (true)
        {
            var began = clock.GetTimestamp();
            var batch = await conversations.ReadFromAsync(conversationId, next, patience, cancellationToken);
            if (batch.Events.Count > 0 || patience > TimeSpan.Zero)
                yield return batch;
            next = batch.Next;
            if (batch.IsIdle && !follow)
                yield break;

            // An idle conversation may answer "nothing" at once; it is not asked again before the heartbeat is due.
            var left = patience - clock.GetElapsedTime(began);
            if (batch is { IsIdle: true, Events.Count: 0 } && left > TimeSpan.Zero)
                await Task.Delay(left, clock, cancellationToken);
            patience = heartbeat;
        }
    }

    /// <summary>Reads one turn's events to its last.</summary>
    /// <returns>Events; null is a sign of life. Where the events are gone and the turn is saved, they are made from the turn.</returns>
    public async IAsyncEnumerable<TurnEvent?> ReadTurnAsync(
        string conversationId,
        TurnTicket ticket,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ticket.Finished is not null)
        {
            foreach (var turnEvent in SavedTurnEvents.Of(ticket.Finished))
                yield return turnEvent;
            yield break;
        }

        await foreach (var batch in ReadAsync(conversationId, ticket.FirstEvent, follow: false, cancellationToken))
        {
            foreach (var turnEvent in batch.Events)
            {
                if (turnEvent.Turn != ticket.Turn)
                    continue;
                yield return turnEvent;
                if (turnEvent.IsLast)
                    yield break;
            }

            yield return null;
        }

        var saved = await store.ReadTurnsAsync(conversationId, ticket.Turn, ticket.Turn, cancellationToken);
        foreach (var turnEvent in saved.SelectMany(SavedTurnEvents.Of))
            yield return turnEvent;
        if (saved.Count == 0)
            yield return new FailedEvent(0, ticket.Turn, "internal", "", null);
    }
}
