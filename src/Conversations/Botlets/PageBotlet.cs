using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Botlets;

/// <summary>A service that answers from its own pages: tax, permits, general, and every service a pack adds.</summary>
internal class PageBotlet : IBotlet
{
    /// <inheritdoc/>
    public virtual BotletPlan Prepare(BotletInput input)
    {
        var passages = Retrieve(input);
        var prompt = Prompt.Build(input, passages);
        var definition = input.Definition;
        return new(
            passages,
            prompt.Messages,
            input.Decision.IsHard && definition.HardChain is not null ? definition.HardChain : definition.Chain,
            (Quota.QuotaClass)Math.Max((int)definition.Class, (int)input.CallerClass),
            definition.MaxAnswerTokens,
            definition.ThinkingTokens,
            prompt.Version);
    }

    /// <summary>Finds the passages: those of the services asked first.</summary>
    protected virtual IReadOnlyList<FoundPassage> Retrieve(BotletInput input)
    {
        var botlets = input.Decision.Intents.Select(intent => intent.Botlet).Distinct().ToArray();
        return input.Agency.Passages.Search(new PassageQuery(input.Decision.SearchText, input.Language, botlets, input.PassageCount));
    }
}
