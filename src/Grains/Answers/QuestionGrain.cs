using GovStack.Conversations.Answers;
using GovStack.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace GovStack.Grains.Answers;

/// <summary>
/// Who leads a question's flight, and its answer. The flight is in memory and lost with its server, after which the question is led anew; the answer is read
/// again from the store. The pages' version is in the grain's name, so that answers built on other pages are never found.
/// </summary>
internal sealed partial class QuestionGrain(AnswerRows rows, ILogger<QuestionGrain> logger) : Grain, IQuestionGrain
{
    private StoredAnswer? _answer;
    private FlightSeat? _leader;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            _answer = await rows.ReadAsync(this.GetPrimaryKeyString(), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogStoreAway(exception);   // The question is asked of the model again.
        }
    }

    /// <inheritdoc/>
    public Task<Wire<StoredAnswer?>> FindAsync() => Task.FromResult(Wire.Of(_answer));

    /// <inheritdoc/>
    public async Task KeepAsync(Wire<StoredAnswer> answer)
    {
        _answer = answer.Value;
        try
        {
            await rows.WriteAsync(this.GetPrimaryKeyString(), answer.Value, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogStoreAway(exception);   // It is given from memory while this server lives.
        }
    }

    /// <inheritdoc/>
    public Task<Wire<FlightSeat>> JoinAsync(Wire<FlightSeat> seat) => Task.FromResult(Wire.Of(_leader ??= seat.Value));

    /// <inheritdoc/>
    public Task LeaveAsync(Wire<FlightSeat> seat)
    {
        if (seat.Value.IsOf(_leader))
            _leader = null;
        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 1821, Level = LogLevel.Warning, Message = "An answer to be given again could not be read or kept.")]
    private partial void LogStoreAway(Exception exception);
}
