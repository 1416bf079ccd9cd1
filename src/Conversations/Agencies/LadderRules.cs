namespace GovStack.Conversations.Agencies;

/// <summary>
/// What an agency lets take the place of the best answer when that would come too late, in this order: a smaller model, a shorter answer, a quick answer quoted
/// from the pages, a ticket ("we will answer by …"), and last a refusal with a true time. Each step is told to the person and kept with the turn.
/// </summary>
/// <param name="SmallerModel">Whether the chain's other models are asked when the first one's wait would break the deadline. A model that fails is always replaced by the next.</param>
/// <param name="ShorterAnswer">Whether half as long an answer is asked for.</param>
/// <param name="QuickAnswer">Whether the pages are quoted instead of a model's answer.</param>
/// <param name="Ticket">Whether a later answer is promised.</param>
public sealed record LadderRules(bool SmallerModel = true, bool ShorterAnswer = true, bool QuickAnswer = true, bool Ticket = true)
{
    /// <summary>Gets how long after a question its answer must be complete; null for <see cref="ConversationOptions.AnswerDeadline"/>.</summary>
    /// <value>1 second to 1 hour.</value>
    public TimeSpan? AnswerDeadline { get; init; }

    /// <summary>Gets the latest an answer promised by a ticket may come; null for <see cref="ConversationOptions.TicketHorizon"/>.</summary>
    /// <value>1 minute to 1 day.</value>
    public TimeSpan? TicketHorizon { get; init; }

    /// <summary>Gets the share of a question's telling words a passage must hold to be quoted.</summary>
    /// <value>0 to 1. The default is 0.5: below that a quotation is more often beside the point than not.</value>
    public double QuotableCoverage { get; init; } = 0.5;
}
