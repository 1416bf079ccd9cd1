using System.Collections.Concurrent;
using GovStack.Conversations.Answers;

namespace GovStack.Standalone.Answers;

/// <summary>One flight per identical question inside this process.</summary>
internal sealed class LocalFlights : ISingleFlight
{
    private readonly ConcurrentDictionary<AnswerKey, FlightSeat> _leaders = new();

    /// <inheritdoc/>
    public ValueTask<FlightSeat> JoinAsync(AnswerKey key, FlightSeat seat, CancellationToken cancellationToken)
        => ValueTask.FromResult(_leaders.GetOrAdd(key, seat));

    /// <inheritdoc/>
    public ValueTask LeaveAsync(AnswerKey key, FlightSeat seat, CancellationToken cancellationToken)
    {
        _leaders.TryRemove(new(key, seat));
        return ValueTask.CompletedTask;
    }
}
