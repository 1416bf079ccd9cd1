using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GovStack.Conversations;

/// <summary>How conversations behave. Bound from the <c>Conversations</c> section.</summary>
public sealed class ConversationOptions
{
    /// <summary>Gets or sets how long after a question its answer must be complete.</summary>
    /// <value>1 second to 1 hour. The default is 150 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AnswerDeadline { get; set; } = TimeSpan.FromSeconds(150);

    /// <summary>Gets or sets how many questions of one conversation may wait behind the running one.</summary>
    /// <value>1 to 1,000. The default is 50.</value>
    [Range(1, 1_000)]
    public int MaxWaitingQuestions { get; set; } = 50;

    /// <summary>Gets or sets how long a waiting question may go unread before it moves to the background.</summary>
    /// <value>10 seconds to 1 hour. The default is 2 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets the latest an answer promised by a ticket may come.</summary>
    /// <value>1 minute to 1 day. The default is 1 hour.</value>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan TicketHorizon { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the tokens of earlier turns given to the model.</summary>
    /// <value>0 to 100,000. The default is 900.</value>
    [Range(0, 100_000)]
    public int HistoryTokens { get; set; } = 900;

    /// <summary>Gets or sets how many passages a prompt holds.</summary>
    /// <value>1 to 20. The default is 5.</value>
    [Range(1, 20)]
    public int PassagesPerPrompt { get; set; } = 5;

    /// <summary>Gets or sets how often a question is tried again after crashes before it is given up.</summary>
    /// <value>1 to 100. The default is 5.</value>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Gets or sets how long an idle conversation stays in memory.</summary>
    /// <value>1 second to 1 day. The default is 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class ConversationOptionsValidator : IValidateOptions<ConversationOptions>;
