using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Safety;
using Microsoft.Extensions.Logging;

namespace GovStack.Conversations;

/// <summary>
/// One person's turns in order: the aggregate both hosts run. It is used by one caller at a time: calls may interleave where they await, never run in parallel
/// (a grain's scheduler, or an exclusive task scheduler). After a failed save it is closed; the host opens a new one from the store.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source of closing holds no timer; work being broken off may still look at it, so it is left to the collector.")]
public sealed partial class Conversation
{
    // Above every number that one attempt of one turn can reach; the floor is raised with every write.
    private const long EventHeadroom = 1_000_000;

    // A conversation that cannot be read within this time still answers a crisis; its log then begins at the clock, above every stored floor.
    private static readonly TimeSpan CrisisPatience = TimeSpan.FromMilliseconds(25);

    private readonly string _id;
    private readonly ICheckpointStore _store;
    private readonly ConversationServices _services;
    private readonly LinkedList<WaitingTurn> _waiting = new();
    private readonly Dictionary<string, KnownAsk> _asked = [];
    private readonly BranchReader _branch;
    private readonly EventLog _log;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _leaving = new();
    private ConversationHead? _head;
    private Task? _opening;
    private Task _lastWrite = Task.CompletedTask;
    private int _lastNumber;
    private WaitingTurn? _running;
    private bool _isWorking;
    private bool _isBrokenOff;   // Closed in the middle: the rest comes from the conversation that takes this one's place.
    private int _besideRunning;

    /// <summary>Makes the actor of a conversation; nothing is read until it is used.</summary>
    public Conversation(string id, ICheckpointStore store, ConversationServices services)
    {
        _id = id;
        _store = store;
        _services = services;
        _logger = services.Logger;
        _branch = new(id, store);
        _log = new(services.Clock, 1);
    }

    /// <summary>Gets whether a save has failed or the conversation was deleted: use no more, open a new one.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Gets whether nothing runs, waits or is being read, so that it may leave memory.</summary>
    public bool IsIdle => !_isWorking && _besideRunning == 0 && _log.Waiting == 0;

    /// <summary>Gets a task that ends when what runs now and what waits behind it has ended.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>Takes a question: durable, and in line, when the task completes. A crisis is told before that.</summary>
    public async Task<TurnTicket> AskAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        var arrivedAt = _services.Clock.GetUtcNow();
        if (_services.Agencies.Find(request.Caller.Tenant) is not { } agency)
            return TurnTicket.Refused("unknown-agency", "There is no such agency here.");
        var guarded = InputGuard.Inspect(request.Text, agency.Agency);
        if (Refuse(agency.Agency, request, guarded) is { } refused)
            return refused;
        var crisis = agency.Crises.FindMatch(guarded.Clean);
        if (crisis is not null && !await IsOpenWithinAsync(CrisisPatience))
            return TellCrisisWithoutStore(crisis, agency.Agency, request.Language);

