using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GovStack.Conversations;

/// <summary>The one serialized form of turns, heads and events: in SQLite, in grain storage and on the wire alike.</summary>
public static class ConversationJson
{
    /// <summary>Gets the settings: camelCase, no nulls, letters of every language unescaped, source-generated.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // The text goes into databases and event streams, never into HTML.
            TypeInfoResolver = ConversationJsonContext.Default,
        };
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>The generated serializers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ConversationHead))]
[JsonSerializable(typeof(AcceptedTurn))]
[JsonSerializable(typeof(Turn))]
[JsonSerializable(typeof(TurnEvent))]
[JsonSerializable(typeof(TurnEventBatch))]
[JsonSerializable(typeof(Feedback))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(ConversationView))]
[JsonSerializable(typeof(IReadOnlyList<Turn>))]
[JsonSerializable(typeof(Answers.StoredAnswer))]
[JsonSerializable(typeof(MovedConversation))]
internal sealed partial class ConversationJsonContext : JsonSerializerContext;
