using GovStack.Conversations;

namespace GovStack.Standalone.Mailboxes;

/// <summary>One conversation and its mailbox: calls run one at a time and interleave only where they await, exactly as in a grain.</summary>
internal sealed class ConversationMailbox(Conversation conversation, TimeProvider clock)
{
    // What Orleans gives a grain: awaits come back here, and nothing runs in parallel.
    private readonly MailboxScheduler _scheduler = new();

    private long _lastUsed = clock.GetTimestamp();

    /// <summary>Gets whether a save failed or the conversation was put away: a new mailbox takes its place.</summary>
    public bool IsClosed => conversation.IsClosed;

    /// <summary>Gets how long nobody has called.</summary>
    public TimeSpan Unused => clock.GetElapsedTime(Volatile.Read(ref _lastUsed));

    /// <summary>Runs a call.</summary>
    public Task<T> RunAsync<T>(Func<Conversation, Task<T>> call)
    {
        Volatile.Write(ref _lastUsed, clock.GetTimestamp());
        return Run(() => call(conversation)).Unwrap();
    }

    /// <summary>Closes the conversation if nothing runs in it.</summary>
    public Task<bool> CloseIfIdleAsync() => Run(() =>
    {
        if (!conversation.IsIdle)
            return false;
        conversation.Close();
        return true;
    });

    /// <summary>Lets what runs end, at most until the token says so, then closes.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var work = await Run(() => conversation.Work);
        await work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Run(() =>
        {
            conversation.Close();
            return true;
        });
    }

    private Task<T> Run<T>(Func<T> call)
    {
        var task = new Task<T>(call, TaskCreationOptions.DenyChildAttach);
        _scheduler.Run(task);
        return task;
    }
}
