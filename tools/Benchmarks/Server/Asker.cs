using System.Globalization;
using System.Text;

namespace GovStack.Benchmarks.Server;

/// <summary>Callers that each begin a new conversation after five questions; no question is asked twice, so that no answer is reused.</summary>
internal sealed class Asker(HttpClient http, CancellationToken cancellationToken)
{
    private const int TurnsPerConversation = 5;

    private static readonly string[] _questions =
    [
        "How do I renew a passport before trip number {0}?", "What does it cost to renew the licence of food truck {0}?",
        "When is the tax return of company {0} due?", "How long does the refund of return {0} take?", "Where do I report that power line {0} is down?",
    ];

    private readonly (AskingConversation? Conversation, int Turn)[] _callers = new (AskingConversation?, int)[64];
    private int _asked;

    /// <summary>Asks the caller's next question.</summary>
    /// <returns>How long the provider took of that time.</returns>
    public async Task<TimeSpan> AskAsync(int caller)
    {
        var (conversation, turn) = _callers[caller];
        if (conversation is null || turn == TurnsPerConversation)
            (conversation, turn) = (await AskingConversation.StartAsync(http, cancellationToken), 0);
        _callers[caller] = (conversation, turn + 1);
        var number = Interlocked.Increment(ref _asked);
        var text = string.Format(CultureInfo.InvariantCulture, _questions[number % _questions.Length], number);
        return InstantProvider.HeldIn(await conversation.AskAsync(text, InstantProvider.LastWord, cancellationToken));
    }

    /// <summary>Asks the provider itself, as a program without GovStack would.</summary>
    public static async Task<TimeSpan> CallAsync(HttpClient provider, CancellationToken cancellationToken)
    {
        // As long as a real prompt: the rules, the passages and the question.
        using var body = new StringContent($$"""{"model":"instant","stream":true,"messages":[{"role":"user","content":"{{new string('x', 4_000)}}"}]}""", Encoding.UTF8, "application/json");
        using var response = await provider.PostAsync("v1/chat/completions", body, cancellationToken);
        response.EnsureSuccessStatusCode();
        return InstantProvider.HeldIn(await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
