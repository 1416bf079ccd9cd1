using System.ClientModel;
using System.Globalization;
using OpenAI.Chat;

namespace GovStack.LoadTest.Asking;

/// <summary>A conversation through OpenAI's official client, with whatever retries that client was given.</summary>
internal sealed class OpenAiChat(ChatClient client, int maxTokens, string? systemText) : Chat
{
    private readonly List<ChatMessage> _messages = systemText is null ? [] : [new SystemChatMessage(systemText)];

    public override async Task<Reply> AskAsync(string messageId, string text, ReplyProgress progress, CancellationToken cancellationToken)
    {
        List<ChatMessage> messages;
        lock (_messages)
        {
            _messages.Add(new UserChatMessage(text));
            messages = [.. _messages];
        }

        try
        {
            var finish = (ChatFinishReason?)null;
            var options = new ChatCompletionOptions { MaxOutputTokenCount = maxTokens };
            await foreach (var update in client.CompleteChatStreamingAsync(messages, options, cancellationToken))
            {
                foreach (var part in update.ContentUpdate)
                    progress.Token(part.Text);
                finish = update.FinishReason ?? finish;
                if (update.Usage is { } usage)
                    progress.Change(reply => reply with
                    {
                        InputTokens = usage.InputTokenCount,
                        CachedInputTokens = usage.InputTokenDetails?.CachedTokenCount ?? 0,
                        OutputTokens = usage.OutputTokenCount,
                    });
            }

            lock (_messages)
                _messages.Add(new AssistantChatMessage(progress.Reply.Text));
            return finish is null
                ? progress.End("error", 200, reply => reply with { Error = "stream-ended-early" })
                : progress.End("model", 200);
        }
        catch (ClientResultException exception)
        {
            return progress.End("error", exception.Status, reply => reply with { Error = exception.Status.ToString(CultureInfo.InvariantCulture) });
        }
        catch (AggregateException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The client gathers the failures of its retries.
            var status = exception.InnerExceptions.OfType<ClientResultException>().LastOrDefault()?.Status ?? 0;
            return progress.End("error", status, reply => reply with { Error = "retries-used-up" });
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or System.Text.Json.JsonException)
        {
            return progress.End("error", 0, reply => reply with { Error = "connection" });
        }
    }
}
