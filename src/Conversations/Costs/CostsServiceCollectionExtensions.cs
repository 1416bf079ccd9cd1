using GovStack.Conversations.Costs;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers prices, spending and budgets.</summary>
public static class CostsServiceCollectionExtensions
{
    /// <summary>Adds the cost book and the budget governor. Needs an <c>ICheckpointStore</c> and an <c>IAgencyDirectory</c>. Safe to call twice.</summary>
    public static IServiceCollection AddCosts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptionsWithValidateOnStart<CostOptions, CostOptionsValidator>().BindConfiguration("Costs");
        services.TryAddSingleton<CostBook>();
        services.TryAddSingleton<BudgetGovernor>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CostBookKeeper>());
        return services;
    }
}
