using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GovStack.Frontend.Tests.Api;

/// <summary>Somebody with a browser's cookie jar and nothing else of it.</summary>
public sealed class Caller(Uri address) : IDisposable
{
    /// <summary>A question the sample agency has an approved answer to: no model is asked.</summary>
    public const string KnownQuestion = "How do I renew my passport?";

    private readonly HttpClient _http = new(new SocketsHttpHandler { CookieContainer = new(), AllowAutoRedirect = false }) { BaseAddress = address };

    public HttpClient Http => _http;

    public async Task<(string Id, string Secret)> StartAsync()
    {
        var (response, body) = await SendAsync(HttpMethod.Post, "/api/conversations");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return ((string)body["id"]!, (string)body["secret"]!);
    }

    /// <summary>Sends a request with a JSON body, or raw text, and reads the JSON that comes back.</summary>
    public async Task<(HttpResponseMessage Response, JsonNode Body)> SendAsync(
        HttpMethod method, string path, object? body = null, string? secret = null, params (string Name, string Value)[] headers)
    {
        using var request = NewRequest(method, path, body, secret, headers);
        var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    public async Task<(HttpResponseMessage Response, JsonNode Body)> AskAsync(
        (string Id, string Secret) conversation, object body, params (string Name, string Value)[] headers)
        => await SendAsync(HttpMethod.Post, $"/api/conversations/{conversation.Id}/turns", body, conversation.Secret, headers);

    /// <summary>Asks and does not wait for the answer.</summary>
    public async Task<(int Turn, long FirstEvent)> AskLaterAsync((string Id, string Secret) conversation, string text, string? messageId = null)
    {
        var (response, body) = await AskAsync(conversation, new { text, messageId }, ("Prefer", "respond-async"));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return ((int)body["turn"]!, (long)body["firstEvent"]!);
    }

    /// <summary>Reads a stream of events to its end.</summary>
    public async Task<IReadOnlyList<ServerEvent>> ReadEventsAsync(HttpMethod method, string path, object? body, string? secret, params (string Name, string Value)[] headers)
    {
        using var request = NewRequest(method, path, body, secret, [.. headers, ("Accept", "text/event-stream")]);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var events = new List<ServerEvent>();
        while (await ServerEvent.ReadAsync(reader) is { } next)
            events.Add(next);
        return events;
    }

    public Task<IReadOnlyList<ServerEvent>> ReadEventsAsync((string Id, string Secret) conversation, string query = "", params (string Name, string Value)[] headers)
        => ReadEventsAsync(HttpMethod.Get, $"/api/conversations/{conversation.Id}/events{query}", null, conversation.Secret, headers);

    public static HttpRequestMessage NewRequest(HttpMethod method, string path, object? body, string? secret, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is HttpContent content)
            request.Content = content;
        else if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (secret is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>One server-sent event; a comment has neither name nor data.</summary>
public sealed record ServerEvent(long? Id, string? Name, string Data)
{
    public JsonNode Json => JsonNode.Parse(Data)!;

    public static async Task<ServerEvent?> ReadAsync(StreamReader reader)
    {
        long? id = null;
        string? name = null;
        var data = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
                return new(id, name, data);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = long.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture);
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
        }

        return null;
    }
}
