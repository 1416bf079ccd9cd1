using System.Text.Json.Serialization;
using GovStack.Frontend.Turns;

namespace GovStack.Frontend.OpenAi;

/// <summary>A whole answer in OpenAI's form.</summary>
internal sealed record ChatCompletion(
    string Id,
    string Object,
    long Created,
    string Model,
    IReadOnlyList<ChatChoice> Choices,
    ChatUsage Usage,
    [property: JsonPropertyName("govstack")] TurnAnswer Turn);

/// <summary>The one choice there is.</summary>
internal sealed record ChatChoice(int Index, ChatAnswerMessage Message, string FinishReason)
{
    /// <summary>Gets null: we have no log probabilities, and the field is required.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public object? Logprobs { get; }
}

/// <summary>The answer.</summary>
internal sealed record ChatAnswerMessage(string Role, string Content)
{
    /// <summary>Gets null: refusals are sentences of ours, in the content.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Refusal { get; }
}

/// <summary>Tokens by the provider's count; 0 where no model was asked.</summary>
internal sealed record ChatUsage(int PromptTokens, int CompletionTokens, int TotalTokens, ChatPromptDetails PromptTokensDetails)
{
    public static ChatUsage Of(ShownUsage? usage)
        => usage is null
            ? new(0, 0, 0, new(0))
            : new(usage.InputTokens, usage.OutputTokens, usage.InputTokens + usage.OutputTokens, new(usage.CachedInputTokens));
}

/// <summary>What of the prompt came from the provider's cache.</summary>
internal sealed record ChatPromptDetails(int CachedTokens);

/// <summary>A piece of a streamed answer.</summary>
internal sealed record ChatChunk(string Id, string Object, long Created, string Model, IReadOnlyList<ChatChunkChoice> Choices)
{
    /// <summary>Gets the usage: left out unless it was asked for; then null in every chunk but the last.</summary>
    public ChatUsage? Usage { get; init; }

    /// <summary>Gets, with the last piece, all that is known of the answer.</summary>
    [JsonPropertyName("govstack")]
    public TurnAnswer? Turn { get; init; }
}

/// <summary>A piece where usage was asked for: the field is there and null.</summary>
internal sealed record ChatChunkWithUsage(string Id, string Object, long Created, string Model, IReadOnlyList<ChatChunkChoice> Choices)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ChatUsage? Usage { get; init; }

    [JsonPropertyName("govstack")]
    public TurnAnswer? Turn { get; init; }
}

/// <summary>What a piece adds.</summary>
internal sealed record ChatChunkChoice(int Index, ChatDelta Delta)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public object? Logprobs { get; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }
}

/// <summary>The text a piece adds.</summary>
internal sealed record ChatDelta
{
    public string? Role { get; init; }

    public string? Content { get; init; }
}

/// <summary>The names a client may give as model.</summary>
internal sealed record ChatModelList(string Object, IReadOnlyList<ChatModel> Data);

/// <summary>One of them.</summary>
internal sealed record ChatModel(string Id, string Object, long Created, string OwnedBy);

/// <summary>An error in OpenAI's form, with RFC 9457's members beside it.</summary>
internal sealed record ChatErrorBody(ChatError Error, string? Type, string? Title, int? Status, string? Code, string? Detail, double? RetryAfterSeconds);

/// <summary>The error itself.</summary>
internal sealed record ChatError(string Message, string Type)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Param { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Code { get; init; }
}
