using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;

namespace GovStack.LoadTest.Asking;

/// <summary>How the load test talks to what it measures.</summary>
internal enum ClientMode
{
    /// <summary>GovStack's own API.</summary>
    GovStack,

    /// <summary>OpenAI's official client without retries: what an application without a queue does at its simplest.</summary>
    Plain,

    /// <summary>OpenAI's official client as it comes, retries included.</summary>
    Retrying,
}

/// <summary>Makes a conversation for each person. One pool of connections without a cap: what queues is the server, not this client.</summary>
internal sealed class ChatFactory : IDisposable
{
    private readonly LoadTestOptions _options;
    private readonly HttpClient _http;
    private readonly ChatClient? _openAi;

    public ChatFactory(LoadTestOptions options)
    {
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = int.MaxValue,
            UseCookies = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(60),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (options.Client == ClientMode.GovStack)
            return;

        var settings = new OpenAIClientOptions
        {
            Endpoint = new Uri(options.Target, "v1"),
            Transport = new HttpClientPipelineTransport(_http),
            NetworkTimeout = TimeSpan.FromHours(1),
        };
        if (options.Client == ClientMode.Plain)
            settings.RetryPolicy = new ClientRetryPolicy(maxRetries: 0);
        _openAi = new ChatClient(options.Model, new ApiKeyCredential(options.ApiKey ?? "none"), settings);
    }

    public Chat Create() => _openAi is null
        ? new GovStackChat(_http, _options.Target, _options.Language)
        : new OpenAiChat(_openAi, _options.MaxTokens, _options.SystemText);

    public void Dispose() => _http.Dispose();
}
