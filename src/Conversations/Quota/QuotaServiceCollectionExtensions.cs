using GovStack.Conversations.Quota;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the quota: options, their checks and the gate of one process.</summary>
public static class QuotaServiceCollectionExtensions
{
    /// <summary>Adds the quota. Safe to call twice; a gate registered before it (the cluster's) stays.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddQuota(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<QuotaOptions, QuotaOptionsValidator>().BindConfiguration("Quota");
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<QuotaOptions>, QuotaPoolsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PromptTokens>();
        services.TryAddSingleton<IProviderGate, InProcessGate>();
        return services;
    }
}
