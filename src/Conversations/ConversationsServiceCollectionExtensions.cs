using GovStack.Conversations.Answers;
using GovStack.Conversations.Botlets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace GovStack.Conversations;

/// <summary>Registers the rules.</summary>
public static class ConversationsServiceCollectionExtensions
{
    /// <summary>
    /// Registers every rule of the product. The host adds its own front door, checkpoint store, provider gate, answer store and single flight, and the agencies.
    /// Safe to call twice.
    /// </summary>
    public static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ConversationOptions, ConversationOptionsValidator>().BindConfiguration("Conversations");
        services.AddConversationsElsewhere();
        services.AddProviders();
        services.AddBotlets();
        services.AddAnswers();
        services.TryAddSingleton(provider => new Lazy<IConversationClient>(provider.GetRequiredService<IConversationClient>));
        services.TryAddSingleton<ConversationServices>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WarmUp>());
        return services;
    }

    /// <summary>
    /// Registers what a front end needs whose conversations run on other servers: quick answers, a person's data and what the quota's state is read by. Needs
    /// the same seams as <see cref="AddConversations"/>. Safe to call twice.
    /// </summary>
    public static IServiceCollection AddConversationsElsewhere(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddQuota();
        services.TryAddSingleton<QuickAnswers>();
        services.TryAddSingleton<PersonData>();
        return services;
    }

    private static void AddBotlets(this IServiceCollection services)
    {
        services.TryAddSingleton<BotletCatalogue>();
        services.TryAddSingleton<LocalTurnPlanner>();
        services.TryAddSingleton<ITurnPlanner>(provider => provider.GetRequiredService<LocalTurnPlanner>());   // The cluster has registered its own before.
    }

    private static void AddAnswers(this IServiceCollection services)
    {
        services.TryAddSingleton<AnswerReuse>();
    }
}
