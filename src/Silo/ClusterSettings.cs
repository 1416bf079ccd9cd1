using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace GovStack.Silo;

/// <summary>What a server of the cluster is told about itself and the others. Bound from the <c>Cluster</c> section.</summary>
internal sealed class ClusterSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cluster";

    /// <summary>Gets or sets what this process runs.</summary>
    /// <value>All (the default), Silo without a front end, or FrontEnd without grains. <c>--role</c> on the command line.</value>
    public ServerRole Role { get; set; }

    /// <summary>Gets or sets the cluster's name: the same in every server of one installation.</summary>
    /// <value>1 to 150 characters. The default is <c>govstack</c>.</value>
    [Required, StringLength(150)]
    public string ClusterId { get; set; } = "govstack";

    /// <summary>Gets or sets the service's name. It is part of every stored row and must never change.</summary>
    /// <value>1 to 150 characters. The default is <c>govstack</c>.</value>
    [Required, StringLength(150)]
    public string ServiceId { get; set; } = "govstack";

    /// <summary>Gets or sets where the members of the cluster are written down.</summary>
    /// <value>Localhost (the default: one server on one machine), Redis or PostgreSql.</value>
    public MembershipKind Membership { get; set; }

    /// <summary>Gets or sets where conversations are kept.</summary>
    /// <value>Sqlite (the default: one server on one machine) or PostgreSql.</value>
    public StorageKind Storage { get; set; }

    /// <summary>Gets or sets SQLite's file.</summary>
    /// <value>A path; a relative one counts from the content root. The default is <c>data/cluster.db</c>.</value>
    [Required]
    public string SqliteFile { get; set; } = "data/cluster.db";

    /// <summary>Gets or sets the address other servers reach this one by.</summary>
    /// <value>An IP address. The default is empty: the machine's first.</value>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>Gets or sets the port for other servers.</summary>
    /// <value>1 to 65535. The default is 11111.</value>
    [Range(1, 65_535)]
    public int SiloPort { get; set; } = 11_111;

    /// <summary>Gets or sets the port for front ends of their own.</summary>
    /// <value>0 for none, to 65535. The default is 30000.</value>
    [Range(0, 65_535)]
    public int GatewayPort { get; set; } = 30_000;

    /// <summary>Gets or sets how long running answers may still end after the signal to stop; what has not ended by then runs again on another server.</summary>
    /// <value>0 to 10 minutes. The default is 40 seconds. Give the process 35 seconds more before it is killed.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainWithin { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>Gets or sets whether a server makes the tables itself when it starts.</summary>
    /// <value>Null, the default, is yes for SQLite and no for PostgreSQL, where <c>migrate</c> runs once before a rollout.</value>
    public bool? MigrateAtStart { get; set; }
}

/// <summary>What a process runs.</summary>
internal enum ServerRole
{
    /// <summary>Grains and front end.</summary>
    All,

    /// <summary>Grains, and of the front end health and metrics only.</summary>
    Silo,

    /// <summary>The front end alone: a client of the silos, found by the same membership.</summary>
    FrontEnd,
}

/// <summary>Where membership is kept.</summary>
internal enum MembershipKind
{
    /// <summary>Nowhere: one server.</summary>
    Localhost,

    /// <summary>Redis, append-only and synced, or a restart of it forgets the members.</summary>
    Redis,

    /// <summary>The database of the conversations.</summary>
    PostgreSql,
}

/// <summary>Where conversations are kept.</summary>
internal enum StorageKind
{
    /// <summary>A file.</summary>
    Sqlite,

    /// <summary>PostgreSQL.</summary>
    PostgreSql,
}

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class ClusterSettingsValidator : IValidateOptions<ClusterSettings>;

/// <summary>Checks what depends on more than one setting.</summary>
internal sealed class ClusterSettingsTogetherValidator(IConfiguration configuration) : IValidateOptions<ClusterSettings>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ClusterSettings options)
    {
        var faults = new List<string>();
        if (options.Membership != MembershipKind.Localhost && options.Storage == StorageKind.Sqlite)
            faults.Add("Cluster:Storage is Sqlite, a file of one machine, and Cluster:Membership names several servers. Set Cluster:Storage to PostgreSql.");
        if (options.Membership == MembershipKind.PostgreSql && options.Storage != StorageKind.PostgreSql)
            faults.Add("Cluster:Membership is PostgreSql and Cluster:Storage is not: both use the connection string PostgreSql.");
        if (options.Storage == StorageKind.PostgreSql && string.IsNullOrWhiteSpace(configuration.GetConnectionString("PostgreSql")))
            faults.Add("ConnectionStrings:PostgreSql is missing.");
        if (options.Membership == MembershipKind.Redis && string.IsNullOrWhiteSpace(configuration.GetConnectionString("Redis")))
            faults.Add("ConnectionStrings:Redis is missing.");
        if (options.AdvertisedAddress.Length > 0 && !IPAddress.TryParse(options.AdvertisedAddress, out _))
            faults.Add($"Cluster:AdvertisedAddress is no IP address: {options.AdvertisedAddress}");
        if (options.Role == ServerRole.Silo && options.GatewayPort == 0)
            faults.Add("Cluster:Role is Silo and Cluster:GatewayPort is 0: no front end could reach it.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
