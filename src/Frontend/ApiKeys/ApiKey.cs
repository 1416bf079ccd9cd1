using System.Text.Json.Serialization;
using GovStack.Conversations.Quota;

namespace GovStack.Frontend.ApiKeys;

/// <summary>What the file of API keys says about one key. The key itself is in nobody's file: only its hash is.</summary>
public sealed record ApiKey
{
    /// <summary>Gets the short public id, shown in the audit and in logs.</summary>
    public required string Id { get; init; }

    /// <summary>Gets what the key is for, for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets the agency the key asks at.</summary>
    public required string Tenant { get; init; }

    /// <summary>Gets the SHA-256 of the key, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Gets the class of the key's questions.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<QuotaClass>))]
    public QuotaClass Class { get; init; } = QuotaClass.Interactive;

    /// <summary>Gets how many questions a minute the key may ask. The default is 60.</summary>
    public int RequestsPerMinute { get; init; } = 60;

    /// <summary>Gets when the key was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the person id of the key's questions where the client names nobody.</summary>
    [JsonIgnore]
    public string PersonId => $"key:{Id}";
}

/// <summary>The file of API keys.</summary>
public sealed record ApiKeyFile(IReadOnlyList<ApiKey> Keys);

/// <summary>Generated.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, WriteIndented = true, ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip)]
[JsonSerializable(typeof(ApiKeyFile))]
internal sealed partial class ApiKeyJson : JsonSerializerContext;
