using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Limits;

/// <summary>What one caller may ask of the door, and what a connection may cost. Bound from the <c>Limits</c> section.</summary>
public sealed class LimitsOptions
{
    /// <summary>Gets or sets the questions a person may ask in one go.</summary>
    /// <value>1 to 100,000. The default is 30.</value>
    [Range(1, 100_000)]
    public int PersonBurst { get; set; } = 30;

    /// <summary>Gets or sets the questions a minute a person may ask after that.</summary>
    /// <value>1 to 100,000. The default is 30.</value>
    [Range(1, 100_000)]
    public int PersonPerMinute { get; set; } = 30;

    /// <summary>Gets or sets how many questions of a person wait at the door for their turn before one is refused.</summary>
    /// <value>0 to 10,000. The default is 20.</value>
    [Range(0, 10_000)]
    public int PersonQueue { get; set; } = 20;

    /// <summary>Gets or sets the questions a minute one address (an IPv6 /64) may send: many people share one.</summary>
    /// <value>1 to 10,000,000. The default is 3,000, also in one go. Callers on this machine are not counted.</value>
    [Range(1, 10_000_000)]
    public int AddressPerMinute { get; set; } = 3_000;

    /// <summary>Gets or sets the attempts a minute to sign in as staff, by address.</summary>
    /// <value>1 to 1,000. The default is 10.</value>
    [Range(1, 1_000)]
    public int LoginPerMinute { get; set; } = 10;

    /// <summary>Gets or sets the largest body of a request.</summary>
    /// <value>Bytes, 64 KB to 16 MB. The default is 256 KB, so that a question that is too long gets our answer.</value>
    [Range(64 * 1024, 16 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 256 * 1024;

    /// <summary>Gets or sets how many connections may be open.</summary>
    /// <value>1 to 1,000,000. The default is 20,000.</value>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>Gets or sets how long a client may take to send its headers.</summary>
    /// <value>1 second to 2 minutes. The default is 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how slowly a body may arrive after five seconds of grace.</summary>
    /// <value>Bytes a second, 1 to 1,000,000. The default is 240.</value>
    [Range(1, 1_000_000)]
    public int MinBodyBytesPerSecond { get; set; } = 240;
}

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class LimitsOptionsValidator : IValidateOptions<LimitsOptions>;
