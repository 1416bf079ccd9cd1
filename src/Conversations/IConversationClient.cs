namespace GovStack.Conversations;

/// <summary>
/// The front door: all that a page, an API or a messenger may do with a conversation. One implementation per host: a mailbox per conversation, or a grain.
/// The caller has already proved that the conversation is theirs.
/// </summary>
public interface IConversationClient
{
    /// <summary>Asks. Returns once the question is durable, or refused; the answer comes as events.</summary>
    Task<TurnTicket> AskAsync(string conversationId, TurnRequest request, CancellationToken cancellationToken);

    /// <summary>Reads the stream from an event number on; waits for news at most <paramref name="patience"/> (0 to 20 s) where there is none.</summary>
    Task<TurnEventBatch> ReadFromAsync(string conversationId, long eventNumber, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Stops the running turn, or one that waits, keeping the partial answer.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="turn">The turn, or null for the running one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False where no such turn was running or waiting.</returns>
    Task<bool> StopAsync(string conversationId, int? turn, CancellationToken cancellationToken);

    /// <summary>Reads what a page needs to show a conversation: its head, the questions unanswered, and where its stream goes on.</summary>
    /// <returns>The conversation, or null where nobody has asked anything in it yet.</returns>
    Task<ConversationView?> ViewAsync(string conversationId, CancellationToken cancellationToken);

    /// <summary>Reads the turns that lead to a checkpoint, oldest first.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="checkpoint">The checkpoint, or null for the current one.</param>
    /// <param name="count">How many at most, the last ones, 1 to 200.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The turns, or null where there is no such checkpoint.</returns>
    Task<IReadOnlyList<Turn>?> ReadBranchAsync(string conversationId, int? checkpoint, int count, CancellationToken cancellationToken);

    /// <summary>Makes an earlier checkpoint the current one: what is asked next begins a branch there.</summary>
    /// <returns>False where there is no such checkpoint.</returns>
    Task<bool> ForkAsync(string conversationId, int checkpoint, CancellationToken cancellationToken);

    /// <summary>Keeps what the person thought of an answer.</summary>
    /// <returns>False where there is no such turn.</returns>
    Task<bool> RateAsync(string conversationId, int turn, bool isHelpful, string? comment, CancellationToken cancellationToken);

    /// <summary>Stops what runs and deletes the conversation whole.</summary>
    Task DeleteAsync(string conversationId, CancellationToken cancellationToken);
}

/// <summary>A conversation as a page shows it.</summary>
/// <param name="Head">Its head.</param>
/// <param name="Unanswered">Questions running or waiting, in order.</param>
/// <param name="NextEvent">Where the events of the first unanswered question begin, or the end of the stream.</param>
public sealed record ConversationView(ConversationHead Head, IReadOnlyList<AcceptedTurn> Unanswered, long NextEvent);
