using GovStack.Conversations;
using GovStack.Conversations.Agencies;
using GovStack.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace GovStack.Grains.Conversations;

/// <summary>
/// The front door of the cluster: every call goes to the conversation's grain, wherever it is. Where a server has just died the call is made again until the
/// grain lives elsewhere: reading is safe to repeat, and asking is by its message id.
/// </summary>
internal sealed partial class ClusterConversations(
    IGrainFactory grains, IAgencyDirectory agencies, TimeProvider clock, ILogger<ClusterConversations> logger) : IConversationClient
{
    // A dead server is out of the membership after about ten seconds; a reader outlasts that, an asker is told after it.
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestCrisisSearch = TimeSpan.FromSeconds(2);   // Then whom to call is told without the conversation.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<TurnTicket> AskAsync(string conversationId, TurnRequest request, CancellationToken cancellationToken)
    {
        var named = request.MessageId is null ? request with { MessageId = Guid.NewGuid().ToString("N") } : request;
        try
        {
            var asking = CallAsync(conversationId, grain => grain.AskAsync(Wire.Of(named)), cancellationToken);
            try
            {
                return await asking.WaitAsync(LongestCrisisSearch, clock, cancellationToken);
            }
            catch (TimeoutException) when (ConversationServices.FindCrisis(agencies, named) is null)
            {
                return await asking;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogAskFailed(exception, conversationId);
            return ConversationServices.RefuseUnavailable(agencies, request);
        }
    }

    /// <inheritdoc/>
    public Task<TurnEventBatch> ReadFromAsync(string conversationId, long eventNumber, TimeSpan patience, CancellationToken cancellationToken)
        => CallAsync(conversationId, grain => grain.ReadFromAsync(eventNumber, patience), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> StopAsync(string conversationId, int? turn, CancellationToken cancellationToken)
        => CallAsync(conversationId, async grain => Wire.Of(await grain.StopAsync(turn)), cancellationToken);

    /// <inheritdoc/>
    public Task<ConversationView?> ViewAsync(string conversationId, CancellationToken cancellationToken)
        => CallAsync(conversationId, grain => grain.ViewAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Turn>?> ReadBranchAsync(string conversationId, int? checkpoint, int count, CancellationToken cancellationToken)
        => CallAsync(conversationId, grain => grain.ReadBranchAsync(checkpoint, count), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ForkAsync(string conversationId, int checkpoint, CancellationToken cancellationToken)
        => CallAsync(conversationId, async grain => Wire.Of(await grain.ForkAsync(checkpoint)), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RateAsync(string conversationId, int turn, bool isHelpful, string? comment, CancellationToken cancellationToken)
        => CallAsync(conversationId, async grain => Wire.Of(await grain.RateAsync(turn, isHelpful, comment)), cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string conversationId, CancellationToken cancellationToken)
        => CallAsync(
            conversationId,
            async grain =>
            {
                await grain.DeleteAsync();
                return Wire.Of(true);
            },
            cancellationToken);

    private async Task<T> CallAsync<T>(string conversationId, Func<IConversationGrain, Task<Wire<T>>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var grain = grains.GetGrain<IConversationGrain>(conversationId);
        var began = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return (await call(grain).WaitAsync(cancellationToken)).Value;
            }
            catch (Exception exception) when (IsPassing(exception) && clock.GetElapsedTime(began) < LongestSearch)
            {
                LogAway(exception, conversationId);
            }

            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    // Unreachable, moving, restarting, or too slow: all of these mend themselves elsewhere.
    private static bool IsPassing(Exception exception) => exception is ConversationAwayException or OrleansException or TimeoutException;

    [LoggerMessage(EventId = 1812, Level = LogLevel.Error, Message = "Conversation {ConversationId}: a question was not accepted.")]
    private partial void LogAskFailed(Exception exception, string conversationId);

    [LoggerMessage(EventId = 1813, Level = LogLevel.Debug, Message = "Conversation {ConversationId} is away; asked again.")]
    private partial void LogAway(Exception exception, string conversationId);
}
