using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace GovStack.Frontend.Tests.Browser;

/// <summary>A model that speaks when the test says so: each call is handed to the test, which then dictates it word by word.</summary>
internal sealed class PacedModel : IChatClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Channel<PacedCall> _calls = Channel.CreateUnbounded<PacedCall>();

    /// <summary>Waits for the call that a question brings; calls of other tests' questions are left behind.</summary>
    public async Task<PacedCall> NextCallAsync(string question)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var call = await _calls.Reader.ReadAsync(patience.Token);
            if (call.Messages[^1].Text.Contains(question, StringComparison.Ordinal))
                return call;
        }
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = new PacedCall([.. messages]);
        if (call.Messages[0].Text.StartsWith("Which service answers", StringComparison.Ordinal))
        {
            // The dispatcher was not sure. No test here is about that.
            yield return new(ChatRole.Assistant, "general") { FinishReason = ChatFinishReason.Stop };
            yield break;
        }

        await _calls.Writer.WriteAsync(call, cancellationToken);
        await foreach (var update in call.Updates.ReadAllAsync(cancellationToken))
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}

/// <summary>One call, dictated by the test.</summary>
internal sealed class PacedCall(IReadOnlyList<ChatMessage> messages)
{
    private readonly Channel<ChatResponseUpdate> _updates = Channel.CreateUnbounded<ChatResponseUpdate>();

    /// <summary>Gets what the model was asked.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; } = messages;

    /// <summary>Gets what it says.</summary>
    public ChannelReader<ChatResponseUpdate> Updates => _updates.Reader;

    /// <summary>Says something.</summary>
    public void Say(string text) => Write(new(ChatRole.Assistant, text));

    /// <summary>Says the last words and ends.</summary>
    public void End(string text = "")
    {
        if (text.Length > 0)
            Say(text);
        Write(new(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 400, OutputTokenCount = 60 })]));
        Write(new() { FinishReason = ChatFinishReason.Stop });
        _updates.Writer.Complete();
    }

    private void Write(ChatResponseUpdate update)
    {
        if (!_updates.Writer.TryWrite(update))
            throw new InvalidOperationException("The call has ended.");
    }
}
