using System.Collections.Concurrent;
using GovStack.Conversations;

namespace GovStack.Grains.Conversations;

/// <summary>The conversations in this server's memory, so that it can let their work end before it goes.</summary>
internal sealed class ConversationRoster
{
    private readonly ConcurrentDictionary<Conversation, bool> _here = new();

    /// <summary>Gets how many are at work.</summary>
    public int AtWork => _here.Keys.Count(conversation => !conversation.Work.IsCompleted);

    public void Add(Conversation conversation) => _here[conversation] = true;

    public void Remove(Conversation conversation) => _here.TryRemove(conversation, out _);

    /// <summary>Waits until nothing is at work, at most until the token says so.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var works = _here.Keys.Select(conversation => conversation.Work).Where(work => !work.IsCompleted).ToArray();
            if (works.Length == 0)
                return;
            await Task.WhenAll(works).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
