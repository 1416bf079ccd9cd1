using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Botlets;

/// <summary>
/// The emergency service: a crisis has already been told the fixed text, so what follows is short, drawn from few pages, and goes ahead of everybody else.
/// </summary>
internal sealed class EmergencyBotlet : PageBotlet
{
    /// <inheritdoc/>
    public override BotletPlan Prepare(BotletInput input)
    {
        var plan = base.Prepare(input);
        // An API key of the background class may still report an emergency.
        return plan with { Class = input.Crisis is null ? plan.Class : Quota.QuotaClass.Emergency };
    }

    /// <summary>
    /// In a crisis nothing is searched for: by its words alone "I want to kill myself" finds what kills, and "my daughter is missing" whom you may claim on a tax return.
    /// The pages are those the agency names for this crisis.
    /// </summary>
    protected override IReadOnlyList<FoundPassage> Retrieve(BotletInput input)
        => input.Crisis is null
            ? base.Retrieve(input)
            : [.. input.Crisis.Pages.Select(slug => input.Agency.Passages.FindPage(slug, input.Language)).OfType<Passage>().Select(page => new FoundPassage(page, Score: 1, Coverage: 1))];
}
