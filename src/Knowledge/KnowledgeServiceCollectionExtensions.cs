using GovStack.Conversations.Agencies;
using GovStack.Knowledge.Content;
using GovStack.Knowledge.Packs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace GovStack.Knowledge;

/// <summary>Registers the agencies' content.</summary>
public static class KnowledgeServiceCollectionExtensions
{
    /// <summary>Adds the content directory as <see cref="IAgencyDirectory"/>, loaded before the host starts. Safe to call twice.</summary>
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ContentOptions, ContentOptionsValidator>().BindConfiguration("Content");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ContentPackReader>();
        services.TryAddSingleton<ContentDirectory>();
        services.TryAddSingleton<IAgencyDirectory>(provider => provider.GetRequiredService<ContentDirectory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ContentDirectory>(
            provider => provider.GetRequiredService<ContentDirectory>()));
        return services;
    }
}
