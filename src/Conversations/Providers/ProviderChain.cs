using System.Runtime.CompilerServices;
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
