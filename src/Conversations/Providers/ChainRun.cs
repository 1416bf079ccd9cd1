using System.Threading.Channels;
using GovStack.Conversations.Costs;
using GovStack.Conversations.Quota;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace GovStack.Conversations.Providers;

/// <summary>One question on its way through a chain.</summary>
internal sealed partial class ChainRun : IDisposable
{
    private const int LeastAnswerTokens = 150;
    private const int MostRateLimits = 3;

    // Somebody is reading: a running answer may end after the deadline, but not for ever.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan KeySetAside = TimeSpan.FromMinutes(10);

    private readonly ProviderRegistry _registry;
    private readonly IProviderGate _gate;
    private readonly PromptTokens _prompts;
    private readonly BudgetGovernor _budget;
    private readonly CostBook _book;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ChainRequest _request;
    private readonly ChannelWriter<ChainUpdate> _updates;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _stopOrDeadline;
    private readonly UsageTally _tally;
    private readonly GateQueue _queue;
    private readonly HashSet<string> _steps = [];
    private readonly Dictionary<IReadOnlyList<ChatMessage>, PromptSize> _sizes = [];   // A prompt is asked about several times, and is long.
    private int _calls;
    private bool _hasFailed;
    private bool _isRejected;
    private bool _isTextShown;
    private bool _goesOn;
    private TimeSpan? _retryAfter;
    private string? _refusal;
    private PlannedTier? _last;

    public ChainRun(
        ProviderRegistry registry, IProviderGate gate, PromptTokens prompts, BudgetGovernor budget, CostBook book, TimeProvider clock, ILogger logger,
        ChainRequest request, ChannelWriter<ChainUpdate> updates, CancellationToken stop)
    {
        (_registry, _gate, _prompts, _budget, _book, _clock, _logger, _request, _updates, _stop) = (registry, gate, prompts, budget, book, clock, logger, request, updates, stop);
        var left = request.Deadline - clock.GetUtcNow();
        _deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        _stopOrDeadline = CancellationTokenSource.CreateLinkedTokenSource(stop, _deadline.Token);
        _tally = new UsageTally(request.Agency, book.Today(request.Agency));
        _queue = new GateQueue(gate, clock, Tell);
    }

