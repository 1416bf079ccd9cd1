using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GovStack.Standalone.Storage;

/// <summary>Where the standalone host keeps its data. Bound from the <c>Storage</c> section.</summary>
internal sealed class StorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Storage";

    /// <summary>Gets or sets the data directory: the database, its log and the server's keys. One server at a time.</summary>
    /// <value>A path; a relative one counts from the content root. The default is <c>data</c>.</value>
    [Required]
    public string Directory { get; set; } = "data";

    /// <summary>Gets or sets how long the file may be searched for damage before the start goes on.</summary>
    /// <value>0 to 10 minutes; zero checks the header alone. The default is 1 second, in which about 1 GB is read.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan StartCheck { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the size of the write-ahead log from which it is moved into the database.</summary>
    /// <value>Pages of 4 KB, 100 to 1,000,000. The default is 2,000.</value>
    [Range(100, 1_000_000)]
    public int LogPages { get; set; } = 2_000;

    /// <summary>Gets or sets how many reads run at once; more wait their turn.</summary>
    /// <value>1 to 64. The default is 8.</value>
    [Range(1, 64)]
    public int Readers { get; set; } = 8;

    /// <summary>Gets or sets the room on the data directory's disk under which health says <c>degraded</c>.</summary>
    /// <value>Megabytes, 0 to 1,000,000. The default is 500, some 100,000 turns.</value>
    [Range(0, 1_000_000)]
    public int LeastFreeMegabytes { get; set; } = 500;
}

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
