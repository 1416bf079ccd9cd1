using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GovStack.TestKit;

/// <summary>
/// A provider on this machine that does what the test wrote: OpenAI's chat completions under <c>/v1/chat/completions</c> (and Azure's path), Anthropic's messages
/// under <c>/v1/messages</c>. One script per call, in order; the last one repeats.
/// </summary>
public sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeAnswer> _answers = new();
    private readonly ConcurrentQueue<FakeCall> _calls = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly CancellationTokenSource _closing = new();
    private FakeAnswer _last = FakeAnswer.Says("An answer.");

    private FakeProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        _app = builder.Build();
        _app.MapPost("/v1/chat/completions", context => AnswerAsync(context, FakeDialect.OpenAI));
        _app.MapPost("/openai/deployments/{model}/chat/completions", context => AnswerAsync(context, FakeDialect.OpenAI));
        _app.MapPost("/v1/messages", context => AnswerAsync(context, FakeDialect.Anthropic));
    }

    /// <summary>Gets the address without a path.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Gets the calls that came, in order.</summary>
    public IReadOnlyList<FakeCall> Calls => [.. _calls];

    /// <summary>Starts a provider.</summary>
    public static async Task<FakeProvider> StartAsync(params FakeAnswer[] answers)
    {
        var provider = new FakeProvider();
        provider.Add(answers);
        await provider._app.StartAsync().ConfigureAwait(false);
        return provider;
    }

    /// <summary>Appends answers.</summary>
    public void Add(params FakeAnswer[] answers)
    {
        foreach (var answer in answers)
        {
            _answers.Enqueue(answer);
            _last = answer;
        }
    }

    /// <summary>Waits until one more call has arrived.</summary>
    public Task ArrivalAsync() => _arrivals.WaitAsync(TimeSpan.FromSeconds(30));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
        _arrivals.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, FakeDialect dialect)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body).ConfigureAwait(false);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _calls.Enqueue(new(dialect, context.Request.Path + context.Request.QueryString, headers, body.RootElement.Clone()));
        var answer = _answers.TryDequeue(out var next) ? next : _last;
        _arrivals.Release();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _closing.Token);
        try
        {
            await answer.WriteAsync(context, dialect, gone.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone, or the test is over.
        }
    }
}

/// <summary>A call a fake provider received.</summary>
/// <param name="Dialect">Which interface.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body.</param>
public sealed record FakeCall(FakeDialect Dialect, string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body);

/// <summary>Whose interface a fake provider speaks.</summary>
public enum FakeDialect
{
    /// <summary>OpenAI's chat completions.</summary>
    OpenAI,

    /// <summary>Anthropic's messages.</summary>
    Anthropic,
}
