using GovStack.Conversations.Agencies;
using GovStack.Conversations.Answers;
using GovStack.Conversations.Botlets;
using GovStack.Conversations.Providers;
using GovStack.Conversations.Quota;
using GovStack.Conversations.Telemetry;

namespace GovStack.Conversations;

/// <content>Generation: the chain's updates become events; where the chain cannot answer in time the ladder goes on.</content>
internal sealed partial class TurnRunner
{
    // How often a waiting question looks whether anybody still reads.
    private static readonly TimeSpan AbandonCheck = TimeSpan.FromSeconds(10);

    private readonly System.Text.StringBuilder _thinking = new();

    /// <summary>Generates for all who ask the same now: the first leads, the others read its stream.</summary>
    private async Task<TurnOutcome> GenerateOnceAsync(BotletDefinition definition, BotletPlan plan, AnswerKey key, CancellationToken cancellationToken)
    {
        var seat = new FlightSeat(conversationId, Number, waiting.FirstEvent);
        while (true)
        {
            var leader = await services.Flights.JoinAsync(key, seat, cancellationToken);
            if (leader.IsOf(seat))
                break;
            if (await FollowAsync(leader, cancellationToken) is { } shared)
                return shared;
            await services.Flights.LeaveAsync(key, leader, cancellationToken);   // It led nowhere; whoever comes first leads anew.
        }

        try
        {
            var outcome = await GenerateAsync(definition, plan, cancellationToken);
            if (outcome.Turn is { Kind: AnswerKind.Model, CitationsRemoved: 0 } && outcome.Turn.Notices.All(notice => notice.Code != NoticeCodes.Uncited))
                await services.Reuse.KeepAsync(key, outcome.Turn, cancellationToken);
            return outcome;
        }
        finally
        {
            await services.Flights.LeaveAsync(key, seat, CancellationToken.None);
        }
    }

