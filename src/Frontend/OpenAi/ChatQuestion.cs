using System.Text;
using System.Text.Json;
using GovStack.Conversations;
using GovStack.Conversations.Agencies;
using GovStack.Frontend.About;
using GovStack.Frontend.Problems;

namespace GovStack.Frontend.OpenAi;

/// <summary>OpenAI's request as a question of ours: the last message asks, the earlier ones are history, all of them are words of the person.</summary>
/// <param name="Text">The question.</param>
/// <param name="Prior">The messages before it, oldest first.</param>
/// <param name="Model">The name the client gave, told back to it.</param>
/// <param name="Botlet">The botlet it names, or null.</param>
/// <param name="Chain">The chain it names, or null.</param>
/// <param name="MaxAnswerTokens">The longest answer wanted, or null.</param>
internal sealed record ChatQuestion(string Text, IReadOnlyList<PriorMessage> Prior, string Model, string? Botlet, string? Chain, int? MaxAnswerTokens)
{
    private const int MinAnswerTokens = 1;
    private const int MaxMessages = 500;

    /// <summary>Checks a request and makes the question of it.</summary>
    public static (ChatQuestion? Question, Problem? Problem) Read(ChatCompletionRequest request, Agency agency)
    {
        if (request.Messages is not { Count: > 0 and <= MaxMessages } messages)
            return (null, Problem.InvalidField("messages", $"1 to {MaxMessages} messages."));
        if (request.N is not (null or 1))
            return (null, Problem.InvalidField("n", "One answer at a time."));
        if (request.ResponseFormat?.Type is not (null or "text"))
            return (null, Problem.InvalidField("response_format", "Answers are text."));
        var most = request.MaxCompletionTokens ?? request.MaxTokens;
        if (most < MinAnswerTokens)
            return (null, Problem.InvalidField("max_completion_tokens", "1 or more."));

        var model = request.Model is { Length: > 0 } ? request.Model : ModelsEndpoint.Auto;
        var botlet = agency.FindBotlet(model)?.Id;
        var chain = botlet is null && agency.Chains.ContainsKey(model) ? model : null;
        if (botlet is null && chain is null && model != ModelsEndpoint.Auto)
            return (null, new(ProblemCodes.ModelNotFound, "GET /v1/models lists the names.", Field: "model"));

        var prior = new List<PriorMessage>(messages.Count - 1);
        for (var index = 0; index < messages.Count; index++)
        {
            if (TextOf(messages[index].Content) is not { } text)
                return (null, Problem.InvalidField($"messages.[{index}].content", "A text, or parts of type text."));
            var isAnswer = messages[index].Role == "assistant";
            if (index < messages.Count - 1)
                prior.Add(new(isAnswer, text));
            else if (isAnswer)
                return (null, Problem.InvalidField("messages", "The last message must ask something."));
            else
                return (new(text, prior, model, botlet, chain, most), null);
        }

        throw new InvalidOperationException("There is always a last message.");
    }

    // Answers that called tools have null for content: they said nothing.
    private static string? TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.Array => TextOfParts(content),
        _ => null,
    };

    private static string? TextOfParts(JsonElement parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object
                || !part.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("text")
                || !part.TryGetProperty("text", out var words) || words.ValueKind != JsonValueKind.String)
                return null;
            text.Append(text.Length == 0 ? "" : "\n").Append(words.GetString());
        }

        return text.ToString();
    }
}
