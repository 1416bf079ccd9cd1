using System.Text.Json;
using System.Text.Json.Serialization;

namespace GovStack.Frontend.Staff;

/// <summary>What a member of staff may do. Whoever may do more may also look.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StaffRole>))]
public enum StaffRole
{
    /// <summary>Sees load, queues, costs and metrics.</summary>
    Viewer,

    /// <summary>Also acts: switches off, takes over, deletes.</summary>
    Operator,

    /// <summary>Also reads the audit, exports conversations and sees the models' thinking.</summary>
    Auditor,
}

/// <summary>A named account in the secret file of staff.</summary>
public sealed record StaffAccount
{
    /// <summary>Gets the name, as it stands in the audit.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the password's hash, made by <c>staff add</c>.</summary>
    public required string Password { get; init; }

    /// <summary>Gets the roles.</summary>
    public IReadOnlyList<StaffRole> Roles { get; init; } = [StaffRole.Viewer];

    /// <summary>Gets the agencies the account is for; "*", the default, for all of them.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = ["*"];
}

/// <summary>The secret file of staff.</summary>
public sealed record StaffFile(IReadOnlyList<StaffAccount> Accounts);

/// <summary>Generated.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(StaffFile))]
[JsonSerializable(typeof(StaffSession))]
internal sealed partial class StaffJson : JsonSerializerContext;