        await OpenAsync(cancellationToken);
        if (_head is not null && _head.Tenant != request.Caller.Tenant)
            return TurnTicket.Refused("conversation-not-found", ProductTexts.Get(agency.Agency, "refusal.conversation-not-found", request.Language));
        var messageId = request.MessageId ?? Guid.NewGuid().ToString("N");
        var textHash = Hash(request.Text);
        if (await FindRepeatAsync(messageId, textHash, request, agency.Agency, cancellationToken) is { } repeat)
            return repeat;
        var asked = new KnownAsk(textHash);
        _asked.Add(messageId, asked);   // Before anything is awaited: a redelivery that arrives meanwhile attaches here.
        try
        {
            var ticket = await AcceptAsync(request, agency.Agency, guarded, crisis, messageId, textHash, arrivedAt, cancellationToken);
            asked.Ticket.SetResult(ticket);
            if (ticket.Refusal is not null)
                _asked.Remove(messageId);
            return ticket;
        }
        catch (Exception exception)
        {
            _asked.Remove(messageId);
            asked.Ticket.SetException(exception);
            _ = asked.Ticket.Task.Exception;   // Observed: whoever attached meanwhile gets it too.
            throw;
        }
    }

    /// <summary>Reads the stream; see <see cref="IConversationClient.ReadFromAsync"/>.</summary>
    public async Task<TurnEventBatch> ReadFromAsync(long eventNumber, TimeSpan patience, CancellationToken cancellationToken)
    {
        // Somebody else may be opening it: until then it only looks idle. What a crisis was told without the store is read all the same.
        if (_opening is null || (!_opening.IsCompleted && eventNumber >= _log.Next))
            await OpenAsync(cancellationToken);
        if (eventNumber == _log.Next && patience > TimeSpan.Zero && !IsClosed)
            await _log.WaitAsync(eventNumber, patience, cancellationToken);
        // What is handed over goes on elsewhere: whoever reads on finds it there.
        return _log.Read(eventNumber, isIdle: !_leaving.IsCancellationRequested && !_isBrokenOff && !_isWorking && _besideRunning == 0);
    }

    /// <summary>Stops a turn; see <see cref="IConversationClient.StopAsync"/>.</summary>
    public async Task<bool> StopAsync(int? turn, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var target = turn is null || _running?.Accepted.Number == turn
            ? _running
            : _waiting.FirstOrDefault(waiting => waiting.Accepted.Number == turn);
        target?.Stop.Cancel();
        return target is not null;
    }

    /// <summary>Reads the head and what is unanswered.</summary>
    public async Task<ConversationView?> ViewAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        if (_head is null)
            return null;
        var unanswered = new List<AcceptedTurn>(_waiting.Count + 1);
        if (_running is not null)
            unanswered.Add(_running.Accepted);
        unanswered.AddRange(_waiting.Select(waiting => waiting.Accepted));
        return new(_head, unanswered, _running?.FirstEvent ?? _log.Next);
    }

    /// <summary>Reads the turns that lead to a checkpoint; see <see cref="IConversationClient.ReadBranchAsync"/>.</summary>
    public async Task<IReadOnlyList<Turn>?> ReadBranchAsync(int? checkpoint, int count, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var end = checkpoint ?? _head?.Current ?? 0;
        return await _branch.ReadAsync(end, count, cancellationToken);
    }

    /// <summary>Continues from an earlier checkpoint; see <see cref="IConversationClient.ForkAsync"/>.</summary>
    public async Task<bool> ForkAsync(int checkpoint, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        if (_head is null || !await _branch.ExistsAsync(checkpoint, cancellationToken))
            return false;
        await WriteAsync(
            head => head with { Current = checkpoint, Summary = head.Summary?.UpTo <= checkpoint ? head.Summary : null },
            head => _store.SaveHeadAsync(head, [], CancellationToken.None),
            null,
            cancellationToken);
        return true;
    }

    /// <summary>Keeps an opinion of an answer; see <see cref="IConversationClient.RateAsync"/>.</summary>
    public async Task<bool> RateAsync(int turn, bool isHelpful, string? comment, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        if (turn < 1 || _head is null || !await _branch.ExistsAsync(turn, cancellationToken))
            return false;
        var masked = comment is null ? null : InputGuard.Inspect(comment.Length > 2_000 ? comment[..2_000] : comment).Masked;
        await _store.SaveFeedbackAsync(_id, new(turn, isHelpful, masked, _services.Clock.GetUtcNow()), cancellationToken);
        return true;
    }

    /// <summary>Stops what runs and deletes all of it.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        Close();
        await Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _store.DeleteAsync(_id, cancellationToken);
    }

    /// <summary>Stops all work without saving and lets readers go: the host is shutting down or a save has failed. What was accepted runs again after the next start.</summary>
    public void Close()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        _isBrokenOff = _isWorking || _besideRunning > 0;
        _closing.Cancel();
        _log.Close();
    }

    /// <summary>
    /// Lets the answers that have begun end here, then closes. What only waits, for quota or for the question before it, leaves the line at once: it stays
    /// accepted and runs again, with its first arrival, where the conversation is opened next.
    /// </summary>
    public void HandOver()
    {
        _leaving.Cancel();
        CloseIfLeft();
    }

    /// <summary>Reads the head and puts unanswered questions in line again. Safe to call often; a failed read is tried again by the next call.</summary>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_opening is null || _opening.IsFaulted || _opening.IsCanceled)
            _opening = ReadStoreAsync();
        return _opening.IsCompleted ? _opening : _opening.WaitAsync(cancellationToken);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static TurnTicket? Refuse(Agency agency, TurnRequest request, GuardedText guarded)
    {
        if (guarded.IsTooLong)
            return TurnTicket.Refused("too-long", ProductTexts.Get(agency, "refusal.too-long", request.Language));
        return guarded.IsEmpty ? TurnTicket.Refused("empty", ProductTexts.Get(agency, "refusal.empty", request.Language)) : null;
    }

    private async Task ReadStoreAsync()
    {
        var stored = await _store.OpenAsync(_id, CancellationToken.None);
        if (stored is null)
            return;
        _head = stored.Head;
        _lastNumber = _head.LastNumber;
        _log.SkipTo(_head.EventFloor);
        foreach (var accepted in stored.Unanswered)
        {
            var again = accepted with { Attempt = accepted.Attempt + 1 };
            _asked[again.MessageId] = KnownAsk.Of(again.TextHash, new(again.Number, _log.Next));
            _log.Append(number => new RestartedEvent(number, again.Number, again.Attempt));
            Enqueue(new(again, _log.Next - 1) { IsRestarted = true });
        }
    }

    private async Task<bool> IsOpenWithinAsync(TimeSpan patience)
    {
        try
        {
            await OpenAsync(CancellationToken.None).WaitAsync(patience, _services.Clock);
            return true;
        }
        catch (Exception exception)
        {
            LogStoreUnreadable(exception, _id);
            return false;
        }
    }

    private TurnTicket TellCrisisWithoutStore(CrisisMatch crisis, Agency agency, string? language)
    {
        _log.SkipTo(_services.Clock.GetUtcNow().ToUnixTimeMilliseconds() * 1024);
        var first = _log.Next;
        _log.Append(number => new NoticeEvent(number, 0, NoticeCodes.Crisis, crisis.Rule.Text[language ?? crisis.Language]));
        _log.Append(number => new FailedEvent(number, 0, "store", ProductTexts.Get(agency, "failure.store", language), null));
        return new(0, first);
    }

    private async Task<TurnTicket?> FindRepeatAsync(
        string messageId, string textHash, TurnRequest request, Agency agency, CancellationToken cancellationToken)
    {
        if (request.MessageId is null)
            return null;
        TurnTicket ticket;
        string knownHash;
        if (_asked.TryGetValue(messageId, out var asked))
        {
            knownHash = asked.TextHash;
            ticket = await asked.Ticket.Task;
        }
        else
        {
            var known = _head is null ? null : await _store.FindMessageAsync(_id, messageId, cancellationToken);
            if (known is null)
                return _asked.ContainsKey(messageId) ? await FindRepeatAsync(messageId, textHash, request, agency, cancellationToken) : null;
            knownHash = known.TextHash;
            ticket = new(known.Turn, _log.Next);
        }

        if (knownHash != textHash)
            return TurnTicket.Refused("message-id-reused", ProductTexts.Get(agency, "refusal.message-id-reused", request.Language));
        var finished = await _store.ReadTurnsAsync(_id, ticket.Turn, ticket.Turn, cancellationToken);
        return ticket with { IsRepeat = true, Finished = finished.Count == 1 ? finished[0] : null };
    }

    private sealed record KnownAsk(string TextHash)
    {
        public TaskCompletionSource<TurnTicket> Ticket { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static KnownAsk Of(string textHash, TurnTicket ticket)
        {
            var asked = new KnownAsk(textHash);
            asked.Ticket.SetResult(ticket);
            return asked;
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "Conversation {ConversationId} could not be read in time for a crisis; its text was told all the same.")]
    private partial void LogStoreUnreadable(Exception exception, string conversationId);
}
