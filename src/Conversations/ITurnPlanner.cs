using GovStack.Conversations.Agencies;
using GovStack.Conversations.Botlets;
using GovStack.Conversations.Dispatch;

namespace GovStack.Conversations;

/// <summary>Picks the service of a question and prepares what its model is asked. One implementation per host: on the spot, or by the cluster's workers.</summary>
public interface ITurnPlanner
{
    /// <summary>Picks the service.</summary>
    /// <param name="agency">The turn's snapshot of the agency.</param>
    /// <param name="question">The question, masked.</param>
    /// <param name="language">The language of the answer.</param>
    /// <param name="context">What a follow-up refers to, or null.</param>
    ValueTask<DispatchDecision> DispatchAsync(LoadedAgency agency, string question, string language, DispatchContext? context);

    /// <summary>Prepares passages, prompt and chain.</summary>
    ValueTask<BotletPlan> PrepareAsync(BotletInput input);
}

/// <summary>
/// Plans on the spot, as many turns at a time as there are processors. Finding the service and the passages is milliseconds of pure computing; a thousand of them side by
/// side would keep everything else waiting that ends in a moment: connections, tokens, time-outs, people who are told their place.
/// </summary>
public sealed class LocalTurnPlanner(BotletCatalogue botlets) : ITurnPlanner, IDisposable
{
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount);

    /// <inheritdoc/>
    public ValueTask<DispatchDecision> DispatchAsync(LoadedAgency agency, string question, string language, DispatchContext? context)
        => InPlaceAsync(() => agency.Dispatcher.Dispatch(question, language, context));

    /// <inheritdoc/>
    public ValueTask<BotletPlan> PrepareAsync(BotletInput input)
        => input.Crisis is not null
            ? ValueTask.FromResult(botlets.Find(input.Definition).Prepare(input))   // Whoever is in danger waits for nobody.
            : InPlaceAsync(() => botlets.Find(input.Definition).Prepare(input));

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async ValueTask<T> InPlaceAsync<T>(Func<T> work)
    {
        await _places.WaitAsync().ConfigureAwait(false);
        try
        {
            return work();
        }
        finally
        {
            _places.Release();
        }
    }
}
