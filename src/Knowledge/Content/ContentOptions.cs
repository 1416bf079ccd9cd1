using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GovStack.Knowledge.Content;

/// <summary>Where the agencies' content packs are. Bound from the <c>Content</c> section.</summary>
public sealed class ContentOptions
{
    /// <summary>Gets or sets the folder of one content pack, or a folder of packs.</summary>
    /// <value>A path, relative to the working directory. The default is "content/sample-agency".</value>
    [Required]
    public string Directory { get; set; } = "content/sample-agency";

    /// <summary>Gets or sets how often the files are looked at where the system does not tell of changes, as on network drives.</summary>
    /// <value>A time span, 100 milliseconds to 1 hour. The default is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
internal sealed partial class ContentOptionsValidator : IValidateOptions<ContentOptions>;
