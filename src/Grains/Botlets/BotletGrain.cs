using GovStack.Conversations;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Botlets;
using GovStack.Grains.Interfaces;
using Orleans.Concurrency;

namespace GovStack.Grains.Botlets;

/// <summary>Hosts the preparation of one service's questions. The service's behaviour is in the library and its data in the pack; this brings calls to them.</summary>
[StatelessWorker(Workers.Most), Reentrant]
internal sealed class BotletGrain(IAgencyDirectory agencies, LocalTurnPlanner planner) : Grain, IBotletGrain
{
    /// <inheritdoc/>
    public async Task<Wire<BotletPlan>> PrepareAsync(Wire<BotletQuestion> question)
    {
        var asked = question.Value;
        var agency = agencies.Find(asked.Tenant) ?? throw new InvalidOperationException($"The agency {asked.Tenant} is gone.");
        var definition = agency.Agency.FindBotlet(asked.Botlet) ?? agency.Agency.FindBotlet(agency.Agency.GeneralBotlet)!;
        var crisis = agency.Agency.Emergency.Crises.FirstOrDefault(rule => rule.Id == asked.Crisis);
        return Wire.Of(await planner.PrepareAsync(new(
            agency, definition, asked.Decision, asked.Question, asked.Language, asked.History, crisis, asked.CallerClass, asked.PassageCount)));
    }
}
