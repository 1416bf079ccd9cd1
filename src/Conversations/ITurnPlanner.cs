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

/// <summary>Plans on the spot.</summary>
public sealed class LocalTurnPlanner(BotletCatalogue botlets) : ITurnPlanner
{
    /// <inheritdoc/>
    public ValueTask<DispatchDecision> DispatchAsync(LoadedAgency agency, string question, string language, DispatchContext? context)
        => ValueTask.FromResult(agency.Dispatcher.Dispatch(question, language, context));

    /// <inheritdoc/>
    public ValueTask<BotletPlan> PrepareAsync(BotletInput input) => ValueTask.FromResult(botlets.Find(input.Definition).Prepare(input));
}
