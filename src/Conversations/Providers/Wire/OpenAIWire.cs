using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Providers.Wire;

/// <summary>What the chat completions look like on the wire: only what is used, unknown fields ignored, every field allowed to be missing.</summary>
internal static class OpenAIWire
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a streaming request.</summary>
    public static ReadOnlyMemory<byte> Request(IEnumerable<ChatMessage> messages, ChatOptions? options, string model, string maxTokensField, bool streamUsage)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        json.WriteStartObject();
        json.WriteString("model"u8, model);
        json.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role.Value);
            json.WriteString("content"u8, message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (options?.MaxOutputTokens is { } most)
            json.WriteNumber(maxTokensField, most);
        if (options?.Temperature is { } temperature)
            json.WriteNumber("temperature"u8, temperature);
        if (Effort(options) is { } effort)
            json.WriteString("reasoning_effort"u8, effort);
        json.WriteBoolean("stream"u8, true);
        if (streamUsage)
        {
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads the text of a message or delta: a string, or a list of parts.</summary>
    public static string? TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString(),
        JsonValueKind.Array => string.Concat(content.EnumerateArray()
            .Where(part => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text"u8, out var text) && text.ValueKind == JsonValueKind.String)
            .Select(part => part.GetProperty("text"u8).GetString())),
        _ => null,
    };

    /// <summary>Reads a code that servers write as a string or a number.</summary>
    public static string? CodeOf(JsonElement code) => code.ValueKind switch
    {
        JsonValueKind.String => code.GetString(),
        JsonValueKind.Number => code.GetRawText(),
        _ => null,
    };

    // The effort is what these models take in place of a budget.
    private static string? Effort(ChatOptions? options)
        => options?.AdditionalProperties?.TryGetValue(CallOptions.ThinkingTokens, out int budget) != true ? null : budget switch
        {
            <= 0 => null,
            < 2_000 => "low",
            < 8_000 => "medium",
            _ => "high",
        };
}

internal sealed class OpenAIChunk
{
    public List<OpenAIChoice>? Choices { get; set; }

    public OpenAIUsage? Usage { get; set; }

    public JsonElement Error { get; set; }
}

internal sealed class OpenAIChoice
{
    public OpenAIMessage? Delta { get; set; }

    public OpenAIMessage? Message { get; set; }

    [JsonPropertyName("finish_reason")]
    public string? FinishReason { get; set; }
}

internal sealed class OpenAIMessage
{
    public JsonElement Content { get; set; }

    // vLLM, SGLang and DeepSeek write one, OpenRouter and Ollama the other.
    [JsonPropertyName("reasoning_content")]
    public JsonElement ReasoningContent { get; set; }

    public JsonElement Reasoning { get; set; }

    public JsonElement Refusal { get; set; }
}

internal sealed class OpenAIUsage
{
    [JsonPropertyName("prompt_tokens")]
    public long? PromptTokens { get; set; }

    [JsonPropertyName("completion_tokens")]
    public long? CompletionTokens { get; set; }

    [JsonPropertyName("prompt_tokens_details")]
    public OpenAIPromptDetails? PromptDetails { get; set; }

    public UsageContent ToContent() => new(new UsageDetails
    {
        InputTokenCount = PromptTokens,
        OutputTokenCount = CompletionTokens,
        CachedInputTokenCount = PromptDetails?.CachedTokens,
    });
}

internal sealed class OpenAIPromptDetails
{
    [JsonPropertyName("cached_tokens")]
    public long? CachedTokens { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OpenAIChunk))]
internal sealed partial class OpenAIJson : JsonSerializerContext;
