using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace GovStack.Standalone.Tests.Server;

/// <summary>
/// A person in one conversation, who asks one question after the other, every other one without waiting for the answer, and who asks again with the same
/// message id when the server went away, as the chat page does. Keeps what the server has promised.
/// </summary>
internal sealed class AskingPerson
{
    private static readonly string[] Questions =
        ["How do I renew my passport?", "When is the tax return due?", "What does a building permit cost?", "Where do I register to vote?"];

    private string? _id;
    private string? _secret;
    private int _asked;

    /// <summary>Gets the conversation, or null before it was made.</summary>
    public string? Conversation => _id;

    /// <summary>Gets the message ids the server has accepted, in order.</summary>
    public List<string> Accepted { get; } = [];

    /// <summary>Gets the answers the server has given as complete, by message id.</summary>
    public Dictionary<string, string> Answered { get; } = [];

    /// <summary>Gets how many times a question was asked again after the server had gone.</summary>
    public int Repeats { get; private set; }

    /// <summary>Asks until the server goes away.</summary>
    public async Task AskAsync(HttpClient client, Action acknowledged)
    {
        var isRepeat = _asked > 0;
        try
        {
            if (_id is null)
                await BeginAsync(client);
            while (true)
            {
                if (!isRepeat)
                    _asked++;
                else
                    Repeats++;
                isRepeat = false;
                await AskOneAsync(client, $"message-{_asked}");
                acknowledged();
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // Killed in the middle of it.
        }
    }

    /// <summary>Waits until nothing is unanswered.</summary>
    public async Task WaitForAnswersAsync(HttpClient client, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var request = Request(HttpMethod.Get, "");
            using var response = await client.SendAsync(request, cancellationToken);
            var view = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            if (view.GetProperty("unanswered").GetArrayLength() == 0)
                return;
            // The stream tells of news: no need to ask again before there is any.
            using var events = Request(HttpMethod.Get, $"/events?from={view.GetProperty("nextEvent").GetInt64()}");
            using var stream = await client.SendAsync(events, HttpCompletionOption.ResponseContentRead, cancellationToken);
        }
    }

    private async Task BeginAsync(HttpClient client)
    {
        using var response = await client.PostAsync("/api/conversations", null);
        response.EnsureSuccessStatusCode();
        var key = await response.Content.ReadFromJsonAsync<JsonElement>();
        (_id, _secret) = (key.GetProperty("id").GetString(), key.GetProperty("secret").GetString());
    }

    private async Task AskOneAsync(HttpClient client, string messageId)
    {
        using var request = Request(HttpMethod.Post, "/turns");
        request.Content = JsonContent.Create(new { text = Questions[_asked % Questions.Length], messageId });
        var isForLater = _asked % 2 == 0;
        if (isForLater)
            request.Headers.Add("Prefer", "respond-async");
        using var response = await client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Accepted.Add(messageId);
        if (!isForLater)
            Answered[messageId] = body.GetProperty("answer").GetString()!;
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, $"/api/conversations/{_id}{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _secret);
        return request;
    }
}
