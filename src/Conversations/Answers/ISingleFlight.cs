namespace GovStack.Conversations.Answers;

/// <summary>One flight per identical question: the first conversation to ask leads, the others read its stream. One implementation per host.</summary>
public interface ISingleFlight
{
    /// <summary>Joins the flight of a question.</summary>
    /// <param name="key">The whole reuse key.</param>
    /// <param name="seat">Who joins: used as the leader where nobody leads.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The leader: <paramref name="seat"/> itself, or the conversation to read from.</returns>
    ValueTask<FlightSeat> JoinAsync(AnswerKey key, FlightSeat seat, CancellationToken cancellationToken);

    /// <summary>Ends a flight that this seat leads; the next to join leads anew.</summary>
    ValueTask LeaveAsync(AnswerKey key, FlightSeat seat, CancellationToken cancellationToken);
}

/// <summary>A turn of a conversation that leads a flight.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Turn">Its turn.</param>
/// <param name="FirstEvent">The turn's first event.</param>
public sealed record FlightSeat(string ConversationId, int Turn, long FirstEvent)
{
    /// <summary>Says whether it is the same turn's: a seat that went through a server of another version may have lost what that does not know.</summary>
    public bool IsOf(FlightSeat? other) => other is not null && ConversationId == other.ConversationId && Turn == other.Turn;
}
