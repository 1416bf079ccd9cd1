using GovStack.Conversations;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Answers;
using GovStack.Frontend;
using GovStack.Knowledge;
using GovStack.Standalone.Answers;
using GovStack.Standalone.Mailboxes;
using GovStack.Standalone.Storage;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GovStack.Standalone;

/// <summary>The standalone host: one process, SQLite, a mailbox per conversation.</summary>
internal static class StandaloneHost
{
    /// <summary>Builds the server from settings: appsettings.json, environment, command line.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">What a test puts in place of the world: the clock, a provider.</param>
    /// <exception cref="OptionsValidationException">Settings make no sense; several of them come as an <see cref="AggregateException"/>.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);

        // Before all other settings, so that any of them may say otherwise: lines for every request would cost more than the requests.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Logging:LogLevel:Microsoft.AspNetCore", "Warning")],
        });
        builder.WebHost.UseStaticWebAssets();   // The page lies in Frontend's wwwroot, in every environment.
        configure?.Invoke(builder);
        builder.Services.AddStandalone(builder.Configuration);
        var app = builder.Build();
        app.Services.GetService<IStartupValidator>()?.Validate();   // All settings at once, before the first of them is used and fails alone.
        app.MapFrontend();
        return app;
    }

    /// <summary>Opens what an operator may have to mend, before the host does: it would log a stack trace in front of the one sentence that helps.</summary>
    /// <exception cref="StorageFaultException">The data directory or the store cannot be used.</exception>
    /// <exception cref="Knowledge.Packs.ContentPackException">A content pack has faults.</exception>
    public static void Open(WebApplication app)
    {
        app.Services.GetRequiredService<SqliteCheckpointStore>();
        _ = app.Services.GetRequiredService<IAgencyDirectory>().All;
    }

    /// <summary>Registers everything the standalone host runs. Safe to call twice.</summary>
    public static IServiceCollection AddStandalone(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSqliteStore();      // First, so that it opens before anything asks it and closes after everything has saved.
        services.AddRetention();
        services.AddKnowledge();
        services.AddConversations();
        services.TryAddSingleton<IAnswerStore, MemoryAnswerStore>();
        services.TryAddSingleton<ISingleFlight, LocalFlights>();
        services.TryAddSingleton<MailboxConversations>();
        services.TryAddSingleton<IConversationClient>(provider => provider.GetRequiredService<MailboxConversations>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MailboxConversations>(
            provider => provider.GetRequiredService<MailboxConversations>()));
        services.AddFrontend(configuration);
        return services;
    }
}
