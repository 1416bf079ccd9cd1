using System.Collections.Concurrent;
using GovStack.Conversations.Agencies;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GovStack.Conversations.Providers;

/// <summary>A model client of the host's own, under a provider's name; it takes the place of a configured one.</summary>
/// <param name="Name">What chains call it.</param>
/// <param name="Client">The client; the model is in the call's options.</param>
/// <param name="Pool">The quota pool of its calls.</param>
internal sealed record NamedChatClient(string Name, IChatClient Client, string Pool);

/// <summary>The providers that are configured: finds the deployment a tier stands for. Owns the clients.</summary>
public sealed partial class ProviderRegistry : IDisposable
{
    private readonly ProvidersOptions _options;
    private readonly ProviderClients _clients;
    private readonly Dictionary<string, NamedChatClient> _own;
    private readonly ConcurrentDictionary<(string Provider, string? Region, string Model), Deployment> _deployments = new();
    private readonly TimeProvider _clock;
    private readonly ILogger<ProviderRegistry> _logger;

    internal ProviderRegistry(
        IOptions<ProvidersOptions> options, ProviderClients clients, IEnumerable<NamedChatClient> own, TimeProvider clock, ILogger<ProviderRegistry> logger)
    {
        _options = options.Value;
        _clients = clients;
        _own = own.GroupBy(client => client.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.Last(), StringComparer.OrdinalIgnoreCase);
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Gets the names of the configured providers, "extractive" included, in order.</summary>
    public IReadOnlyList<string> Names => [.. _options.All.Keys.Concat(_own.Keys).Append(ProviderNames.Extractive).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];

    /// <summary>Gets whether any model is configured at all.</summary>
    public bool HasModels => _own.Count > 0 || _options.All.Values.Any(provider => provider.Kind != ProviderKind.Extractive);

    /// <summary>Gets the deployments in use.</summary>
    internal IReadOnlyCollection<Deployment> Deployments => [.. _deployments.Values];

    /// <summary>Whether a tier's provider is the pages.</summary>
    public bool IsExtractive(ChainTier tier)
        => string.Equals(tier.Provider, ProviderNames.Extractive, StringComparison.OrdinalIgnoreCase)
            || (_options.All.TryGetValue(tier.Provider, out var provider) && provider.Kind == ProviderKind.Extractive);

    /// <summary>Whether a tier can be called: its provider, and the region where one is named, are configured.</summary>
    public bool IsConfigured(ChainTier tier) => IsExtractive(tier) || Find(tier) is not null;

    /// <summary>Finds the deployment of a tier, or null where its provider or region is not configured.</summary>
    internal Deployment? Find(ChainTier tier)
    {
        if (_own.TryGetValue(tier.Provider, out var own))
            return _deployments.GetOrAdd((tier.Provider, tier.Region, tier.Model ?? ""), key => Create(key, new ProviderOptions { ProbeEvery = TimeSpan.Zero }, own.Pool, own.Client));
        if (!_options.All.TryGetValue(tier.Provider, out var options) || options.Kind == ProviderKind.Extractive)
            return null;
        if (tier.Region is not null && !options.Regions.ContainsKey(tier.Region))
            return null;
        if ((options.Model ?? tier.Model) is not { } model)
            return null;
        return _deployments.GetOrAdd(
            (tier.Provider, tier.Region, model),
            key => Create(key, options, ProviderPools.Name(key.Provider, options, key.Region, key.Model), _clients.Get(key.Provider, options, key.Region)));
    }

    /// <summary>Sets a key aside: every deployment that uses it.</summary>
    internal void SetKeyAside(Deployment deployment, TimeSpan time)
    {
        foreach (var other in _deployments.Values)
        {
            if (string.Equals(other.Provider, deployment.Provider, StringComparison.OrdinalIgnoreCase) && other.Region == deployment.Region)
                other.Health.CoolDown(time, "key-rejected");
        }

        LogKeySetAside(deployment.Provider, deployment.Region, time);
    }

    /// <inheritdoc/>
    public void Dispose() => _clients.Dispose();

    private Deployment Create((string Provider, string? Region, string Model) key, ProviderOptions options, string pool, IChatClient client)
    {
        var name = key.Region is null ? $"{key.Provider}/{key.Model}" : $"{key.Provider}/{key.Region}/{key.Model}";
        return new Deployment
        {
            Provider = key.Provider,
            Region = key.Region,
            Model = key.Model,
            Pool = pool,
            Client = client,
            Health = new DeploymentHealth(options, _clock, state =>
            {
                LogCircuit(name, state);
                ProviderMetrics.CircuitChanged(key.Provider, key.Region, key.Model, state);
            }),
            IsLocal = ProviderPools.IsLocal(options, key.Region),
            TellsSending = !_own.ContainsKey(key.Provider),
            PromptCache = options.PromptCache && options.Kind == ProviderKind.Anthropic,
            ProbeEvery = options.ProbeEvery,
        };
    }
}
