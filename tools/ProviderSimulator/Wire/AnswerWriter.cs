using System.Text.Json;

namespace GovStack.ProviderSimulator.Wire;

/// <summary>Puts an answer on the wire in one dialect, whole or as a stream of server-sent events.</summary>
internal abstract class AnswerWriter(HttpContext context, ProviderCall call)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    protected ProviderCall Call => call;

    protected HttpResponse Response => context.Response;

    /// <summary>The whole answer as one JSON body.</summary>
    public abstract object Whole();

    /// <summary>What comes before the first token.</summary>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Some tokens of the answer.</summary>
    public abstract Task TextAsync(string text, CancellationToken cancellationToken);

    /// <summary>What comes after the last token.</summary>
    public abstract Task FinishAsync(CancellationToken cancellationToken);

    /// <summary>An overloaded error in the middle of the stream.</summary>
    public abstract Task OverloadedAsync(CancellationToken cancellationToken);

    /// <summary>Starts an event stream.</summary>
    public void OpenStream()
    {
        Response.ContentType = "text/event-stream";
        Response.Headers.CacheControl = "no-cache";
    }

    protected async Task EventAsync(string? name, object data, CancellationToken cancellationToken)
    {
        var text = data as string ?? JsonSerializer.Serialize(data, _json);
        await Response.WriteAsync(name is null ? $"data: {text}\n\n" : $"event: {name}\ndata: {text}\n\n", cancellationToken);
    }
}
