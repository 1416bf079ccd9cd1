using GovStack.Conversations.Providers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the providers and the chain.</summary>
public static class ProvidersServiceCollectionExtensions
{
    /// <summary>Adds the configured providers and the chain. Needs an <c>IProviderGate</c>. Safe to call twice.</summary>
    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.AddCosts();
        services.AddOptions<ProvidersOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<ProvidersOptions>, ProvidersOptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProvidersOptions>, ProvidersOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ProviderClients>();
        services.TryAddSingleton(provider => new ProviderRegistry(
            provider.GetRequiredService<IOptions<ProvidersOptions>>(),
            provider.GetRequiredService<ProviderClients>(),
            provider.GetServices<NamedChatClient>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ProviderRegistry>>()));
        services.TryAddSingleton<ProviderChain>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ProviderHealthChecks>());
        return services;
    }

    /// <summary>Adds a model client of the host's own under a name that chains can use; it takes the place of a configured provider of that name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">What chains call it.</param>
    /// <param name="client">The client. The model is in each call's options; it must not retry by itself.</param>
    /// <param name="pool">The quota pool of its calls.</param>
    public static IServiceCollection AddProviderClient(this IServiceCollection services, string name, IChatClient client, string pool)
        => services.AddSingleton(new NamedChatClient(name, client, pool));
}
