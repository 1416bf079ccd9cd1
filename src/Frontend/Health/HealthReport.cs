using System.Text.Json.Serialization;

namespace GovStack.Frontend.Health;

/// <summary>How the server is.</summary>
/// <param name="Status">"live", "ready", "degraded" (answers, but not in every way) or "not-ready".</param>
/// <param name="Parts">Its parts.</param>
internal sealed record HealthReport(string Status, IReadOnlyList<HealthPart> Parts)
{
    /// <summary>Gets whether it should get work. Without providers it still answers from the pages.</summary>
    [JsonIgnore]
    public bool IsReady => Status != "not-ready";
}

/// <summary>One part.</summary>
/// <param name="Name">"store", "content", "providers", "quota" or "host".</param>
/// <param name="Status">"ok", "degraded" or "down".</param>
/// <param name="Detail">A count or a fault's name; never an address or a secret.</param>
internal sealed record HealthPart(string Name, string Status, string? Detail = null)
{
    public const string Ok = "ok";
    public const string Degraded = "degraded";
    public const string Down = "down";
}
