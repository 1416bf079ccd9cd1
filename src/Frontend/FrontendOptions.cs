using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend;

/// <summary>How the server meets the outside. Bound from the <c>Frontend</c> section.</summary>
public sealed class FrontendOptions
{
    /// <summary>Gets or sets the file that holds the server's secret; made at the first start where there is none.</summary>
    /// <value>A path. The default is empty: the standalone host keeps it with its data, another host must name it.</value>
    public string SecretFile { get; set; } = "";

    /// <summary>Gets the proxies whose forwarded headers are believed.</summary>
    /// <value>Addresses or networks such as 10.0.0.0/8. The default is none: forwarded headers are ignored.</value>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Gets origins other than the server's own that may send questions from a browser.</summary>
    /// <value>Origins such as https://www.town.gov. The default is none.</value>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Gets the sites that may show the chat page in a frame.</summary>
    /// <value>Origins such as https://www.town.gov. The default is none.</value>
    public IList<string> FrameAncestors { get; } = [];

    /// <summary>Gets or sets how often a silent stream gets a sign of life.</summary>
    /// <value>1 to 20 seconds. The default is 15 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:20")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how long the plain form waits for an answer before it offers to look again.</summary>
    /// <value>1 second to 5 minutes. The default is 25 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan FormPatience { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>Gets or sets the token a metrics scraper off this machine must send as <c>Authorization: Bearer</c>.</summary>
    /// <value>A secret from the environment. The default is empty: only loopback and staff read the metrics.</value>
    public string MetricsToken { get; set; } = "";
}

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class FrontendOptionsValidator : IValidateOptions<FrontendOptions>;
