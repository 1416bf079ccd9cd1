using GovStack.Conversations.Agencies;
using GovStack.Conversations.Safety;
using GovStack.Conversations.Telemetry;
using Microsoft.Extensions.Logging;

namespace GovStack.Conversations;

/// <content>Taking questions in and working through them.</content>
public sealed partial class Conversation
{
    private readonly ILogger<Conversation> _logger;

    private async Task<TurnTicket> AcceptAsync(
        TurnRequest request,
        Agency agency,
        GuardedText guarded,
        CrisisMatch? crisis,
        string messageId,
        string textHash,
        DateTimeOffset arrivedAt,
        CancellationToken cancellationToken)
    {
        if (request.After is { } after && !await _branch.ExistsAsync(after, cancellationToken))
            return TurnTicket.Refused("checkpoint-not-found", ProductTexts.Get(agency, "refusal.checkpoint-not-found", request.Language));
        if (crisis is null && RefuseBusy(request, agency) is { } busy)
            return busy;
        var number = ++_lastNumber;
        var firstEvent = _log.Next;
        if (crisis is not null)
            _log.Append(next => new NoticeEvent(next, number, NoticeCodes.Crisis, crisis.Rule.Text[request.Language ?? _head?.Language ?? crisis.Language]));

        var accepted = new AcceptedTurn
        {
            Number = number,
            Parent = request.After ?? -1,
            MessageId = messageId,
            TextHash = textHash,
            Question = guarded.Masked,
            MaskedKinds = guarded.MaskedKinds,
            Crisis = crisis?.Rule.Id,
            Language = request.Language,
            Botlet = request.Botlet,
            Chain = request.Chain,
            MaxAnswerTokens = request.MaxAnswerTokens,
            ArrivedAt = arrivedAt,
            Caller = request.Caller,
            Prior = [.. request.Prior.Select(prior => prior with { Text = InputGuard.Inspect(prior.Text, agency).Masked })],
        };
        var waiting = new WaitingTurn(accepted);
        var version = await SaveThinkingAsync(waiting, cancellationToken);
        if (crisis is null)
            firstEvent = _log.Next;
        waiting.FirstEvent = firstEvent;
        _log.Append(next => new AcceptedEvent(next, number, messageId));
        LogAccepted(_id, number, version);
        Enqueue(waiting);
        return new(number, firstEvent);
    }

    private async Task<long> SaveThinkingAsync(WaitingTurn waiting, CancellationToken cancellationToken)
    {
        var accepted = waiting.Accepted;
        var isAlone = _services.Arrivals.Enter();
        try
        {
            var saving = SaveAcceptedAsync(accepted, cancellationToken);
            var isNext = !_isWorking && accepted.Number == (_head?.LastNumber ?? 0) + 1;   // Nothing runs or is being accepted before it.
            if (isAlone && isNext && accepted.Crisis is null)
                ThinkAhead(waiting);
            return await saving;
        }
        finally
        {
            _services.Arrivals.Leave();
        }
    }

    private void ThinkAhead(WaitingTurn waiting)
    {
        var accepted = waiting.Accepted;
        var head = _head ?? NewHead(accepted.Caller, accepted.ArrivedAt);
        var branch = _branch.ReadAsync(accepted.Parent >= 0 ? accepted.Parent : head.Current, BranchReader.KeptTurns, CancellationToken.None);
        if (!branch.IsCompletedSuccessfully || branch.Result is null)
            return;   // It has to be read from the store first; that happens in its turn.
        waiting.Runner = new(_id, waiting, head, branch.Result, _services, _log, _logger);
        waiting.Runner.ThinkAhead();
    }

    private TurnTicket? RefuseBusy(TurnRequest request, Agency agency)
    {
        if (_waiting.Count >= _services.Options.Value.MaxWaitingQuestions)
            return TurnTicket.Refused("too-many-waiting", ProductTexts.Get(agency, "refusal.too-many-waiting", request.Language), TimeSpan.FromSeconds(30));
        if (_running is null)
            return null;
        if (request.WhenBusy == BusyPolicy.Refuse)
            return TurnTicket.Refused("busy", ProductTexts.Get(agency, "refusal.busy", request.Language), TimeSpan.FromSeconds(5));
        if (request.WhenBusy == BusyPolicy.Replace)
        {
            _running.Stop.Cancel();
            foreach (var waiting in _waiting)
                waiting.Stop.Cancel();
        }

        return null;
    }

