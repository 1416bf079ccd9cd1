using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Providers.Wire;

/// <summary>
/// Chat completions over HTTP and server-sent events: OpenAI, Azure, and every server like them. It retries nothing, waits for nothing and takes what servers
/// leave out or add; why it is not the vendor's package is in <c>docs/decisions</c>.
/// </summary>
internal sealed class OpenAIChatClient(HttpClient http, WireAddress address, string maxTokensField, bool streamUsage) : IChatClient
{
    // The longest answers are some hundred kilobytes, framing included.
    private const long MostBytes = 16 * 1024 * 1024;
    private const int MostErrorBytes = 64 * 1024;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var model = options?.ModelId ?? throw new ArgumentException("The options name no model.", nameof(options));
        var content = new ReadOnlyMemoryContent(OpenAIWire.Request(messages, options, model, maxTokensField, streamUsage));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = address.Post(model, content);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);

        var stream = new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), MostBytes);
        await using (stream.ConfigureAwait(false))
        {
            var tags = new ThinkTags();
            var hasEnded = false;
            await foreach (var chunk in ReadAsync(response, stream, cancellationToken).ConfigureAwait(false))
            {
                if (chunk is null)
                {
                    hasEnded = true;
                    continue;
                }

                var update = ToUpdate(chunk, tags);
                hasEnded |= update.FinishReason is not null;
                if (update.Contents.Count > 0 || update.FinishReason is not null)
                    yield return update;
            }

            var (thinking, answer) = tags.Finish();
            if (thinking.Length + answer.Length > 0)
                yield return new ChatResponseUpdate(ChatRole.Assistant, [.. Contents(thinking, answer)]);
            if (!hasEnded)
                throw new IOException("The stream ended without its end.");
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => http.Dispose();

    /// <summary>Reads the chunks; null stands for the mark that ends a stream.</summary>
    private static async IAsyncEnumerable<OpenAIChunk?> ReadAsync(
        HttpResponseMessage response, Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            // A server that does not stream answers whole.
            yield return await JsonSerializer.DeserializeAsync(stream, OpenAIJson.Default.OpenAIChunk, cancellationToken).ConfigureAwait(false);
            yield break;
        }

        var parser = SseParser.Create(stream, static (_, data) => data.SequenceEqual("[DONE]"u8) ? null : JsonSerializer.Deserialize(data, OpenAIJson.Default.OpenAIChunk));
        await foreach (var item in parser.EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return item.Data;
            if (item.Data is null)
                yield break;   // Whatever follows the end, and however long the connection stays open, is not waited for.
        }
    }

    private static ChatResponseUpdate ToUpdate(OpenAIChunk chunk, ThinkTags tags)
    {
        if (chunk.Error.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
            throw Fault(chunk.Error);
        var update = new ChatResponseUpdate { Role = ChatRole.Assistant };
        if (chunk.Choices is { Count: > 0 } choices)
        {
            var message = choices[0].Delta ?? choices[0].Message;
            if (message is not null)
            {
                if ((OpenAIWire.TextOf(message.ReasoningContent) ?? OpenAIWire.TextOf(message.Reasoning)) is { Length: > 0 } reasoning)
                    update.Contents.Add(new TextReasoningContent(reasoning));
                if ((OpenAIWire.TextOf(message.Content) ?? OpenAIWire.TextOf(message.Refusal)) is { Length: > 0 } text)
                {
                    var (thinking, answer) = tags.Push(text);
                    foreach (var part in Contents(thinking, answer))
                        update.Contents.Add(part);
                }
            }

            if (choices[0].FinishReason is { Length: > 0 } reason)
                update.FinishReason = new ChatFinishReason(reason);
        }

        if (chunk.Usage is { } usage)
            update.Contents.Add(usage.ToContent());
        return update;
    }

    private static IEnumerable<AIContent> Contents(string thinking, string answer)
    {
        if (thinking.Length > 0)
            yield return new TextReasoningContent(thinking);
        if (answer.Length > 0)
            yield return new TextContent(answer);
    }

    /// <summary>Keeps the provider's code and nothing of its words: those may quote the person.</summary>
    private static HttpRequestException Fault(JsonElement error, System.Net.HttpStatusCode? status = null)
    {
        string? code = null;
        if (error.ValueKind == JsonValueKind.Object)
        {
            code = error.TryGetProperty("code"u8, out var own) ? OpenAIWire.CodeOf(own) : null;
            if (code is null && error.TryGetProperty("type"u8, out var type))
                code = OpenAIWire.CodeOf(type);
        }

        if (ProviderCall.Current is { } call)
            call.ErrorCode = code;
        return new HttpRequestException($"The provider answered with an error ({code ?? "no code"}).", null, status);
    }

    private static async Task<HttpRequestException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        JsonElement error = default;
        try
        {
            using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), MostErrorBytes);
            var chunk = await JsonSerializer.DeserializeAsync(body, OpenAIJson.Default.OpenAIChunk, cancellationToken).ConfigureAwait(false);
            error = chunk?.Error ?? default;
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or IOException or HttpRequestException)
        {
            // A page of a proxy, or nothing: the status says what there is to say.
        }

        return Fault(error, response.StatusCode);
    }
}
