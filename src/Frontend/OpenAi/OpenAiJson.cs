using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GovStack.Frontend.OpenAi;

/// <summary>OpenAI's serialized form: snake_case, nulls left out but where its schema requires them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(ChatCompletionRequest))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatChunk))]
[JsonSerializable(typeof(ChatChunkWithUsage))]
[JsonSerializable(typeof(ChatModelList))]
[JsonSerializable(typeof(ChatModel))]
[JsonSerializable(typeof(ChatErrorBody))]
internal sealed partial class OpenAiJson : JsonSerializerContext;

/// <summary>The same, with the letters of every language unescaped: it is served as JSON with nosniff, never inside HTML.</summary>
internal static class OpenAiWire
{
    public static OpenAiJson Json { get; } =
        new(new JsonSerializerOptions(OpenAiJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