    /// <summary>Runs to the last update.</summary>
    public async Task ExecuteAsync()
    {
        try
        {
            Finish(await RunAsync().ConfigureAwait(false));
            _updates.Complete();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested || _request.Leaving.IsCancellationRequested)
        {
            Finish(new ChainStopped(_tally.IsEmpty || _last is null ? null : _tally.Total(_last)));
            _updates.Complete();
        }
#pragma warning disable CA1031 // A fault of ours or of the gate's surfaces at the reader, which is where it is caught.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _updates.Complete(fault);
        }
    }

    /// <summary>Keeps a place for the first call, in the pool of the first model that has one before the deadline.</summary>
    public async Task<ChainPlace?> KeepPlaceAsync()
    {
        var budget = _budget.Check(_request.Agency);
        if (budget == BudgetMode.PagesOnly && _request.Class != QuotaClass.Emergency)
            return null;
        foreach (var tier in ChainPlan.Make(_registry, _request.Agency, _request.Tiers, budget).Models)
        {
            if (tier.Deployment!.Health.Blocked() is not null)
                continue;
            _calls = 0;   // Whichever pool keeps it, it is the first call's place.
            var answer = await _gate.AcquireAsync(Ask(tier, _request.Messages, MostTokens(tier)), _stop).ConfigureAwait(false);
            var service = tier.Deployment.Health.ServiceTime;
            if (answer is Wait wait)
                return new(wait.Expected + service, wait.Promised + service, wait.Cause == "provider-down");
            if (answer is Grant)
                return new(service, service + service);
        }

        return null;
    }

    public void Dispose()
    {
        _stopOrDeadline.Dispose();
        _deadline.Dispose();
    }

    private async Task<ChainUpdate> RunAsync()
    {
        var budget = _budget.Check(_request.Agency);
        var plan = ChainPlan.Make(_registry, _request.Agency, _request.Tiers, budget);
        if (budget == BudgetMode.PagesOnly && plan.Models.Count > 0 && _request.Class != QuotaClass.Emergency)
            return OutOfBudget(plan);
        if (plan.IsReordered)
            _tally.Reason = "budget";

        try
        {
            return await ClimbDownAsync(plan).ConfigureAwait(false);
        }
        finally
        {
            if (_request.IsPromised)
                await LeaveKeptPlaceAsync(plan).ConfigureAwait(false);
        }
    }

    /// <summary>The ladder's upper half: the models as they are, then a shorter answer, then the pages; how far, the agency says.</summary>
    private async Task<ChainUpdate> ClimbDownAsync(ChainPlan plan)
    {
        if (await TryModelsAsync(plan, _request.MaxAnswerTokens, plan.IsReordered ? NoticeCodes.SmallerModel : null).ConfigureAwait(false) is { } answer)
            return answer;

        // What was refused for its wait may fit when it asks for less.
        var shorter = Math.Max(_request.MaxAnswerTokens / 2, LeastAnswerTokens);
        if (_request.Agency.Ladder.ShorterAnswer && _refusal is "deadline" or "too-large" && !_hasFailed && shorter < _request.MaxAnswerTokens
            && !_deadline.IsCancellationRequested && await TryModelsAsync(plan, shorter, NoticeCodes.ShorterAnswer).ConfigureAwait(false) is { } shortAnswer)
            return shortAnswer;
        return WithoutModel(plan);
    }

    private async Task<ChainUpdate?> TryModelsAsync(ChainPlan plan, int maxAnswerTokens, string? step)
    {
        PlannedTier? before = null;
        foreach (var tier in plan.Models)
        {
            if (_isRejected || _deadline.IsCancellationRequested)
                break;
            if (step == NoticeCodes.SmallerModel && !_request.Agency.Ladder.SmallerModel && before is not null && before.Deployment!.Model != tier.Deployment!.Model)
                continue;   // The wait is no reason here to answer with another model.
            if (tier.Deployment!.Health.Blocked() is { } blocked)
            {
                Note(tier, blocked.Reason, blocked.Left);
                step = Worse(step, NoticeCodes.Fallback);
            }
            else
            {
                var isOtherModel = before is null || before.Deployment!.Model != tier.Deployment.Model;
                var shortAnswers = IsShort(maxAnswerTokens) ? tier.Deployment.Health.ShortAnswers : null;
                if (shortAnswers?.TryBegin() == false)
                    continue;
                try
                {
                    var (answer, next) = await TryAsync(tier, maxAnswerTokens, isOtherModel || step == NoticeCodes.ShorterAnswer ? step : null).ConfigureAwait(false);
                    if (answer is not null)
                        return answer;
                    step = Worse(step, next);
                }
                finally
                {
                    shortAnswers?.End();
                }
            }

            before = tier;
        }

        return null;
    }

    private async Task<(ChainUpdate? Answer, string Step)> TryAsync(PlannedTier tier, int maxAnswerTokens, string? step)
    {
        var rateLimits = 0;
        var breaks = 0;
        var thinking = ThinkingModels.Takes(tier.Deployment!.Model) ? _request.ThinkingTokens : 0;
        var messages = IsShort(maxAnswerTokens) ? ShorterPrompt.Ask(_request.Messages, maxAnswerTokens) : _request.Messages;
        while (true)
        {
            var entered = await EnterAsync(tier, messages, maxAnswerTokens + thinking, isQuiet: false).ConfigureAwait(false);
            if (entered is Refusal refusal)
            {
                Note(tier, refusal.Reason, refusal.RetryAfter);
                LogRefused(_logger, tier.Deployment, refusal.Reason, refusal.RetryAfter);
                return (null, refusal.Reason is "deadline" or "queue-full" or "too-large" ? NoticeCodes.SmallerModel : NoticeCodes.Fallback);
            }

            TellStep(step);
            if (_isTextShown)
            {
                // The partial text stays the record of the attempt that broke; the new one is shown as such.
                Tell(new ChainStep(NoticeCodes.NewAttempt));
                _isTextShown = false;
            }

            using var call = NewCall(tier, (Grant)entered, messages);
            var fault = await RunAsync(call, tier, messages, thinking).ConfigureAwait(false);
            if (fault is null)
            {
                if (IsShort(maxAnswerTokens))
                    tier.Deployment.Health.ShortAnswers.Saw(call.IsTruncated);
                return (await CompleteAsync(call, tier, messages, maxAnswerTokens + thinking, thinking).ConfigureAwait(false), "");
            }

            _stop.ThrowIfCancellationRequested();

            var isMeant = fault.Kind == FaultKind.RateLimited && fault.Reason != "insufficient_quota";
            if (isMeant && ++rateLimits <= MostRateLimits && !_deadline.IsCancellationRequested)
                continue;   // Back to the head of the queue, by the first arrival; the ledger knows from the settlement how long that is.
            Judge(tier, fault);
            if (call.HasText && breaks++ == 0 && !_isRejected && tier.Deployment.Health.Blocked() is null)
                continue;   // The same model again: half an answer of one and half of another is nobody's.
            return (null, NoticeCodes.Fallback);
        }
    }

    private async Task<GateAnswer> EnterAsync(PlannedTier tier, IReadOnlyList<ChatMessage> messages, int maxTokens, bool isQuiet)
    {
        var request = Ask(tier, messages, maxTokens);
        var asked = _clock.GetTimestamp();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stopOrDeadline.Token, _last is null ? _request.Leaving : CancellationToken.None);
        try
        {
            return await _queue.EnterAsync(request, isQuiet, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested && _deadline.IsCancellationRequested)
        {
            return new Refusal(request.Pool, request.Reservation, "deadline", RetryAfter: null);
        }
        finally
        {
            _tally.Wait += _clock.GetElapsedTime(asked);
            _tally.Promised = _queue.FirstPromise;
        }
    }

    private GrantRequest Ask(PlannedTier tier, IReadOnlyList<ChatMessage> messages, int maxTokens)
    {
        var deployment = tier.Deployment!;
        var size = Size(messages);
        return new GrantRequest(
            deployment.Pool,
            $"{_request.ReservationStem}/{++_calls}",
            _goesOn && _request.IsPromised ? QuotaClass.Interactive : _request.Class,   // What was promised is half there: the rest does not wait as long again.
            _request.Agency.Id,
            _request.Person,
            size.Tokens,
            CachedInputTokens: 0,
            Math.Max(maxTokens, 1),
            _request.ArrivedAt,
            _isTextShown ? _request.Deadline + Grace : _request.Deadline,   // What somebody is reading may end later.
            deployment.Health.ServiceTime,
            $"{_request.Botlet}:{deployment.Model}",
            IsRetry: _hasFailed) { Script = size.Script, IsPromised = _request.IsPromised && !_goesOn, UsualServiceTime = deployment.Health.UsualServiceTime };
    }

    private bool IsShort(int maxAnswerTokens) => maxAnswerTokens < _request.MaxAnswerTokens;

    private int MostTokens(PlannedTier tier) => _request.MaxAnswerTokens + (ThinkingModels.Takes(tier.Deployment!.Model) ? _request.ThinkingTokens : 0);

    /// <summary>Gives back the place that was kept for the first call, wherever another pool has answered instead.</summary>
    private async Task LeaveKeptPlaceAsync(ChainPlan plan)
    {
        foreach (var pool in plan.Models.Select(tier => tier.Deployment!.Pool).Distinct(StringComparer.Ordinal))
            await _gate.CancelAsync(pool, $"{_request.ReservationStem}/1", CancellationToken.None).ConfigureAwait(false);
    }

    private ChainCall NewCall(PlannedTier tier, Grant grant, IReadOnlyList<ChatMessage> messages)
        => new(_gate, _clock, tier.Deployment!, grant, Size(messages), text => _prompts.Estimate(_request.Agency.Id, text).Tokens, Tell);

    private PromptSize Size(IReadOnlyList<ChatMessage> messages)
    {
        if (!_sizes.TryGetValue(messages, out var size))
            _sizes.Add(messages, size = _prompts.Estimate(_request.Agency.Id, string.Join('\n', messages.Select(message => message.Text))));
        return size;
    }

    private async Task<ProviderFaultException?> RunAsync(ChainCall call, PlannedTier tier, IReadOnlyList<ChatMessage> messages, int thinking)
    {
        _last = tier;
        var deployment = tier.Deployment!;
        var outcome = "stopped";
        try
        {
            var fault = await call.RunAsync(messages, CallOptions.For(deployment, call.Grant.MaxOutputTokens, thinking), Started, _stopOrDeadline.Token).ConfigureAwait(false);
            outcome = fault?.Reason ?? "answered";
            return fault;
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested && _deadline.IsCancellationRequested)
        {
            outcome = "deadline";
            return new ProviderFaultException(FaultKind.Silent, "deadline");
        }
        finally
        {
            var cost = _tally.Add(deployment, call.Usage);
            ProviderMetrics.Called(deployment, tier.Number, outcome);
            ProviderMetrics.Used(deployment, tier.Number, call.Usage, cost);
            if (call.FirstToken is { } first)
                ProviderMetrics.SawFirstToken(deployment, tier.Number, first);
        }
    }

    private void Started()
    {
        _isTextShown = true;
        var left = _request.Deadline - _clock.GetUtcNow();
        _deadline.CancelAfter((left > TimeSpan.Zero ? left : TimeSpan.Zero) + Grace);
    }

    /// <summary>An answer that met its maximum is continued once: up to what was asked for where the ledger had sized that down, by half as much again where it had not.</summary>
    private async Task<ChainUpdate> CompleteAsync(ChainCall call, PlannedTier tier, IReadOnlyList<ChatMessage> messages, int maxTokens, int thinking)
    {
        var isTruncated = call.IsTruncated;
        if (isTruncated && _request.IsContinued && !call.IsBeyondMeasure)
        {
            var left = Math.Max(maxTokens - Math.Max(call.Usage.OutputTokens, call.Grant.MaxOutputTokens), Math.Max(maxTokens / 2, LeastAnswerTokens));
            _goesOn = true;
            IReadOnlyList<ChatMessage> more = [.. messages, new(ChatRole.Assistant, call.Text), new(ChatRole.User, ShorterPrompt.Continue)];
            if (await EnterAsync(tier, more, left, isQuiet: true).ConfigureAwait(false) is Grant grant)
            {
                using var rest = NewCall(tier, grant, more);
                var fault = await RunAsync(rest, tier, more, thinking).ConfigureAwait(false);
                _stop.ThrowIfCancellationRequested();
                isTruncated = fault is not null || rest.IsTruncated;
            }
        }

        return new ChainFinished(_tally.Total(tier), IsExtractive: false, isTruncated);
    }

    private static string Worse(string? step, string next) => step is NoticeCodes.Fallback or NoticeCodes.ShorterAnswer ? step : next;

    private void TellStep(string? step)
    {
        if (step is not null && _steps.Add(step))
            Tell(new ChainStep(step));
    }

    private void Tell(ChainUpdate update) => _updates.TryWrite(update);

    private void Finish(ChainUpdate last)
    {
        var usage = last switch
        {
            ChainFinished finished => finished.Usage,
            ChainFailed failed => failed.Usage,
            ChainStopped stopped => stopped.Usage,
            _ => null,
        };
        if (usage is not null)
            _book.Add(_request.Agency, _request.Botlet, usage, _tally.UnpricedUsd);
        Tell(last);
    }
}
