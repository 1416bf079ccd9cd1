using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GovStack.Benchmarks.Server;

/// <summary>A provider with OpenAI's interface that answers every question at once with the same forty words.</summary>
internal sealed class InstantProvider : IAsyncDisposable
{
    /// <summary>What every whole answer holds.</summary>
    public const string LastWord = "word39";

    private static readonly byte[] _answer = Encoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(0, 40).Select(word =>
            $$$"""data: {"id":"c1","object":"chat.completion.chunk","model":"instant","choices":[{"index":0,"delta":{"content":"word{{{word}}} "},"finish_reason":null}]}""" + "\n\n"))
        + """data: {"id":"c1","object":"chat.completion.chunk","model":"instant","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n"
        + """data: {"id":"c1","object":"chat.completion.chunk","model":"instant","choices":[],"usage":{"prompt_tokens":900,"completion_tokens":60,"total_tokens":960}}""" + "\n\n"
        + "data: [DONE]\n\n");

    private readonly WebApplication _app;

    private InstantProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<InstantProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapPost("/v1/chat/completions", AnswerAsync);
        await app.StartAsync();
        return new InstantProvider(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.WriteAsync(_answer);
    }
}
