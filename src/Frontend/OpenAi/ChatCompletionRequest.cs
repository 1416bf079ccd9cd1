using System.Text.Json;

namespace GovStack.Frontend.OpenAi;

/// <summary>What we read of OpenAI's request; the rest (temperature, tools, …) says how a raw model is driven and has no meaning here.</summary>
internal sealed record ChatCompletionRequest
{
    public string? Model { get; init; }

    public IReadOnlyList<ChatRequestMessage>? Messages { get; init; }

    public bool? Stream { get; init; }

    public ChatStreamOptions? StreamOptions { get; init; }

    public int? MaxTokens { get; init; }

    public int? MaxCompletionTokens { get; init; }

    public int? N { get; init; }

    public ChatResponseFormat? ResponseFormat { get; init; }

    public string? User { get; init; }

    public string? SafetyIdentifier { get; init; }
}

/// <summary>One message. Its content is a text, or parts of which we read the texts.</summary>
internal sealed record ChatRequestMessage(string? Role, JsonElement Content);

/// <summary>How to stream.</summary>
internal sealed record ChatStreamOptions(bool? IncludeUsage);

/// <summary>The form of the answer; only text is given.</summary>
internal sealed record ChatResponseFormat(string? Type);
