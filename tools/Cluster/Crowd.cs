using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace GovStack.Cluster;

/// <summary>People who ask one question each, and ask again with the same message id wherever the connection breaks, as a page does.</summary>
internal sealed class Crowd(Uri server) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 20_000, UseCookies = false }) { Timeout = TimeSpan.FromMinutes(20) };

    /// <summary>Gets what was answered, and when, counted from the start.</summary>
    public ConcurrentBag<Answered> Answers { get; } = [];

    /// <summary>Gets how often a connection broke or a server said not now, and the question was put again.</summary>
    public int Repeats => _repeats;

    private int _repeats;

    /// <summary>Asks a question of one's own.</summary>
    public async Task AskAsync(int number, long began, CancellationToken cancellationToken)
    {
        var message = $"m-{number}";
        var text = $"How do I check the status of my federal tax refund? Reference {number}-{Guid.NewGuid():N}";
        (string Id, string Secret, string Cookie)? key = null;
        while (true)
        {
            try
            {
                key ??= await OpenAsync(cancellationToken);
                if (await AskAsync(key.Value, message, text, cancellationToken) is { } kind)
                {
                    Answers.Add(new(key.Value.Id, kind, TimeProvider.System.GetElapsedTime(began)));
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
            {
                // The server behind this connection is gone, or none takes questions now.
            }

            Interlocked.Increment(ref _repeats);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Asks, and reads the answer's events in two parts and once whole, each from another server.</summary>
    /// <returns>The raw text of each reading, lines of life left out.</returns>
    public async Task<(string First, string Second, string Whole)> ReadInPartsAsync(int number, Uri[] servers, CancellationToken cancellationToken)
    {
        var key = await OpenAsync(cancellationToken);
        using var ask = Request(key, HttpMethod.Post, new Uri(server, $"api/conversations/{key.Id}/turns"));
        ask.Content = JsonContent.Create(new { messageId = $"m-{number}", text = $"How do I check the status of my federal tax refund? {Guid.NewGuid():N}", language = "en" });
        ask.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        ask.Headers.Add("Prefer", "respond-async");
        using (var accepted = await _http.SendAsync(ask, cancellationToken))
            accepted.EnsureSuccessStatusCode();
        var (first, next) = await ReadEventsAsync(key, servers[0], 1, 12, cancellationToken);
        var (rest, _) = await ReadEventsAsync(key, servers[1], next, int.MaxValue, cancellationToken);
        var (whole, _) = await ReadEventsAsync(key, servers[2], 1, int.MaxValue, cancellationToken);
        return (first, rest, whole);
    }

    private async Task<(string Text, long Next)> ReadEventsAsync(
        (string Id, string Secret, string Cookie) key, Uri from, long next, int most, CancellationToken cancellationToken)
    {
        using var request = Request(key, HttpMethod.Get, new Uri(from, $"api/conversations/{key.Id}/events?from={next}"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var text = new System.Text.StringBuilder();
        for (var events = 0; events < most && await body.ReadLineAsync(cancellationToken) is { } line;)
        {
            if (line.Length == 0 || line.StartsWith(':'))
                continue;
            text.Append(line).Append('\n');
            if (line.StartsWith("id:", StringComparison.Ordinal))
                next = long.Parse(line[3..], System.Globalization.CultureInfo.InvariantCulture) + 1;
            if (line.StartsWith("data:", StringComparison.Ordinal))
                events++;
        }

        return (text.ToString(), next);
    }

    private static HttpRequestMessage Request((string Id, string Secret, string Cookie) key, HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
        request.Headers.Add("Cookie", key.Cookie);
        return request;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<(string Id, string Secret, string Cookie)> OpenAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(server, "api/conversations"), new { }, cancellationToken);
        response.EnsureSuccessStatusCode();
        var made = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        var cookie = string.Join("; ", response.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0]));
        return (made.GetProperty("id").GetString()!, made.GetProperty("secret").GetString()!, cookie);
    }

    private async Task<string?> AskAsync((string Id, string Secret, string Cookie) key, string messageId, string text, CancellationToken cancellationToken)
    {
        using var request = Request(key, HttpMethod.Post, new Uri(server, $"api/conversations/{key.Id}/turns"));
        request.Content = JsonContent.Create(new { messageId, text, language = "en" });
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            return null;
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var type = "";
        while (await body.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("event:", StringComparison.Ordinal))
                type = line[6..].Trim();
            else if (line.StartsWith("data:", StringComparison.Ordinal) && type is "done" or "failed")
            {
                using var data = JsonDocument.Parse(line[5..]);
                // A turn that could not be saved is told as such and runs again; asking again attaches to it.
                if (type == "failed" && data.RootElement.GetProperty("code").GetString() == "store")
                    return null;
                return type == "done" ? data.RootElement.GetProperty("kind").GetString()!.ToLowerInvariant() : "failed";
            }
        }

        return null;
    }
}

/// <summary>One answer.</summary>
internal sealed record Answered(string Conversation, string Kind, TimeSpan At);
