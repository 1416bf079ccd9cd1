using System.Collections.Concurrent;
using System.Net;
using GovStack.Conversations.Providers.Wire;
using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Providers;

/// <summary>Makes and keeps the model clients: one, with one connection pool, per provider and region.</summary>
internal sealed class ProviderClients(TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<(string Provider, string? Region), Lazy<IChatClient>> _clients = new();

    public IChatClient Get(string provider, ProviderOptions options, string? region)
        => _clients.GetOrAdd((provider, region), key => new Lazy<IChatClient>(() => Create(options, key.Region))).Value;

    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
            client.Value.Dispose();
    }

    private IChatClient Create(ProviderOptions options, string? region)
    {
        var key = Key(options, region);
        var address = ProviderPools.Address(options, region);
        if (options.Kind == ProviderKind.Anthropic)
        {
            return new AnthropicChatClient(CreateHttp(options, request =>
            {
                request.Headers.Remove("x-api-key");
                if (key.Read() is { } current)
                    request.Headers.TryAddWithoutValidation("x-api-key", current);
            }), address, options);
        }

        var isAzure = options.Kind == ProviderKind.Azure;
        var headers = options.Headers.ToList();
        if (options.Organization is { } organization)
            headers.Add(new("OpenAI-Organization", organization));
        if (options.Project is { } project)
            headers.Add(new("OpenAI-Project", project));
        var wire = new WireAddress(
            isAzure ? WireAddress.Azure(address!, options.ApiVersion) : WireAddress.OpenAI(address),
            headers,
            isAzure ? "api-key" : "Authorization",
            key);
        var field = options.MaxTokensField ?? (isAzure || ProviderPools.IsOpenAI(options, region) ? "max_completion_tokens" : "max_tokens");
        return new OpenAIChatClient(CreateHttp(options), wire, field, options.StreamUsage);
    }

    private KeySource Key(ProviderOptions options, string? region)
        => region is not null && options.Regions.TryGetValue(region, out var own) && (own.ApiKey ?? own.ApiKeyFile) is not null
            ? new(own.ApiKey, own.ApiKeyFile, clock)
            : new(options.ApiKey, options.ApiKeyFile, clock);

    private static HttpClient CreateHttp(ProviderOptions options, Action<HttpRequestMessage>? replaceKey = null)
    {
        var sockets = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.MaxConnections,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),   // So that a changed address is found.
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            AutomaticDecompression = DecompressionMethods.None,   // A compressed stream arrives in lumps.
            AllowAutoRedirect = false,   // A key follows no redirect.
            UseCookies = false,
        };
        return new HttpClient(new ProviderCallHandler(sockets, replaceKey)) { Timeout = Timeout.InfiniteTimeSpan };   // The chain's own time-outs are the only ones.
    }
}
