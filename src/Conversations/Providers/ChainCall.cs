using System.Text;
using GovStack.Conversations.Quota;
using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;

namespace GovStack.Conversations.Providers;

/// <summary>One call to one deployment under one grant: opened through its circuit, watched while it streams, settled whatever happens.</summary>
internal sealed class ChainCall(IProviderGate gate, TimeProvider clock, Deployment deployment, Grant grant, PromptSize prompt, Func<string, int> countTokens, Action<ChainUpdate> tell)
    : IDisposable
{
    // A provider that does not keep to the maximum it was sent: what is beyond is not worth a citizen's wait.
    private const int CharactersPerToken = 16;
    private const int CharactersAlways = 4_000;

    private readonly ProviderCall _call = new(grant.Reservation);
    private readonly CancellationTokenSource _life = new(Timeout.InfiniteTimeSpan, clock);
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thinking = new();
    private UsageDetails? _counted;
    private ChatFinishReason? _finish;
    private bool _wasSent;
    private long _sentAt;
    private long _lastAt;

    /// <summary>Gets the text that came.</summary>
    public string Text => _text.ToString();

    public bool HasText => _text.Length > 0;

    public bool IsTruncated => _finish == ChatFinishReason.Length;

    /// <summary>Gets whether it was cut by us, because the provider does not keep to the maximum: more of that is not asked for.</summary>
    public bool IsBeyondMeasure { get; private set; }

    public Grant Grant => grant;

    /// <summary>Gets what the call used, the provider's count or an estimate.</summary>
    public CallUsage Usage { get; private set; }

    /// <summary>Gets the time from sending to the first token, or null.</summary>
    public TimeSpan? FirstToken { get; private set; }

    /// <summary>Runs the call.</summary>
    /// <param name="messages">The prompt.</param>
    /// <param name="options">The model and the maximum.</param>
    /// <param name="stopOrDeadline">Ends the call; what came until then is settled.</param>
    /// <param name="started">Called at the first text: from then on the deadline waits.</param>
    /// <returns>Null for a whole answer, otherwise what went wrong.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopOrDeadline"/> was cancelled; the call is settled.</exception>
    public async Task<ProviderFaultException?> RunAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, Action started, CancellationToken stopOrDeadline)
    {
        ProviderCall.Current = _call;
        _call.Sending = SendingAsync;
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stopOrDeadline, _life.Token);
        ProviderFaultException? fault = null;
        var outcome = CallOutcome.Failed;
        try
        {
            var stream = deployment.Client.GetStreamingResponseAsync(messages, options, life.Token).GetAsyncEnumerator(life.Token);
            await using (stream.ConfigureAwait(false))
            {
                fault = await OpenAsync(stream, started, stopOrDeadline).ConfigureAwait(false);
                if (fault is null)
                    fault = await DrainAsync(stream, started, stopOrDeadline).ConfigureAwait(false);
            }

            outcome = Outcome(fault);
            return fault;
        }
        catch (OperationCanceledException) when (stopOrDeadline.IsCancellationRequested)
        {
            outcome = _wasSent ? CallOutcome.Answered : CallOutcome.NotSent;   // Stopped: what came was wanted, and is paid.
            throw;
        }
        finally
        {
            await SettleAsync(outcome, fault).ConfigureAwait(false);
        }
    }

    public void Dispose() => _life.Dispose();

    private async Task<ProviderFaultException?> OpenAsync(IAsyncEnumerator<ChatResponseUpdate> stream, Action started, CancellationToken stopOrDeadline)
    {
        var context = ResilienceContextPool.Shared.Get(stopOrDeadline);
        try
        {
            var outcome = await deployment.Health.Pipeline.ExecuteOutcomeAsync(
                async (inner, _) =>
                {
                    // The stream was bound to its own token when it was made; what ends the pipeline reaches it through this.
                    using var patience = inner.CancellationToken.Register(_life.Cancel);
                    try
                    {
                        _life.CancelAfter(deployment.Health.SendingTimeout);
                        if (!deployment.TellsSending)
                            await SendingAsync().ConfigureAwait(false);
                        while (await stream.MoveNextAsync().ConfigureAwait(false))
                        {
                            if (Take(stream.Current, started))
                                return Polly.Outcome.FromResult(true);
                        }

                        return Polly.Outcome.FromException<bool>(_finish == ChatFinishReason.ContentFilter
                            ? new ProviderFaultException(FaultKind.Content, "content")
                            : new ProviderFaultException(FaultKind.Failed, "empty-answer"));
                    }
                    catch (OperationCanceledException canceled) when (inner.CancellationToken.IsCancellationRequested)
                    {
                        return Polly.Outcome.FromException<bool>(canceled);
                    }
                    catch (OperationCanceledException) when (_life.IsCancellationRequested)
                    {
                        return Polly.Outcome.FromException<bool>(SawNothing());
                    }
#pragma warning disable CA1031 // Clients throw what they like; every one of them is a fault of this call and is classified.
                    catch (Exception thrown)
#pragma warning restore CA1031
                    {
                        // What never went out was never judged or charged, whatever the client calls it: a connection that took too long is a "cancelled task".
                        return Polly.Outcome.FromException<bool>(_wasSent
                            ? ProviderFaults.Classify(thrown, _call, hasStarted: false, clock.GetUtcNow())
                            : new ProviderFaultException(FaultKind.NotConnected, "no-connection", null, thrown));
                    }
                },
                context,
                0).ConfigureAwait(false);
            stopOrDeadline.ThrowIfCancellationRequested();
            if (outcome.Exception is null)
                await gate.ReportAsync(grant, _call.Headers, CancellationToken.None).ConfigureAwait(false);
            return outcome.Exception switch
            {
                null => null,
                ProviderFaultException fault => fault,
                BrokenCircuitException broken => new ProviderFaultException(FaultKind.Failed, "circuit", broken.RetryAfter, broken),
                var other => ProviderFaults.Classify(other, _call, hasStarted: false, clock.GetUtcNow()),
            };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<ProviderFaultException?> DrainAsync(IAsyncEnumerator<ChatResponseUpdate> stream, Action started, CancellationToken stopOrDeadline)
    {
        var longest = (grant.MaxOutputTokens * CharactersPerToken) + CharactersAlways;
        ProviderFaultException fault;
        try
        {
            while (await stream.MoveNextAsync().ConfigureAwait(false))
            {
                if (!Take(stream.Current, started))
                    _life.CancelAfter(deployment.Health.GapTimeout);   // A sign of life; a token has set the watch already.
                if (_text.Length + _thinking.Length > longest)
                {
                    _finish = ChatFinishReason.Length;
                    IsBeyondMeasure = true;
                    break;
                }
            }

            if (_finish == ChatFinishReason.ContentFilter)
                return new ProviderFaultException(FaultKind.Content, "content");
            if (!HasText)
                fault = new ProviderFaultException(FaultKind.Failed, "empty-answer");
            else
                return null;
        }
        catch (OperationCanceledException) when (stopOrDeadline.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
            fault = new ProviderFaultException(FaultKind.Silent, "silent-stream");
        }
#pragma warning disable CA1031 // As above.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            fault = ProviderFaults.Classify(thrown, _call, hasStarted: true, clock.GetUtcNow());
        }

        if (fault.BreaksCircuit)
            await deployment.Health.ReportBreakAsync(fault).ConfigureAwait(false);
        return fault;
    }

    /// <summary>Takes one update.</summary>
    /// <returns>Whether it held any text or thinking.</returns>
    private bool Take(ChatResponseUpdate update, Action started)
    {
        _finish = update.FinishReason ?? _finish;
        var hasContent = false;
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextReasoningContent { Text.Length: > 0 } thinking:
                    SawToken();
                    hasContent = true;
                    _thinking.Append(thinking.Text);
                    tell(new ChainThinking(thinking.Text));
                    break;
                case TextContent { Text.Length: > 0 } text:
                    SawToken();
                    hasContent = true;
                    if (_text.Length == 0)
                        started();
                    _text.Append(text.Text);
                    tell(new ChainText(text.Text));
                    break;
                case UsageContent usage:
                    Count(usage.Details);
                    break;
            }
        }

        return hasContent;
    }

    private void SawToken()
    {
        var now = clock.GetTimestamp();
        if (FirstToken is null)
        {
            FirstToken = clock.GetElapsedTime(_sentAt, now);
            deployment.Health.SawFirstToken(FirstToken.Value);
        }
        else
        {
            deployment.Health.SawGap(clock.GetElapsedTime(_lastAt, now));
        }

        _lastAt = now;
        _life.CancelAfter(deployment.Health.GapTimeout);   // Before anybody hears of the token, so that the watch is running when they do.
    }

    /// <summary>Some providers send counts twice, the second fuller; the larger of each counts.</summary>
    private void Count(UsageDetails details)
    {
        if (_counted is not { } known)
        {
            _counted = details;
            return;
        }

        known.InputTokenCount = Larger(known.InputTokenCount, details.InputTokenCount);
        known.OutputTokenCount = Larger(known.OutputTokenCount, details.OutputTokenCount);
        known.CachedInputTokenCount = Larger(known.CachedInputTokenCount, details.CachedInputTokenCount);
    }

    private static long? Larger(long? one, long? other) => one is null || other > one ? other : one;

    /// <summary>The request goes out: its charge and its time to the first token count from here.</summary>
    private async ValueTask SendingAsync()
    {
        _wasSent = true;
        _sentAt = clock.GetTimestamp();
        _life.CancelAfter(deployment.Health.FirstTokenTimeout);
        await gate.SentAsync(grant, CancellationToken.None).ConfigureAwait(false);
    }

    private ProviderFaultException SawNothing()
    {
        if (!_wasSent)
            return new ProviderFaultException(FaultKind.NotConnected, "no-connection");
        deployment.Health.SawFirstToken(clock.GetElapsedTime(_sentAt));   // A lower bound: a provider that has grown slow is given more time next time.
        return new ProviderFaultException(FaultKind.Silent, "timeout");
    }

    private static CallOutcome Outcome(ProviderFaultException? fault) => fault?.Kind switch
    {
        null => CallOutcome.Answered,
        FaultKind.RateLimited => CallOutcome.RateLimited,
        FaultKind.Overloaded => CallOutcome.Overloaded,
        FaultKind.NotConnected => CallOutcome.NotSent,
        FaultKind.Failed or FaultKind.Silent => CallOutcome.Failed,
        _ => CallOutcome.Rejected,
    };

    private async Task SettleAsync(CallOutcome outcome, ProviderFaultException? fault)
    {
        if (!_wasSent)
        {
            await gate.CancelAsync(grant.Pool, grant.Reservation, CancellationToken.None).ConfigureAwait(false);
            return;
        }

        var input = (int?)_counted?.InputTokenCount;
        var output = (int?)_counted?.OutputTokenCount;
        var cached = (int?)_counted?.CachedInputTokenCount;
        // A judged or refused request used nothing; a silent or broken one may well have been paid.
        var isPaid = outcome is CallOutcome.Answered || _text.Length + _thinking.Length > 0 || fault?.Kind == FaultKind.Silent;
        var produced = HasText || _thinking.Length > 0 ? countTokens(_text.ToString()) + countTokens(_thinking.ToString()) : 0;
        Usage = new(input ?? (isPaid ? prompt.Tokens : 0), cached ?? 0, output ?? produced, IsCounted: input is not null);
        if (outcome == CallOutcome.Answered && fault is null && HasText)
            deployment.Health.SawAnswer(clock.GetElapsedTime(_sentAt));

        var settlement = new Settlement(outcome, input, cached, output ?? (produced > 0 ? produced : null), prompt.Bytes, _call.Headers);
        await gate.SettleAsync(grant, settlement, CancellationToken.None).ConfigureAwait(false);
    }
}
