using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GovStack.Conversations;
using GovStack.Frontend.About;
using GovStack.Frontend.Health;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Live;
using GovStack.Frontend.People;
using GovStack.Frontend.Problems;
using GovStack.Frontend.Staff;
using GovStack.Frontend.Turns;

namespace GovStack.Frontend;

/// <summary>The serialized form of what the APIs say beside the library's own types.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(ConversationKey))]
[JsonSerializable(typeof(StartBody))]
[JsonSerializable(typeof(AskBody))]
[JsonSerializable(typeof(StopBody))]
[JsonSerializable(typeof(ForkBody))]
[JsonSerializable(typeof(FeedbackBody))]
[JsonSerializable(typeof(QuickBody))]
[JsonSerializable(typeof(TurnAnswer))]
[JsonSerializable(typeof(TurnPlace))]
[JsonSerializable(typeof(StopResult))]
[JsonSerializable(typeof(ForkResult))]
[JsonSerializable(typeof(ShownConversation))]
[JsonSerializable(typeof(ShownTurns))]
[JsonSerializable(typeof(ShownTurn))]
[JsonSerializable(typeof(ShownCheckpoints))]
[JsonSerializable(typeof(ConversationExport))]
[JsonSerializable(typeof(PersonDeletion))]
[JsonSerializable(typeof(PersonConversations))]
[JsonSerializable(typeof(QuickReply))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(AgencyProfile))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(AuditLog))]
[JsonSerializable(typeof(AuditExport))]
[JsonSerializable(typeof(PoolList))]
[JsonSerializable(typeof(SpendList))]
[JsonSerializable(typeof(HubAsk))]
[JsonSerializable(typeof(HubPlace))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(long))]
internal sealed partial class FrontendJson : JsonSerializerContext;

/// <summary>The settings for our types and the library's together, with the letters of every language unescaped.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(FrontendJson.Default.Options)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // Served as JSON with nosniff, never inside HTML.
            TypeInfoResolver = JsonTypeInfoResolver.Combine(FrontendJson.Default, ConversationJson.Options.TypeInfoResolver),
        };
        options.MakeReadOnly();
        return options;
    }
}
