using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GovStack.TestKit;

/// <summary>What a fake provider does with one call.</summary>
public sealed class FakeAnswer
{
    private readonly List<Func<HttpContext, FakeDialect, CancellationToken, Task>> _steps = [];
    private readonly List<(string Name, string Value)> _headers = [];
    private int _status = 200;
    private string _type = "text/event-stream";

    /// <summary>Streams words, counts and the end, as the dialect does.</summary>
    public static FakeAnswer Says(params string[] words) => new FakeAnswer().Begin().Words(words).Counts(120, 100, words.Length).Ends();

    /// <summary>Streams words and the end without any count of tokens.</summary>
    public static FakeAnswer SaysWithoutCounts(params string[] words) => new FakeAnswer().Begin(input: 0, cached: 0).Words(words).Ends();

    /// <summary>Answers with a status and an error in the dialect's form.</summary>
    public static FakeAnswer Fails(int status, string code = "server_error", params (string Name, string Value)[] headers)
    {
        var answer = new FakeAnswer { _status = status, _type = "application/json" };
        answer._headers.AddRange(headers);
        answer._steps.Add((context, dialect, gone) => context.Response.WriteAsync(
            dialect == FakeDialect.OpenAI
                ? $$$$"""{"error":{"message":"No.","type":"error","code":"{{{{code}}}}"}}"""
                : $$$$"""{"type":"error","error":{"type":"{{{{code}}}}","message":"No."}}""",
            gone));
        return answer;
    }

    /// <summary>Never sends a byte, not even headers.</summary>
    public static FakeAnswer Hangs()
    {
        var answer = new FakeAnswer();
        answer._steps.Add(static (_, _, gone) => Task.Delay(Timeout.Infinite, gone));
        return answer;
    }

    /// <summary>Sends a success whose body is what is given.</summary>
    public static FakeAnswer Sends(string body, string type = "text/event-stream") => new FakeAnswer { _type = type }.Raw(body);

    /// <summary>Begins a stream as the dialect does.</summary>
    public FakeAnswer Begin(int input = 100, int cached = 0)
    {
        _steps.Add(async (context, dialect, gone) =>
        {
            if (dialect == FakeDialect.OpenAI)
                await EventAsync(context, null, """{"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""", gone);
            else
            {
                await EventAsync(context, "message_start",
                    $$$$"""{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":{{{{input}}}},"cache_creation_input_tokens":0,"cache_read_input_tokens":{{{{cached}}}},"output_tokens":1}}}""", gone);
                await EventAsync(context, "content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""", gone);
                await EventAsync(context, "ping", """{"type":"ping"}""", gone);
            }
        });
        return this;
    }

    /// <summary>Sends words, one event each.</summary>
    public FakeAnswer Words(params string[] words)
    {
        foreach (var word in words)
        {
            var text = JsonSerializer.Serialize(word);
            _steps.Add((context, dialect, gone) => dialect == FakeDialect.OpenAI
                ? EventAsync(context, null, $$$$"""{"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":{{{{text}}}}},"finish_reason":null}]}""", gone)
                : EventAsync(context, "content_block_delta", $$$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":{{{{text}}}}}}""", gone));
        }

        return this;
    }

    /// <summary>Sends counts of tokens with the end to come: OpenAI's in a chunk of their own, Anthropic's with the end.</summary>
    public FakeAnswer Counts(int input, int cached, int output)
    {
        _steps.Add((context, dialect, gone) => dialect == FakeDialect.OpenAI
            ? EventAsync(context, null, $$$$"""{"id":"c1","object":"chat.completion.chunk","model":"m","choices":[],"usage":{"prompt_tokens":{{{{input}}}},"completion_tokens":{{{{output}}}},"total_tokens":{{{{input + output}}}},"prompt_tokens_details":{"cached_tokens":{{{{cached}}}}}}}""", gone)
            : EventAsync(context, "message_delta", $$$$"""{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":{{{{output}}}}}}""", gone));
        return this;
    }

    /// <summary>Ends the stream as the dialect does.</summary>
    public FakeAnswer Ends(string reason = "stop")
    {
        _steps.Add(async (context, dialect, gone) =>
        {
            if (dialect == FakeDialect.OpenAI)
            {
                await EventAsync(context, null, $$$$"""{"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"{{{{reason}}}}"}]}""", gone);
                await EventAsync(context, null, "[DONE]", gone);
            }
            else
            {
                await EventAsync(context, "content_block_stop", """{"type":"content_block_stop","index":0}""", gone);
                await EventAsync(context, "message_stop", """{"type":"message_stop"}""", gone);
            }
        });
        return this;
    }

    /// <summary>Says nothing more and keeps the connection open.</summary>
    public FakeAnswer ThenHangs()
    {
        _steps.Add(static (_, _, gone) => Task.Delay(Timeout.Infinite, gone));
        return this;
    }

    /// <summary>Cuts the connection.</summary>
    /// <param name="after">What to wait for first: a connection that is cut takes with it what has not been read.</param>
    public FakeAnswer ThenBreaks(Task? after = null)
    {
        _steps.Add(async (context, _, gone) =>
        {
            await (after ?? Task.CompletedTask).WaitAsync(gone).ConfigureAwait(false);
            context.Abort();
        });
        return this;
    }

    /// <summary>Sends an event of one's own.</summary>
    public FakeAnswer Event(string? name, string data)
    {
        _steps.Add((context, _, gone) => EventAsync(context, name, data, gone));
        return this;
    }

    /// <summary>Sends bytes as they are.</summary>
    public FakeAnswer Raw(string body)
    {
        _steps.Add((context, _, gone) => context.Response.WriteAsync(body, gone));
        return this;
    }

    /// <summary>Adds a header.</summary>
    public FakeAnswer Header(string name, string value)
    {
        _headers.Add((name, value));
        return this;
    }

    internal async Task WriteAsync(HttpContext context, FakeDialect dialect, CancellationToken gone)
    {
        context.Response.StatusCode = _status;
        context.Response.ContentType = _type;
        foreach (var (name, value) in _headers)
            context.Response.Headers[name] = value;
        foreach (var step in _steps)
            await step(context, dialect, gone).ConfigureAwait(false);
    }

    private static async Task EventAsync(HttpContext context, string? name, string data, CancellationToken gone)
    {
        var text = new StringBuilder();
        if (name is not null)
            text.Append("event: ").Append(name).Append('\n');
        text.Append("data: ").Append(data).Append("\n\n");
        await context.Response.WriteAsync(text.ToString(), gone).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(gone).ConfigureAwait(false);
    }
}
