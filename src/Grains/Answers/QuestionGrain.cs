using GovStack.Conversations.Answers;
using GovStack.Grains.Interfaces;

namespace GovStack.Grains.Answers;

/// <summary>
/// Who leads a question's flight, and its answer, in memory: both are lost with their server, after which the question is simply asked of the model again.
/// The pages' version is in the grain's name, so that answers built on other pages are never found.
/// </summary>
internal sealed class QuestionGrain : Grain, IQuestionGrain
{
    private StoredAnswer? _answer;
    private FlightSeat? _leader;

    /// <inheritdoc/>
    public Task<Wire<StoredAnswer?>> FindAsync() => Task.FromResult(Wire.Of(_answer));

    /// <inheritdoc/>
    public Task KeepAsync(Wire<StoredAnswer> answer)
    {
        _answer = answer.Value;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Wire<FlightSeat>> JoinAsync(Wire<FlightSeat> seat) => Task.FromResult(Wire.Of(_leader ??= seat.Value));

    /// <inheritdoc/>
    public Task LeaveAsync(Wire<FlightSeat> seat)
    {
        if (_leader == seat.Value)
            _leader = null;
        return Task.CompletedTask;
    }
}
