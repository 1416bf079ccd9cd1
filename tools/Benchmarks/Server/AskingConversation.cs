using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace GovStack.Benchmarks.Server;

/// <summary>A conversation of one person over HTTP: asks, and reads the events to their end.</summary>
internal sealed class AskingConversation
{
    private readonly HttpClient _http;
    private readonly string _path;
    private readonly string _secret;
    private readonly string? _cookie;

    private AskingConversation(HttpClient http, string id, string secret, string? cookie)
        => (_http, _path, _secret, _cookie) = (http, $"api/conversations/{id}/turns", secret, cookie);

    public static async Task<AskingConversation> StartAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync("api/conversations", null, cancellationToken);
        response.EnsureSuccessStatusCode();
        var key = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        var cookie = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.First().Split(';')[0] : null;
        return new(http, key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!, cookie);
    }

    /// <summary>Asks, and reads on until the turn is done, which is after it is durable.</summary>
    /// <exception cref="InvalidOperationException">It was not answered.</exception>
    /// <param name="text">The question.</param>
    /// <param name="expected">What the answer must hold.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The events.</returns>
    public async Task<string> AskAsync(string text, string expected, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _path) { Content = JsonContent.Create(new { text, language = "en" }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _secret);
        request.Headers.Accept.Add(new("text/event-stream"));
        if (_cookie is not null)
            request.Headers.Add("Cookie", _cookie);
        using var response = await _http.SendAsync(request, cancellationToken);
        var events = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK || !events.Contains("event: done", StringComparison.Ordinal) || !events.Contains(expected, StringComparison.Ordinal))
            throw new InvalidOperationException($"Not answered: {response.StatusCode} {events[..Math.Min(500, events.Length)]}");
        return events;
    }
}
