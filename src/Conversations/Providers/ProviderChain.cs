using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using GovStack.Conversations.Costs;
using GovStack.Conversations.Quota;
using Microsoft.Extensions.Logging;

namespace GovStack.Conversations.Providers;

/// <summary>Runs a question through an ordered chain of providers: every call holds a grant, falls over before the first token only, and tells what it does.</summary>
/// <param name="registry">The configured providers.</param>
/// <param name="gate">Quota and priority.</param>
/// <param name="prompts">How many tokens a prompt has.</param>
/// <param name="budget">What the day's budget still allows.</param>
/// <param name="book">Where costs are written.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Takes names, counts and durations only.</param>
public sealed class ProviderChain(
    ProviderRegistry registry, IProviderGate gate, PromptTokens prompts, BudgetGovernor budget, CostBook book, TimeProvider clock, ILogger<ProviderChain> logger)
{
    /// <summary>
    /// Keeps a place in the queue for a question that will be answered later, and says when that will be. The place is that of the first call of a later
    /// <see cref="RunAsync"/> with the same stem; it lapses with the process, not with the promise.
    /// </summary>
    /// <param name="request">The question, with <see cref="ChainRequest.IsPromised"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The place, or null where no model of the chain can promise anything before the deadline.</returns>
    public async Task<ChainPlace?> PromiseAsync(ChainRequest request, CancellationToken cancellationToken)
    {
        var updates = Channel.CreateUnbounded<ChainUpdate>();
        using var run = new ChainRun(registry, gate, prompts, budget, book, clock, logger, request, updates.Writer, cancellationToken);
        return await run.KeepPlaceAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Answers a question of the server's own, which nobody watches: a model's whole text or nothing. The pages hold no answer to such questions, and one that was
    /// cut off is not continued.
    /// </summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Stops the call and settles its tokens; the answer is then null, and nothing is thrown.</param>
    /// <returns>The text and what made it, or null where no model gave one.</returns>
    public async Task<(string Text, ChainFinished End)?> CompleteAsync(ChainRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var models = request with { Tiers = [.. request.Tiers.Where(tier => tier.Provider != ProviderNames.Extractive)], IsContinued = false };
        var text = new StringBuilder();
        (string, ChainFinished)? whole = null;
        await foreach (var update in RunAsync(models, cancellationToken).ConfigureAwait(false))
        {
            if (update is ChainText part)
                text.Append(part.Text);
            else if (update is ChainStep { Code: NoticeCodes.NewAttempt })
                text.Clear();
            else if (update is ChainFinished end)
                whole = (text.ToString(), end);
        }

        return whole;
    }

    /// <summary>Answers a question.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Stops the call and settles its tokens; the last update is then <see cref="ChainStopped"/>, and nothing is thrown.</param>
    public async IAsyncEnumerable<ChainUpdate> RunAsync(ChainRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = Channel.CreateUnbounded<ChainUpdate>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var run = new ChainRun(registry, gate, prompts, budget, book, clock, logger, request, updates.Writer, stop.Token);
        var work = run.ExecuteAsync();
        try
        {
            await foreach (var update in updates.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                yield return update;
        }
        finally
        {
            // A reader that walks away stops the call as well; it is settled before anything is disposed.
            await stop.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(false);
        }
    }
}
