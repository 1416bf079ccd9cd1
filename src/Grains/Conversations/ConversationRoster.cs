using System.Collections.Concurrent;
using System.Security.Cryptography;
using GovStack.Conversations;

namespace GovStack.Grains.Conversations;

/// <summary>The conversations in this server's memory, so that it can let their answers end, and hand over the rest, before it goes.</summary>
internal sealed class ConversationRoster(ISiloStatusOracle servers)
{
    // Each with the scheduler of its grain, where alone it may be called.
    private readonly ConcurrentDictionary<Conversation, TaskScheduler> _here = new();
    private volatile bool _isLeaving;

    /// <summary>Gets how many are at work.</summary>
    public int AtWork => _here.Keys.Count(conversation => !conversation.Work.IsCompleted);

    /// <summary>Takes a conversation in; called by its grain. Where the server is going it is closed before it has begun.</summary>
    public void Add(Conversation conversation)
    {
        _here[conversation] = TaskScheduler.Current;
        if (_isLeaving)
            conversation.HandOver();
    }

    public void Remove(Conversation conversation) => _here.TryRemove(conversation, out _);

    /// <summary>Says where a conversation goes from here; null where this server stays, or is alone.</summary>
    public SiloAddress? Elsewhere()
    {
        if (!_isLeaving)
            return null;
        var others = servers.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(server => !server.Equals(servers.SiloAddress)).ToArray();
        return others.Length == 0 ? null : others[RandomNumberGenerator.GetInt32(others.Length)];
    }

    /// <summary>Hands over what only waits, and waits until nothing is at work, at most until the token says so.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _isLeaving = true;
        foreach (var (conversation, scheduler) in _here)
            _ = Task.Factory.StartNew(conversation.HandOver, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
        while (!cancellationToken.IsCancellationRequested)
        {
            var works = _here.Keys.Select(conversation => conversation.Work).Where(work => !work.IsCompleted).ToArray();
            if (works.Length == 0)
                return;
            await Task.WhenAll(works).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
