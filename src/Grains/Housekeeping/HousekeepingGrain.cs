using GovStack.Conversations;
using GovStack.Grains.Answers;
using GovStack.Grains.Interfaces;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace GovStack.Grains.Housekeeping;

/// <summary>
/// Wakes conversations whose questions were accepted and not answered, wherever their server died, and runs retention once a day. Reminders survive the death
/// of every server; between two of them a timer looks more often.
/// </summary>
[Reentrant]
internal sealed partial class HousekeepingGrain(
    ICheckpointStore store, Retention retention, AnswerRows answers, TimeProvider clock, ILogger<HousekeepingGrain> logger)
    : Grain, IHousekeepingGrain, IRemindable
{
    private const string Unfinished = "unfinished";
    private const string Expired = "retention";
    private const int AtOnce = 32;

    // The least Orleans allows for a reminder. It also brings this grain back to life where its server has died.
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeepAnswers = TimeSpan.FromDays(30);   // Pages rarely stand for longer, and with a new version nothing of the old is found.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private Task _looking = Task.CompletedTask;
    private Task _deleting = Task.CompletedTask;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(_ => LookAsync(), new GrainTimerCreationOptions(TimeSpan.Zero, LookEvery) { KeepAlive = true, Interleave = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task BeginAsync()
    {
        await this.RegisterOrUpdateReminder(Unfinished, ReminderPeriod, ReminderPeriod);
        await this.RegisterOrUpdateReminder(Expired, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1));
    }

    /// <inheritdoc/>
    public Task WakeAsync() => Task.CompletedTask;   // Its timer looks as soon as it lives.

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (reminderName != Expired)
            return LookAsync();
        if (_deleting.IsCompleted)
            _deleting = DeleteAsync();   // It may take longer than a call may.
        return Task.CompletedTask;
    }

    private Task LookAsync() => _looking.IsCompleted ? _looking = ResumeAsync() : Task.CompletedTask;

    private async Task ResumeAsync()
    {
        try
        {
            foreach (var ids in (await store.ListUnansweredAsync(CancellationToken.None)).Chunk(AtOnce))
                await Task.WhenAll(ids.Select(ResumeAsync));
        }
        catch (Exception exception)
        {
            LogLookFailed(exception);   // The store is away; the next look is in a few seconds.
        }
    }

    private async Task ResumeAsync(string id)
    {
        try
        {
            // For a conversation at work this is a look and nothing else.
            await GrainFactory.GetGrain<IConversationGrain>(id).ResumeAsync();
        }
        catch (Exception exception)
        {
            LogResumeFailed(exception, id);
        }
    }

    private async Task DeleteAsync()
    {
        try
        {
            await retention.DeleteExpiredAsync(CancellationToken.None);
            await answers.DeleteOlderAsync(clock.GetUtcNow() - KeepAnswers, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogRetentionFailed(exception);
        }
    }

    [LoggerMessage(EventId = 1830, Level = LogLevel.Warning, Message = "Unanswered questions could not be looked for.")]
    private partial void LogLookFailed(Exception exception);

    [LoggerMessage(EventId = 1831, Level = LogLevel.Warning, Message = "Conversation {ConversationId} could not be resumed; it is tried again in a few seconds.")]
    private partial void LogResumeFailed(Exception exception, string conversationId);

    [LoggerMessage(EventId = 1832, Level = LogLevel.Error, Message = "Retention stopped; it runs again tomorrow.")]
    private partial void LogRetentionFailed(Exception exception);
}
