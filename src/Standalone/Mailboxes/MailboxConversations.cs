using System.Collections.Concurrent;
using GovStack.Conversations;
using Microsoft.Extensions.Options;

namespace GovStack.Standalone.Mailboxes;

/// <summary>The front door of the standalone host: a mailbox per conversation in use, opened from the store on demand and put away when idle.</summary>
internal sealed partial class MailboxConversations(
    ICheckpointStore store,
    ConversationServices services,
    IOptions<ConversationOptions> options,
    ILogger<MailboxConversations> logger) : IConversationClient, IHostedService, IDisposable
{
    // A closed conversation is replaced at once; needing more than this means that every save fails.
    private const int MaxReopenings = 3;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, ConversationMailbox> _mailboxes = new();
    private ITimer? _sweep;
    private volatile bool _isStopping;

    /// <summary>Gets how many conversations are in memory.</summary>
    public int Active => _mailboxes.Count;

    /// <inheritdoc/>
    public async Task<TurnTicket> AskAsync(string conversationId, TurnRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(conversationId, conversation => conversation.AskAsync(request, cancellationToken));
        }
        catch (Exception exception) when (exception is not OperationCanceledException || _isStopping)
        {
            // The conversation has closed itself; the next question opens it from the store.
            LogAskFailed(exception, conversationId);
            return services.RefuseUnavailable(request);
        }
    }

    /// <inheritdoc/>
    public Task<TurnEventBatch> ReadFromAsync(string conversationId, long eventNumber, TimeSpan patience, CancellationToken cancellationToken)
        => RunAsync(conversationId, conversation => conversation.ReadFromAsync(eventNumber, patience, cancellationToken));

    /// <inheritdoc/>
    public Task<bool> StopAsync(string conversationId, int? turn, CancellationToken cancellationToken)
        => RunAsync(conversationId, conversation => conversation.StopAsync(turn, cancellationToken));

    /// <inheritdoc/>
    public Task<ConversationView?> ViewAsync(string conversationId, CancellationToken cancellationToken)
        => RunAsync(conversationId, conversation => conversation.ViewAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Turn>?> ReadBranchAsync(string conversationId, int? checkpoint, int count, CancellationToken cancellationToken)
        => RunAsync(conversationId, conversation => conversation.ReadBranchAsync(checkpoint, count, cancellationToken));

    /// <inheritdoc/>
    public Task<bool> ForkAsync(string conversationId, int checkpoint, CancellationToken cancellationToken)
        => RunAsync(conversationId, conversation => conversation.ForkAsync(checkpoint, cancellationToken));

    /// <inheritdoc/>
    public Task<bool> RateAsync(string conversationId, int turn, bool isHelpful, string? comment, CancellationToken cancellationToken)
        => RunAsync(conversationId, conversation => conversation.RateAsync(turn, isHelpful, comment, cancellationToken));

    /// <inheritdoc/>
    public async Task DeleteAsync(string conversationId, CancellationToken cancellationToken)
    {
        await RunAsync(conversationId, async conversation =>
        {
            await conversation.DeleteAsync(cancellationToken);
            return true;
        });
        _mailboxes.TryRemove(conversationId, out _);
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _sweep = services.Clock.CreateTimer(_ => _ = SweepAsync(), null, SweepInterval, SweepInterval);
        var unanswered = await store.ListUnansweredAsync(cancellationToken);
        foreach (var conversationId in unanswered)
            _ = ResumeAsync(conversationId);
        if (unanswered.Count > 0)
            LogResumed(unanswered.Count);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _sweep?.Dispose();
        _isStopping = true;
        // Half of the host's grace for answers that are nearly there; the rest run again after the next start.
        await Task.WhenAll(_mailboxes.Values.Select(mailbox => mailbox.DrainAsync(cancellationToken)));
        _mailboxes.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => _sweep?.Dispose();

    /// <summary>Puts away conversations that nobody has used for a while.</summary>
    internal async Task SweepAsync()
    {
        foreach (var (conversationId, mailbox) in _mailboxes)
        {
            if ((mailbox.IsClosed || mailbox.Unused >= options.Value.IdleAfter) && (mailbox.IsClosed || await mailbox.CloseIfIdleAsync()))
                _mailboxes.TryRemove(new(conversationId, mailbox));
        }
    }

    private async Task ResumeAsync(string conversationId)
    {
        try
        {
            await RunAsync(conversationId, async conversation =>
            {
                await conversation.OpenAsync(CancellationToken.None);
                return true;
            });
        }
        catch (Exception exception)
        {
            LogResumeFailed(exception, conversationId);
        }
    }

    private async Task<T> RunAsync<T>(string conversationId, Func<Conversation, Task<T>> call)
    {
        for (var reopening = 0; ; reopening++)
        {
            try
            {
                return await Find(conversationId).RunAsync(call);
            }
            catch (ObjectDisposedException) when (reopening < MaxReopenings)
            {
                // It was put away between being found and being called.
            }
        }
    }

    private ConversationMailbox Find(string conversationId)
    {
        while (true)
        {
            // What was broken off runs again after the next start; whoever still reads must not make it run now.
            if (_isStopping && !_mailboxes.ContainsKey(conversationId))
                throw new OperationCanceledException("The server is stopping.");
            var mailbox = _mailboxes.GetOrAdd(
                conversationId,
                static (id, host) => new(new Conversation(id, host.Store, host.Services), host.Services.Clock),
                (Store: store, Services: services));
            if (!mailbox.IsClosed)
                return mailbox;
            _mailboxes.TryRemove(new(conversationId, mailbox));
        }
    }

    [LoggerMessage(EventId = 1601, Level = LogLevel.Error, Message = "Conversation {ConversationId}: a question was not accepted.")]
    private partial void LogAskFailed(Exception exception, string conversationId);

    [LoggerMessage(EventId = 1602, Level = LogLevel.Information, Message = "{Count} conversations with unanswered questions go on.")]
    private partial void LogResumed(int count);

    [LoggerMessage(EventId = 1603, Level = LogLevel.Error, Message = "Conversation {ConversationId} could not be resumed; it goes on when it is next used.")]
    private partial void LogResumeFailed(Exception exception, string conversationId);
}
