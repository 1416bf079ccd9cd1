using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace GovStack.LoadTest.Asking;

/// <summary>A conversation over GovStack's own HTTP API: made once, then asked in, its events read to <c>done</c> or <c>failed</c>. Never asks twice.</summary>
internal sealed class GovStackChat(HttpClient http, Uri server, string? language) : Chat
{
    private readonly Lock _gate = new();
    private Task<(string Id, string Secret, string? Cookie)?>? _opened;

    public override async Task<Reply> AskAsync(string messageId, string text, ReplyProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            if (await OpenAsync(cancellationToken) is not { } key)
                return progress.End("error", 0, reply => reply with { Error = "no-conversation" });

            using var request = Request(HttpMethod.Post, $"api/conversations/{key.Id}/turns", new { messageId, text, language });
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            if (key.Cookie is not null)
                request.Headers.Add("Cookie", key.Cookie);
            progress.Posted();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                return await ErrorAsync(response, progress, cancellationToken);

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
            {
                using var data = JsonDocument.Parse(item.Data);
                if (Read(item.EventType, data.RootElement, progress, (int)response.StatusCode) is { } reply)
                    return reply;
            }

            return progress.End("error", (int)response.StatusCode, reply => reply with { Error = "stream-ended-early" });
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            return progress.End("error", 0, reply => reply with { Error = exception is JsonException ? "bad-event" : "connection" });
        }
    }

    public override async Task<LaterAnswer?> ComeBackAsync(string messageId, CancellationToken cancellationToken)
    {
        try
        {
            if (await OpenAsync(cancellationToken) is not { } key)
                return null;

            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, $"api/conversations/{key.Id}/turns?count=200"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret);
            if (key.Cookie is not null)
                request.Headers.Add("Cookie", key.Cookie);
            using var response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? FindLater(await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken), messageId) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Finds the turn that answers a ticket among a conversation's turns: it bears the ticket's message id with "+ticket".</summary>
    internal static LaterAnswer? FindLater(JsonElement history, string messageId)
    {
        var turns = history.GetProperty("turns").EnumerateArray().ToArray();
        DateTimeOffset AnsweredAt(JsonElement turn) => turn.GetProperty("answeredAt").GetDateTimeOffset();
        var ticket = turns.Where(turn => Text(turn, "messageId") == messageId).Select(turn => (DateTimeOffset?)AnsweredAt(turn)).FirstOrDefault();
        return turns.Where(turn => Text(turn, "messageId") == messageId + "+ticket")
            .Select(turn => new LaterAnswer(Lower(Text(turn, "kind") ?? "unknown"), Text(turn, "answer") ?? "", AnsweredAt(turn) - (ticket ?? AnsweredAt(turn))))
            .FirstOrDefault();
    }

    /// <summary>Takes one event in; the reply when it was the last.</summary>
    internal static Reply? Read(string type, JsonElement data, ReplyProgress progress, int status)
    {
        switch (type)
        {
            case "accepted":
                progress.Accepted(data.TryGetProperty("turn", out var turn) ? turn.GetInt32() : 0);
                return null;
            case "queued":
                progress.Queued(Seconds(data, "expectedSeconds") ?? TimeSpan.Zero, Seconds(data, "promisedSeconds") ?? TimeSpan.Zero, Text(data, "cause"));
                return null;
            case "notice" when Text(data, "code") == "crisis":
                progress.CrisisTold();
                return null;
            case "token":
                progress.Token(Text(data, "text") ?? "");
                return null;
            case "restarted":
                progress.StartAgain();
                return null;
            case "usage":
                progress.Change(reply => reply with
                {
                    InputTokens = reply.InputTokens + Number(data, "inputTokens"),
                    CachedInputTokens = reply.CachedInputTokens + Number(data, "cachedInputTokens"),
                    OutputTokens = reply.OutputTokens + Number(data, "outputTokens"),
                    CostUsd = reply.CostUsd + (data.TryGetProperty("costUsd", out var cost) && cost.ValueKind == JsonValueKind.Number ? cost.GetDecimal() : 0),
                });
                return null;
            case "done":
                var kind = Text(data, "kind") ?? "unknown";
                return progress.End(Lower(kind), status, reply => reply with
                {
                    Text = Text(data, "answer") ?? reply.Text,
                    AnswerBy = Seconds(data, "answerBy"),
                });
            case "failed":
                // "Not now, come back then" is an answer, not an error.
                return progress.End(Text(data, "code") == "refused" ? "refusal" : "error", status, reply => reply with { Error = Text(data, "code") ?? "failed", RetryAfter = Seconds(data, "retryAfterSeconds") });
            default:
                return null;
        }
    }

    // Once, whoever of several questions asks first.
    private Task<(string Id, string Secret, string? Cookie)?> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _opened ??= MakeAsync();
        return _opened.WaitAsync(cancellationToken);
    }

    private async Task<(string Id, string Secret, string? Cookie)?> MakeAsync()
    {
        using var request = Request(HttpMethod.Post, "api/conversations", new { });
        using var response = await http.SendAsync(request);
        if (!response.IsSuccessStatusCode)
            return null;

        var made = await response.Content.ReadFromJsonAsync<JsonElement>();

        // The cookie is the person: every conversation of a test is another one, its questions are one person's.
        var cookie = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? string.Join("; ", cookies.Select(line => line.Split(';')[0])) : null;
        return (made.GetProperty("id").GetString()!, made.GetProperty("secret").GetString()!, cookie);
    }

    private static async Task<Reply> ErrorAsync(HttpResponseMessage response, ReplyProgress progress, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var code = status.ToString(CultureInfo.InvariantCulture);
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            code = Text(problem, "code") ?? code;
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or InvalidOperationException or NotSupportedException)
        {
            // The status says enough.
        }

        // "Not now, come back then", told before the question was taken, is a refusal; a 429 at the door is not what anybody should see.
        var kind = status == 503 && response.Headers.RetryAfter is not null ? "refusal" : "error";
        return progress.End(kind, status, reply => reply with { Error = code, RetryAfter = response.Headers.RetryAfter?.Delta });
    }

    private HttpRequestMessage Request(HttpMethod method, string path, object body) => new(method, new Uri(server, path)) { Content = JsonContent.Create(body) };

    private static string Lower(string kind) => char.ToLowerInvariant(kind[0]) + kind[1..];

    private static string? Text(JsonElement data, string name)
        => data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Number(JsonElement data, string name)
        => data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;

    private static TimeSpan? Seconds(JsonElement data, string name)
        => data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? TimeSpan.FromSeconds(value.GetDouble()) : null;
}
