using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GovStack.Conversations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GovStack.Frontend.Streaming;

/// <summary>Writes server-sent events. JSON has no raw line breaks, so an event's data is always one line.</summary>
internal sealed class EventStream : IDisposable
{
    public const string ContentType = "text/event-stream";

    private static readonly JsonTypeInfo<TurnEvent> EventType = (JsonTypeInfo<TurnEvent>)ConversationJson.Options.GetTypeInfo(typeof(TurnEvent));
    private readonly PipeWriter _output;
    private readonly Utf8JsonWriter _json;
    private readonly CancellationToken _aborted;

    private EventStream(HttpContext context)
    {
        _output = context.Response.BodyWriter;
        _json = new(_output, new JsonWriterOptions { Encoder = ConversationJson.Options.Encoder, SkipValidation = true });
        _aborted = context.RequestAborted;
    }

    /// <summary>Begins the response.</summary>
    public static EventStream Begin(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var headers = context.Response.Headers;
        headers.ContentType = ContentType;
        headers.CacheControl = "no-store, no-transform";
        headers["X-Accel-Buffering"] = "no";   // nginx holds streams back otherwise.
        return new(context);
    }

    /// <summary>Writes an event of a turn, named and numbered, so that a browser resumes by itself.</summary>
    public void Write(TurnEvent turnEvent)
    {
        if (turnEvent.Number > 0)
        {
            _output.Write("id: "u8);
            WriteText(turnEvent.Number.ToString(CultureInfo.InvariantCulture));
            _output.Write("\n"u8);
        }

        _output.Write("event: "u8);
        WriteText(NameOf(turnEvent));
        _output.Write("\n"u8);
        WriteData(turnEvent, EventType);
    }

    /// <summary>Writes a named event that has no number.</summary>
    public void Write<T>(string name, T value, JsonTypeInfo<T> type)
    {
        _output.Write("event: "u8);
        WriteText(name);
        _output.Write("\n"u8);
        WriteData(value, type);
    }

    /// <summary>Writes data alone, as OpenAI's clients read it.</summary>
    public void WriteData<T>(T value, JsonTypeInfo<T> type)
    {
        _output.Write("data: "u8);
        _json.Reset(_output);
        JsonSerializer.Serialize(_json, value, type);
        _json.Flush();
        _output.Write("\n\n"u8);
    }

    /// <summary>Writes data that is not JSON.</summary>
    public void WriteData(string text)
    {
        _output.Write("data: "u8);
        WriteText(text);
        _output.Write("\n\n"u8);
    }

    /// <summary>Writes a line that clients pass over: a sign of life.</summary>
    public void WriteComment(string text)
    {
        _output.Write(": "u8);
        WriteText(text);
        _output.Write("\n\n"u8);
    }

    /// <summary>Sends what was written.</summary>
    /// <exception cref="OperationCanceledException">The reader has gone.</exception>
    public async Task FlushAsync()
    {
        var result = await _output.FlushAsync(_aborted);
        if (result.IsCanceled || result.IsCompleted)
            throw new OperationCanceledException(_aborted);
    }

    public void Dispose() => _json.Dispose();

    /// <summary>Names an event as its JSON does.</summary>
    public static string NameOf(TurnEvent turnEvent) => turnEvent switch
    {
        AcceptedEvent => "accepted",
        RoutedEvent => "routed",
        QueuedEvent => "queued",
        SourceEvent => "source",
        TokenEvent => "token",
        NoticeEvent => "notice",
        UsageEvent => "usage",
        DoneEvent => "done",
        FailedEvent => "failed",
        RestartedEvent => "restarted",
        _ => throw new ArgumentException($"{turnEvent.GetType().Name} has no name on the wire.", nameof(turnEvent)),
    };

    private void WriteText(string text) => Encoding.UTF8.GetBytes(text, _output);
}
