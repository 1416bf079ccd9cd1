namespace GovStack.Conversations.Botlets;

/// <summary>
/// The emergency service: a crisis has already been told the fixed text, so what follows is short, drawn from few passages, and goes ahead of everybody else.
/// </summary>
internal sealed class EmergencyBotlet : PageBotlet
{
    // A frightened person reads a few lines; fewer passages also mean fewer tokens and an earlier first word.
    private const int PassagesInCrisis = 3;

    /// <inheritdoc/>
    public override BotletPlan Prepare(BotletInput input)
    {
        var plan = base.Prepare(input.Crisis is null ? input : input with { PassageCount = Math.Min(input.PassageCount, PassagesInCrisis) });
        // An API key of the background class may still report an emergency.
        return plan with { Class = input.Crisis is null ? plan.Class : Quota.QuotaClass.Emergency };
    }
}
