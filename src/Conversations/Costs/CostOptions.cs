using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GovStack.Conversations.Costs;

/// <summary>How spending is followed. Bound from the <c>Costs</c> section.</summary>
public sealed class CostOptions
{
    /// <summary>Gets or sets how often the store is asked what other servers have spent of an agency's budget.</summary>
    /// <value>1 second to 1 hour. The default is 1 minute; a server of a cluster, which shares its budgets, asks each second.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RefreshEvery { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
internal sealed partial class CostOptionsValidator : IValidateOptions<CostOptions>;