    /// <summary>Reads the stream of the turn that leads; null where it ended without a model's answer.</summary>
    private async Task<TurnOutcome?> FollowAsync(FlightSeat leader, CancellationToken cancellationToken)
    {
        var patience = TimeSpan.FromSeconds(20);
        TurnUsage? usage = null;
        for (var next = leader.FirstEvent; ;)
        {
            using var stopOrLeaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Leaving);
            var batch = await services.OtherConversations.Value.ReadFromAsync(leader.ConversationId, next, patience, stopOrLeaving.Token);
            foreach (var happened in batch.Events.Where(happened => happened.Turn == leader.Turn))
            {
                switch (happened)
                {
                    case QueuedEvent queued:
                        log.Append(number => queued with { Number = number, Turn = Number });
                        break;
                    case TokenEvent token:
                        Show(token.Text);
                        break;
                    case UsageEvent used:
                        usage = new(used.Provider, used.Region, used.Model, used.Tier, 0, 0, 0, 0, TimeSpan.FromSeconds(used.WaitSeconds), TimeSpan.Zero, "shared", Today());
                        break;
                    case DoneEvent { Kind: AnswerKind.Model } done:
                        _text.Replace(done.Answer);
                        return Finish(AnswerKind.Model, usage, done.Suggestions);
                    case DoneEvent or FailedEvent or RestartedEvent:
                        BeginAnew();
                        return null;
                }
            }

            if (batch.Next < next || (batch.Events.Count == 0 && batch.IsIdle))
            {
                BeginAnew();
                return null;
            }

            next = batch.Next;
        }
    }

    private async Task<TurnOutcome> GenerateAsync(BotletDefinition definition, BotletPlan plan, CancellationToken cancellationToken)
    {
        if (_accepted.TicketFor is not null)
            return await KeepPromiseAsync(Ask(definition, plan), cancellationToken);
        var request = Ask(definition, plan);
        var citations = new CitationFilter(_sources.Count);
        var end = await RunChainAsync(request, citations, cancellationToken);
        if (end is null)
        {
            // Nobody is reading: the same question, now in the background, with time.
            ConversationTelemetry.Abandoned.Add(1);
            Notice(NoticeCodes.Background, ProductTexts.Get(Agency, "notice.background", _language));
            request = request with
            {
                Class = QuotaClass.Background,
                Deadline = services.Clock.GetUtcNow() + TicketHorizon,
                ReservationStem = request.ReservationStem + "/background",
            };
            end = await RunChainAsync(request, citations, cancellationToken);
        }

        if (end is not (ChainRefused or ChainFailed))
            return End(end, citations, cancellationToken);
        Settle(citations);
        return await StepDownAsync(request, end, cancellationToken);
    }

    /// <summary>What is asked of the chain. A first question takes its place when it comes to the queue, since those who came before it were told a time that must not move; what runs again keeps its first place.</summary>
    private ChainRequest Ask(BotletDefinition definition, BotletPlan plan)
    {
        var isPromised = _accepted.TicketFor is not null;
        return new ChainRequest
        {
            Agency = Agency,
            Botlet = definition.Id,
            Tiers = Agency.Chains[plan.Chain],
            Messages = plan.Messages,
            Question = _decision!.SearchText,
            Passages = plan.Passages,
            Language = _language,
            MaxAnswerTokens = plan.MaxAnswerTokens,
            ThinkingTokens = plan.ThinkingTokens,
            Class = isPromised ? QuotaClass.Background : plan.Class,
            Person = _accepted.Caller.Person,
            ReservationStem = isPromised && _accepted.Attempt == 1 ? TicketStem(_accepted.TicketFor!.Value) : $"{conversationId}/{Number}/{_accepted.Attempt}",
            ArrivedAt = isPromised || _accepted.Attempt > 1 ? _accepted.ArrivedAt : services.Clock.GetUtcNow(),
            Deadline = isPromised ? _startedAt + TicketHorizon : (waiting.ReadyAt ?? _startedAt) + AnswerDeadline,
            IsPromised = isPromised,
            MayQuote = _crisis is null,
            Leaving = Leaving,
        };
    }

    /// <summary>Shows what the filter still held back.</summary>
    private void Settle(CitationFilter citations)
    {
        Show(citations.Finish());
        _citationsRemoved = citations.Removed;
        if (citations.Removed > 0)
            Notice(NoticeCodes.CitationRemoved, ProductTexts.Get(Agency, "notice.citation-removed", _language));
    }

    private TurnOutcome End(ChainUpdate? end, CitationFilter citations, CancellationToken cancellationToken)
    {
        Settle(citations);
        return end switch
        {
            ChainFinished finished => FinishGenerated(finished, citations),
            ChainStopped stopped => Stopped(stopped, cancellationToken),
            _ => throw new InvalidOperationException("The chain ended without an end."),
        };
    }

    private TurnOutcome Stopped(ChainStopped stopped, CancellationToken cancellationToken)
    {
        if (!waiting.Stop.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Leaving.ThrowIfCancellationRequested();
        }

        return Finish(AnswerKind.Stopped, stopped.Usage, null);
    }

    private TurnOutcome FinishGenerated(ChainFinished finished, CitationFilter citations)
    {
        if (!finished.IsExtractive && _sources.Count > 0 && citations.Cited.Count == 0)
            Notice(NoticeCodes.Uncited, ProductTexts.Get(Agency, "notice.uncited", _language));
        if (finished.IsTruncated)
            Notice(NoticeCodes.ShorterAnswer, ProductTexts.Get(Agency, "notice.truncated", _language));
        return Finish(finished.IsExtractive ? AnswerKind.Quick : AnswerKind.Model, finished.Usage, null);
    }

    /// <summary>Runs the chain to its end, or gives null where the question waits and nobody has read for long.</summary>
    private async Task<ChainUpdate?> RunChainAsync(ChainRequest request, CitationFilter citations, CancellationToken cancellationToken)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var updates = services.Chain.RunAsync(request, abandon.Token).GetAsyncEnumerator(abandon.Token);
        try
        {
            var isQueued = false;
            while (true)
            {
                var next = updates.MoveNextAsync();
                if (isQueued && request.Class != QuotaClass.Background && !next.IsCompleted)
                {
                    var pending = next.AsTask();
                    if (await IsAbandonedAsync(pending, cancellationToken))
                    {
                        await abandon.CancelAsync();
                        while (await pending)
                            pending = updates.MoveNextAsync().AsTask();   // What the chain still tells: that it has stopped and settled.
                        return null;
                    }

                    if (!await pending)
                        break;
                }
                else if (!await next)
                {
                    break;
                }

                isQueued = updates.Current is ChainQueued;
                if (Tell(updates.Current, citations))
                    return updates.Current;
            }

            throw new InvalidOperationException("The chain ended without an end.");
        }
        finally
        {
            await updates.DisposeAsync();
        }
    }

    private async Task<bool> IsAbandonedAsync(Task pending, CancellationToken cancellationToken)
    {
        while (!pending.IsCompleted)
        {
            using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(pending, Task.Delay(AbandonCheck, services.Clock, stopWaiting.Token));
            await stopWaiting.CancelAsync();
            if (!pending.IsCompleted && log.Waiting == 0 && services.Clock.GetUtcNow() - log.LastRead >= services.Options.Value.AbandonedAfter)
                return true;
            if (cancellationToken.IsCancellationRequested)
                return false;   // The chain ends by itself and says how; it must not be disposed of while it is being read.
        }

        return false;
    }

    /// <summary>Tells one update; true where it was the last.</summary>
    private bool Tell(ChainUpdate update, CitationFilter citations)
    {
        switch (update)
        {
            case ChainQueued queued:
                log.Append(number => new QueuedEvent(
                    number, Number, queued.Place, Seconds(queued.Expected), Seconds(queued.Promised), queued.Cause));
                return false;
            case ChainText text:
                Show(citations.Push(text.Text));
                return false;
            case ChainThinking thinking:
                _thinking.Append(thinking.Text);
                return false;
            case ChainStep step:
                if (step.Code == NoticeCodes.NewAttempt && _text.Length > 0)
                    Show("\n\n");
                if (step.Code == NoticeCodes.NewAttempt || !_notices.Exists(notice => notice.Code == step.Code))   // A promised answer may be tried many times.
                    Notice(step.Code, ProductTexts.Get(Agency, $"notice.{step.Code}", _language));
                return false;
            default:
                return true;
        }
    }

    private void BeginAnew()
    {
        if (_text.Length == 0)
            return;
        _text.Replace("");
        log.Append(number => new RestartedEvent(number, Number, _accepted.Attempt));
        foreach (var source in _sources.ToArray())
        {
            log.Append(number => new SourceEvent(
                number, Number, source.Index, source.Title, source.Heading, source.Url, source.Updated, source.Language));
        }
    }

    private static double Seconds(TimeSpan span) => Math.Ceiling(span.TotalSeconds);
}
