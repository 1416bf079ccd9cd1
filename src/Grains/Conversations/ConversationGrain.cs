using GovStack.Conversations;
using GovStack.Grains.Interfaces;
using GovStack.Grains.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime.Placement;

namespace GovStack.Grains.Conversations;

/// <summary>
/// Hosts one <see cref="Conversation"/> in the cluster: placement, one writer, storage. Every rule lives in the conversation, which is made for calls that
/// interleave where they await and never run in parallel: that is what a reentrant grain gives it.
/// </summary>
[Reentrant]
internal sealed partial class ConversationGrain(
    Heads heads,
    TurnPages pages,
    ClusterDatabase database,
    StandstillWatch watch,
    ConversationServices services,
    ConversationRoster roster,
    ILogger<ConversationGrain> logger)
    : Grain, IConversationGrain
{
    // Longer than any turn may take, waiting and tickets included. The grain lets go of it when its work ends.
    private static readonly TimeSpan LongestWork = TimeSpan.FromHours(3);

    private Conversation _conversation = null!;   // Set in OnActivateAsync, before the first call is delivered.
    private Task _staying = Task.CompletedTask;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Nothing is read yet: a crisis is answered even while the store is away.
        var id = this.GetPrimaryKeyString();
        _conversation = new(id, new ClusterCheckpointStore(heads, pages, database, held: id, watch), services);
        roster.Add(_conversation);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _conversation.Close();   // What still runs stays accepted and runs again wherever the conversation is opened next.
        roster.Remove(_conversation);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Wire<TurnTicket>> AskAsync(Wire<TurnRequest> request) => RunAsync(async conversation =>
    {
        try
        {
            return await conversation.AskAsync(request.Value, CancellationToken.None);
        }
        catch (Exception exception) when (!conversation.IsClosed || exception is not ObjectDisposedException)
        {
            LogAskFailed(exception, this.GetPrimaryKeyString());
            return services.RefuseUnavailable(request.Value);
        }
    });

    /// <inheritdoc/>
    public Task<Wire<TurnEventBatch>> ReadFromAsync(long eventNumber, TimeSpan patience)
        => RunAsync(conversation => conversation.ReadFromAsync(eventNumber, patience, CancellationToken.None));

    /// <inheritdoc/>
    public async Task<bool> StopAsync(int? turn) => (await RunAsync(conversation => conversation.StopAsync(turn, CancellationToken.None))).Value;

    /// <inheritdoc/>
    public Task<Wire<ConversationView?>> ViewAsync() => RunAsync(conversation => conversation.ViewAsync(CancellationToken.None));

    /// <inheritdoc/>
    public Task<Wire<IReadOnlyList<Turn>?>> ReadBranchAsync(int? checkpoint, int count)
        => RunAsync(conversation => conversation.ReadBranchAsync(checkpoint, count, CancellationToken.None));

    /// <inheritdoc/>
    public async Task<bool> ForkAsync(int checkpoint) => (await RunAsync(conversation => conversation.ForkAsync(checkpoint, CancellationToken.None))).Value;

    /// <inheritdoc/>
    public async Task<bool> RateAsync(int turn, bool isHelpful, string? comment)
        => (await RunAsync(conversation => conversation.RateAsync(turn, isHelpful, comment, CancellationToken.None))).Value;

    /// <inheritdoc/>
    public Task DeleteAsync() => RunAsync(async conversation =>
    {
        await conversation.DeleteAsync(CancellationToken.None);
        return true;
    });

    /// <inheritdoc/>
    public Task ResumeAsync() => RunAsync(async conversation =>
    {
        await conversation.OpenAsync(CancellationToken.None);
        return true;
    });

    private async Task<Wire<T>> RunAsync<T>(Func<Conversation, Task<T>> call)
    {
        // A save has failed, perhaps because another activation won a race: this one goes, and the caller asks again.
        if (_conversation.IsClosed)
        {
            LetGo();
            throw new ConversationAwayException("closed");
        }

        try
        {
            return Wire.Of(await call(_conversation));
        }
        catch (Exception exception) when (exception is not ConversationAwayException)
        {
            // None of our own exceptions crosses a grain call: the other end may not know their types.
            LogCallFailed(exception, this.GetPrimaryKeyString());
            throw new ConversationAwayException(exception.GetType().Name);
        }
        finally
        {
            if (_conversation.IsClosed)
                LetGo();
            else if (!_conversation.Work.IsCompleted && _staying.IsCompleted)
                _staying = StayAsync(_conversation);
        }
    }

    /// <summary>Keeps the activation while its conversation works.</summary>
    private async Task StayAsync(Conversation conversation)
    {
        DelayDeactivation(LongestWork);
        while (!conversation.Work.IsCompleted)
            await conversation.Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        DelayDeactivation(TimeSpan.Zero);
        if (conversation.IsClosed)
            LetGo();
    }

    /// <summary>Leaves the memory of this server: for another where this one is going, or it would be placed here again.</summary>
    private void LetGo()
    {
        if (roster.Elsewhere() is not { } other)
        {
            DeactivateOnIdle();
            return;
        }

        RequestContext.Set(IPlacementDirector.PlacementHintKey, other);
        MigrateOnIdle();
        RequestContext.Remove(IPlacementDirector.PlacementHintKey);
    }

    [LoggerMessage(EventId = 1810, Level = LogLevel.Error, Message = "Conversation {ConversationId}: a question was not accepted.")]
    private partial void LogAskFailed(Exception exception, string conversationId);

    [LoggerMessage(EventId = 1811, Level = LogLevel.Error, Message = "Conversation {ConversationId}: a call failed.")]
    private partial void LogCallFailed(Exception exception, string conversationId);
}
