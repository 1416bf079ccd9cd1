using GovStack.Conversations;
using GovStack.Conversations.Answers;
using GovStack.Conversations.Costs;
using GovStack.Conversations.Quota;
using GovStack.Grains.Answers;
using GovStack.Grains.Botlets;
using GovStack.Grains.Conversations;
using GovStack.Grains.Housekeeping;
using GovStack.Grains.Interfaces;
using GovStack.Grains.Quota;
using GovStack.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace GovStack.Grains;

/// <summary>Registers the cluster's side of the library's seams.</summary>
public static class GrainsServiceCollectionExtensions
{
    // A day ends above its budget by what all servers spend in this time, and by the calls under way.
    private static readonly TimeSpan SharedBudgets = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Adds everything a server of the cluster runs but Orleans itself: front door, gate, planner, answers and store. Needs a <see cref="ClusterDatabase"/>, and
    /// the grain storage that <see cref="AddConversationStorage"/> adds. Call it before <c>AddConversations</c>, which keeps what is registered. Safe to call twice.
    /// </summary>
    public static IServiceCollection AddGrains(this IServiceCollection services)
    {
        services.TryAddSingleton<ITurnPlanner, GrainTurnPlanner>();
        services.TryAddSingleton<ConversationRoster>();
        services.TryAddSingleton(_ => new StandstillWatch(TimeProvider.System));   // The process's time, whatever clock the product runs on.
        services.Configure<CostOptions>(options => options.RefreshEvery = SharedBudgets);
        services.AddGate();
        services.AddAnswers();
        services.TryAddSingleton(provider => new Heads(
            provider.GetRequiredKeyedService<IGrainStorage>(Heads.Name), provider.GetRequiredService<ClusterDatabase>()));
        services.AddGrainsElsewhere();
        services.TryAddSingleton<Retention>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HousekeepingStart>());
        return services;
    }

    /// <summary>
    /// Adds what a front end needs whose grains are on other servers: the front door, and store and quota to look into. It neither asks for quota nor writes
    /// heads. Needs a <see cref="ClusterDatabase"/> and an Orleans client. Safe to call twice.
    /// </summary>
    public static IServiceCollection AddGrainsElsewhere(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITypeNameFilter, WireTypeFilter>());
        services.TryAddSingleton<IConversationClient, ClusterConversations>();
        services.TryAddSingleton<ClusterGate>();
        services.TryAddSingleton<IProviderGate>(provider => provider.GetRequiredService<ClusterGate>());
        services.AddStore();
        return services;
    }

    /// <summary>Adds the grain storage of conversations to a silo, in the product's one JSON form.</summary>
    public static ISiloBuilder AddConversationStorage(this ISiloBuilder silo, ClusterDatabase database)
        => silo.AddAdoNetGrainStorage(Heads.Name, options =>
        {
            options.Invariant = database.Invariant;
            options.ConnectionString = database.ConnectionString;
            options.GrainStorageSerializer = new HeadSerializer();
        });

    private static void AddGate(this IServiceCollection services)
    {
        services.TryAddSingleton<LeaseRows>();
        services.TryAddSingleton<LedgersHere>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ClusterGate>(provider => provider.GetRequiredService<ClusterGate>()));
    }

    private static void AddAnswers(this IServiceCollection services)
    {
        services.TryAddSingleton<AnswerRows>();
        services.TryAddSingleton<ClusterAnswers>();
        services.TryAddSingleton<IAnswerStore>(provider => provider.GetRequiredService<ClusterAnswers>());
        services.TryAddSingleton<ISingleFlight>(provider => provider.GetRequiredService<ClusterAnswers>());
    }

    private static void AddStore(this IServiceCollection services)
    {
        services.TryAddSingleton<TurnPages>();
        services.TryAddSingleton(provider => new Heads(null, provider.GetRequiredService<ClusterDatabase>()));   // A silo has registered its own before.
        services.TryAddSingleton<ICheckpointStore>(provider => new ClusterCheckpointStore(
            provider.GetRequiredService<Heads>(), provider.GetRequiredService<TurnPages>(), provider.GetRequiredService<ClusterDatabase>()));
    }
}
