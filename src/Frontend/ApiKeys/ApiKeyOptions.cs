using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.ApiKeys;

/// <summary>Where API keys are kept. Bound from the <c>ApiKeys</c> section.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Gets or sets the file of keys; read again when it changes.</summary>
    /// <value>A path. The default is empty: there are no keys.</value>
    public string File { get; set; } = "";

    /// <summary>Gets or sets how often the file is looked at.</summary>
    /// <value>1 second to 1 hour. The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class ApiKeyOptionsValidator : IValidateOptions<ApiKeyOptions>;
