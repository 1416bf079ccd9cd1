using System.Text.Json;
using GovStack.ProviderSimulator.Answers;

namespace GovStack.ProviderSimulator.Wire;

/// <summary>Reads the request bodies of both dialects.</summary>
internal static class PromptReader
{
    /// <summary>The request, or null where the body is not one.</summary>
    public static async Task<PromptRequest?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            return Read(body.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or BadHttpRequestException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static PromptRequest Read(JsonElement root)
    {
        List<PromptMessage> messages = [];
        if (root.TryGetProperty("system", out var system))
            messages.Add(new PromptMessage("system", Text(system)));
        foreach (var message in root.GetProperty("messages").EnumerateArray())
            messages.Add(new PromptMessage(message.GetProperty("role").GetString()!, message.TryGetProperty("content", out var content) ? Text(content) : ""));

        var maximum = Number(root, "max_completion_tokens") ?? Number(root, "max_tokens");
        var stream = root.TryGetProperty("stream", out var streamed) && streamed.ValueKind == JsonValueKind.True;
        var usage = root.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object
            && options.TryGetProperty("include_usage", out var include) && include.ValueKind == JsonValueKind.True;
        return new PromptRequest(root.TryGetProperty("model", out var model) ? model.GetString() ?? "" : "", messages, maximum, stream, usage);
    }

    private static int? Number(JsonElement root, string name)
        => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static string Text(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : "")),
        _ => "",
    };
}
