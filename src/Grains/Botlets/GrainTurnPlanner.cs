using GovStack.Conversations;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Botlets;
using GovStack.Conversations.Dispatch;
using GovStack.Grains.Interfaces;

namespace GovStack.Grains.Botlets;

/// <summary>Plans by the workers of the cluster: the dispatcher of the agency, and the botlet it picked.</summary>
internal sealed class GrainTurnPlanner(IGrainFactory grains) : ITurnPlanner
{
    /// <inheritdoc/>
    public async ValueTask<DispatchDecision> DispatchAsync(LoadedAgency agency, string question, string language, DispatchContext? context)
        => (await grains.GetGrain<IDispatcherGrain>(agency.Agency.Id).DispatchAsync(Wire.Of(new DispatchQuestion(question, language, context)))).Value;

    /// <inheritdoc/>
    public async ValueTask<BotletPlan> PrepareAsync(BotletInput input)
    {
        var question = new BotletQuestion(
            input.Agency.Agency.Id, input.Definition.Id, input.Decision, input.Question, input.Language, input.History, input.Crisis?.Id,
            input.CallerClass, input.PassageCount);
        return (await grains.GetGrain<IBotletGrain>($"{question.Tenant}/{question.Botlet}").PrepareAsync(Wire.Of(question))).Value;
    }
}