    private Task<long> SaveAcceptedAsync(AcceptedTurn accepted, CancellationToken cancellationToken)
        => WriteAsync(
            head => head with
            {
                LastNumber = Math.Max(head.LastNumber, accepted.Number),
                Language = accepted.Language ?? head.Language,
            },
            // Once begun, a save is not given up: half of the callers would believe it lost.
            head => _store.AcceptAsync(head, accepted, CancellationToken.None),
            accepted.Caller,
            cancellationToken);

    /// <summary>The one place that replaces the head: in order, with the next version, and with the event floor above all that was sent.</summary>
    private async Task<long> WriteAsync(
        Func<ConversationHead, ConversationHead> change,
        Func<ConversationHead, Task> write,
        Caller? creator = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var previous = _lastWrite;
        var mine = new TaskCompletionSource();
        _lastWrite = mine.Task;
        await previous;   // Never faulted: it only says that its turn is over.
        try
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            var now = _services.Clock.GetUtcNow();
            var current = _head ?? NewHead(creator!, now);
            var next = change(current) with
            {
                Version = current.Version + 1,
                UpdatedAt = now,
                EventFloor = _log.Next + EventHeadroom,
            };
            await write(next);
            _head = next;
            return next.Version;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogSaveFailed(exception, _id);
            Close();
            throw;
        }
        finally
        {
            mine.SetResult();
        }
    }

    private ConversationHead NewHead(Caller creator, DateTimeOffset now) => new()
    {
        Id = _id,
        Tenant = creator.Tenant,
        Person = creator.Person,
        Channel = creator.Channel,
        CreatedAt = now,
        UpdatedAt = now,
    };

    private void Enqueue(WaitingTurn turn)
    {
        if (turn.Accepted.TicketFor is not null)
        {
            // A promised answer is worked on beside the conversation, which goes on meanwhile.
            Track(RunBesideAsync(() => RunAsync(turn)));
            return;
        }

        _waiting.AddLast(turn);
        if (_isWorking)
            return;
        if (!turn.IsRestarted)
            turn.ReadyAt = turn.Accepted.ArrivedAt;
        _isWorking = true;
        Track(RunWaitingAsync());
    }

    private void Track(Task work) => Work = Work.IsCompleted ? work : Task.WhenAll(Work, work);

    private async Task RunBesideAsync(Func<Task> work)
    {
        _besideRunning++;
        await Task.Yield();
        try
        {
            await work();
        }
        finally
        {
            _besideRunning--;
            CloseIfLeft();
        }
    }

    private async Task RunWaitingAsync()
    {
        await Task.Yield();   // The asker gets the ticket first.
        while (_waiting.First is { } first && !IsClosed && !_leaving.IsCancellationRequested)
        {
            _waiting.RemoveFirst();
            _running = first.Value;
            _running.ReadyAt ??= _services.Clock.GetUtcNow();
            try
            {
                await RunAsync(first.Value);
            }
            finally
            {
                _running = null;
            }
        }

        _isWorking = false;
        CloseIfLeft();
    }

    private void CloseIfLeft()
    {
        if (_leaving.IsCancellationRequested && !_isWorking && _besideRunning == 0)
            Close();
    }

    private async Task RunAsync(WaitingTurn waiting)
    {
        var accepted = waiting.Accepted;
        using var activity = ConversationTelemetry.Source.StartActivity("turn");
        try
        {
            var current = accepted.TicketFor ?? (accepted.Parent >= 0 ? accepted.Parent : _head!.Current);
            if (waiting.IsRestarted)
                await SaveAcceptedAsync(accepted, CancellationToken.None);
            var branch = await _branch.ReadAsync(current, BranchReader.KeptTurns, CancellationToken.None) ?? [];
            var runner = waiting.Runner?.Fits(_head!, branch) == true ? waiting.Runner : new(_id, waiting, _head!, branch, _services, _log, _logger);
            var outcome = await runner.RunAsync(_leaving.Token, _closing.Token);
            if (IsClosed)
                return;
            if (outcome is null)
            {
                await SaveAcceptedAsync(accepted with { HandedOver = accepted.HandedOver + 1 }, CancellationToken.None);
                return;
            }

            await SaveAsync(waiting, outcome);
            activity?.SetTag("govstack.kind", outcome.Turn.Kind.ToString());
            activity?.SetTag("govstack.botlet", outcome.Turn.Botlet);
        }
        catch (OperationCanceledException) when (IsClosed)
        {
            // The host is closing: the question stays accepted and runs again after the next start.
        }
        catch (Exception exception)
        {
            // Whatever failed here failed the save or the store; the provider's faults end inside the runner.
            LogTurnFailed(exception, _id, accepted.Number);
            var agency = _services.Agencies.Find(accepted.Caller.Tenant)?.Agency;
            _log.Append(number => new FailedEvent(
                number, accepted.Number, "store", agency is null ? "Not saved." : ProductTexts.Get(agency, "failure.store", accepted.Language), 5));
            Close();
            _isBrokenOff = false;   // Its readers were told how it ended.
        }
        finally
        {
            waiting.Dispose();
        }
    }

    private async Task SaveAsync(WaitingTurn waiting, TurnOutcome outcome)
    {
        var turn = outcome.Turn;
        AcceptedTurn? promised = null;
        if (outcome.Promise is { } promise)
        {
            // The promise is durable before it is made.
            promised = waiting.Accepted with
            {
                Number = ++_lastNumber,
                MessageId = $"{waiting.Accepted.MessageId}+ticket",
                Caller = waiting.Accepted.Caller with { Class = Quota.QuotaClass.Background },
                TicketFor = turn.Number,
                Parent = turn.Number,
                Attempt = 1,
                Crisis = null,
            };
            await SaveAcceptedAsync(promised, CancellationToken.None);
        }

        await WriteAsync(
            head => head with
            {
                // A kept promise does not pull a person back who has gone on asking.
                Current = turn.TicketFor is null || head.Current == turn.TicketFor ? turn.Number : head.Current,
                Language = turn.Language,
                Summary = outcome.Summary ?? head.Summary,
            },
            head => _store.SaveTurnAsync(head, turn, CancellationToken.None));
        _branch.Add(turn);
        _asked.Remove(turn.MessageId);
        foreach (var last in outcome.LastEvents)
            _log.Append(last);
        Record(turn, outcome);
        if (promised is not null)
            Enqueue(new(promised, _log.Next));
        if (outcome is { Older.Count: > 0, Turn.Kind: AnswerKind.Model })
            Track(RunBesideAsync(() => SummariseAsync(waiting.Accepted.Caller.Tenant, outcome)));
    }

    private void Record(Turn turn, TurnOutcome outcome)
    {
        var kind = new KeyValuePair<string, object?>("kind", turn.Kind.ToString());
        var botlet = new KeyValuePair<string, object?>("botlet", turn.Botlet ?? "none");
        ConversationTelemetry.Turns.Add(1, kind, botlet);
        ConversationTelemetry.TurnDuration.Record((turn.AnsweredAt - turn.AskedAt).TotalSeconds, kind);
        if (outcome.FirstToken is { } firstToken)
            ConversationTelemetry.FirstToken.Record(firstToken.TotalSeconds, kind);
        if (turn.CitationsRemoved > 0)
            ConversationTelemetry.CitationsRemoved.Add(turn.CitationsRemoved, botlet);
        if (turn.Usage is { } usage && usage.Wait >= TimeSpan.FromSeconds(5) && usage.Promised > TimeSpan.Zero)
            ConversationTelemetry.Promise.Record(usage.Promised / usage.Wait);
        LogFinished(_id, turn.Number, turn.Kind, turn.AnsweredAt - turn.AskedAt);
    }

    [LoggerMessage(EventId = 1002, Level = LogLevel.Debug, Message = "Conversation {ConversationId}: turn {Turn} accepted at version {Version}.")]
    private partial void LogAccepted(string conversationId, int turn, long version);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Debug, Message = "Conversation {ConversationId}: turn {Turn} ended as {Kind} after {Duration}.")]
    private partial void LogFinished(string conversationId, int turn, AnswerKind kind, TimeSpan duration);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Error, Message = "Conversation {ConversationId}: turn {Turn} could not be saved; the conversation closes and reopens from the store.")]
    private partial void LogTurnFailed(Exception exception, string conversationId, int turn);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Error, Message = "Conversation {ConversationId}: a save failed.")]
    private partial void LogSaveFailed(Exception exception, string conversationId);
}

/// <summary>A question in line.</summary>
internal sealed class WaitingTurn(AcceptedTurn accepted, long firstEvent = 0) : IDisposable
{
    /// <summary>Gets the durable question.</summary>
    public AcceptedTurn Accepted { get; } = accepted;

    /// <summary>Gets or sets the number of its first event, known when the question is durable.</summary>
    public long FirstEvent { get; set; } = firstEvent;

    /// <summary>Gets or sets the runner that thinks ahead, or null.</summary>
    public TurnRunner? Runner { get; set; }

    /// <summary>Gets whether it runs again after a crash.</summary>
    public bool IsRestarted { get; init; }

    /// <summary>Gets or sets since when nothing but the server has kept it waiting: its arrival, or the end of the question before it. Its deadline counts from here.</summary>
    public DateTimeOffset? ReadyAt { get; set; }

    /// <summary>Gets what the person's Stop cancels: the partial answer is kept.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => Stop.Dispose();
}
