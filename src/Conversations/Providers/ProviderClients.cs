using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Providers;

/// <summary>Makes and keeps the model clients: one, with one connection pool, per provider and region.</summary>
internal sealed class ProviderClients : IDisposable
{
    private readonly ConcurrentDictionary<(string Provider, string? Region), Lazy<IChatClient>> _clients = new();

    public IChatClient Get(string provider, ProviderOptions options, string? region)
        => _clients.GetOrAdd((provider, region), key => new Lazy<IChatClient>(() => Create(options, key.Region))).Value;

    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
            client.Value.Dispose();
    }

    private static IChatClient Create(ProviderOptions options, string? region) => throw new NotSupportedException($"{options.Kind} {region}");
}
