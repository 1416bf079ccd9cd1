using GovStack.Conversations;

namespace GovStack.Standalone.Mailboxes;

/// <summary>One conversation and its mailbox: calls run one at a time and interleave only where they await, exactly as in a grain.</summary>
internal sealed class ConversationMailbox(Conversation conversation, TimeProvider clock)
{
    // An exclusive scheduler gives the aggregate what Orleans gives a grain: awaits come back here, and nothing runs in parallel.
    private readonly TaskFactory _factory = new(
        CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskContinuationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);

    private long _lastUsed = clock.GetTimestamp();

    /// <summary>Gets whether a save failed or the conversation was put away: a new mailbox takes its place.</summary>
    public bool IsClosed => conversation.IsClosed;

    /// <summary>Gets how long nobody has called.</summary>
    public TimeSpan Unused => clock.GetElapsedTime(Volatile.Read(ref _lastUsed));

    /// <summary>Runs a call.</summary>
    public Task<T> RunAsync<T>(Func<Conversation, Task<T>> call)
    {
        Volatile.Write(ref _lastUsed, clock.GetTimestamp());
        return _factory.StartNew(() => call(conversation)).Unwrap();
    }

    /// <summary>Runs a call without a result.</summary>
    public Task RunAsync(Func<Conversation, Task> call) => _factory.StartNew(() => call(conversation)).Unwrap();

    /// <summary>Closes the conversation if nothing runs in it.</summary>
    public Task<bool> CloseIfIdleAsync() => _factory.StartNew(() =>
    {
        if (!conversation.IsIdle)
            return false;
        conversation.Close();
        return true;
    });

    /// <summary>Lets answers that have begun end, at most until the token says so, then closes.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await _factory.StartNew(conversation.HandOver, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _factory.Scheduler!);
        var work = await _factory.StartNew(() => conversation.Work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _factory.Scheduler!);
        await work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _factory.StartNew(conversation.Close, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _factory.Scheduler!);
    }
}
