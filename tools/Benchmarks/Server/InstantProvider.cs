using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GovStack.Benchmarks.Server;

/// <summary>A provider with OpenAI's interface that answers every question with the same forty words: at once, or at a model's pace.</summary>
internal sealed class InstantProvider : IAsyncDisposable
{
    /// <summary>What every whole answer holds.</summary>
    public const string LastWord = "word39";

    private const string HeldMark = "held=";

    private static readonly byte[][] _words = [.. Enumerable.Range(0, 40).Select(word => Encoding.UTF8.GetBytes(
        $$$"""data: {"id":"c1","object":"chat.completion.chunk","model":"instant","choices":[{"index":0,"delta":{"content":"word{{{word}}} "},"finish_reason":null}]}""" + "\n\n"))];

    private static readonly byte[] _end = Encoding.UTF8.GetBytes(
        """data: {"id":"c1","object":"chat.completion.chunk","model":"instant","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n"
        + """data: {"id":"c1","object":"chat.completion.chunk","model":"instant","choices":[],"usage":{"prompt_tokens":900,"completion_tokens":60,"total_tokens":960}}""" + "\n\n"
        + "data: [DONE]\n\n");

    private static readonly byte[] _answer = [.. _words.SelectMany(word => word), .. _end];

    private readonly WebApplication _app;

    private InstantProvider(WebApplication app) => _app = app;

    /// <summary>Gets how long the first word takes at a model's pace, and each further one.</summary>
    public static TimeSpan FirstWordAfter { get; } = TimeSpan.FromMilliseconds(200);

    public static TimeSpan NextWordAfter { get; } = TimeSpan.FromMilliseconds(10);

    public Uri Address => new(_app.Urls.First());

    /// <param name="isPaced">Whether it takes the time a model takes.</param>
    public static async Task<InstantProvider> StartAsync(bool isPaced = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapPost("/v1/chat/completions", isPaced ? AnswerInTimeAsync : AnswerAsync);
        await app.StartAsync();
        return new InstantProvider(app);
    }

    /// <summary>Reads from an answer how long the provider took for it; nothing where it answers at once.</summary>
    public static TimeSpan HeldIn(string answer)
    {
        var start = answer.IndexOf(HeldMark, StringComparison.Ordinal);
        if (start < 0)
            return TimeSpan.Zero;
        var digits = answer.AsSpan(start + HeldMark.Length);
        return TimeSpan.FromMicroseconds(long.Parse(digits[..digits.IndexOf(' ')], CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.WriteAsync(_answer);
    }

    // By the clock from the start, so that a late timer delays one word and not all that follow.
    private static async Task AnswerInTimeAsync(HttpContext context)
    {
        var started = TimeProvider.System.GetTimestamp();
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = "text/event-stream";
        for (var word = 0; word < _words.Length; word++)
        {
            var left = FirstWordAfter + (word * NextWordAfter) - TimeProvider.System.GetElapsedTime(started);
            if (left > TimeSpan.Zero)
                await Task.Delay(left);
            await context.Response.Body.WriteAsync(_words[word]);
            await context.Response.Body.FlushAsync();
        }

        // Timers are late by milliseconds: how long it really took goes with the answer.
        var held = TimeProvider.System.GetElapsedTime(started).TotalMicroseconds;
        await context.Response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture, $"data: {{\"model\":\"instant\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{HeldMark}{held:F0} \"}}}}]}}\n\n"));
        await context.Response.Body.WriteAsync(_end);
    }
}
