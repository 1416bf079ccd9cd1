using GovStack.Conversations;
using GovStack.Frontend;
using GovStack.Grains;
using GovStack.Grains.Conversations;
using GovStack.Grains.Storage;
using GovStack.Knowledge;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace GovStack.Silo;

/// <summary>The cluster host: grains and front end in one process or apart, many of them side by side.</summary>
internal static class SiloHost
{
    // What stopping takes beside the draining: handing over grains and closing connections.
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly PathString[] ForOperators = ["/api/health", "/metrics", "/ops", "/dashboard"];

    /// <summary>Builds the server from settings: appsettings.json, environment, command line.</summary>
    /// <param name="args">The command line; <c>--role</c> is short for <c>--Cluster:Role</c>.</param>
    /// <param name="configure">What a test puts in place of the world.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddCommandLine(args, new Dictionary<string, string> { ["--role"] = "Cluster:Role" });

        // Before all other settings, so that any of them may say otherwise: lines for every request would cost more than the requests.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData =
            [
                new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
                new("Logging:LogLevel:Orleans", "Warning"),
                new("Logging:LogLevel:Polly", "Warning"),   // Orleans places every grain through a pipeline that tells of each success, twice.
            ],
        });
        builder.WebHost.UseStaticWebAssets();
        configure?.Invoke(builder);
        var settings = builder.Configuration.GetSection(ClusterSettings.Section).Get<ClusterSettings>() ?? new();
        var database = builder.Services.AddServer(builder, settings);
        if (settings.Role == ServerRole.FrontEnd)
            builder.Services.AddClient(builder, settings, database);
        else
            builder.Services.AddSilo(builder, settings, database);
        builder.Services.AddFrontend(builder.Configuration);
        var app = builder.Build();
        if (settings.Role == ServerRole.Silo)
            app.Use(ForOperatorsOnly);
        app.MapFrontend();
        if (settings.Role != ServerRole.FrontEnd)
            app.MapOrleansDashboard("/dashboard");   // Behind the front end's staff guard, like everything under this path.
        return app;
    }

    /// <summary>A server without a front end still says how it is: health, metrics and the staff's pages.</summary>
    private static Task ForOperatorsOnly(HttpContext context, RequestDelegate next)
    {
        if (Array.Exists(ForOperators, path => context.Request.Path.StartsWithSegments(path)))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Registers what every server has; the order is the order of starting, and stopping goes the other way.</summary>
    private static ClusterDatabase AddServer(this IServiceCollection services, WebApplicationBuilder builder, ClusterSettings settings)
    {
        services.AddOptionsWithValidateOnStart<ClusterSettings, ClusterSettingsValidator>().BindConfiguration(ClusterSettings.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterSettings>, ClusterSettingsTogetherValidator>());
        services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.DrainWithin + StopMargin);
        var database = Databases.Open(settings, builder.Configuration, builder.Environment.ContentRootPath);
        services.AddSingleton(database);
        services.AddHostedService<SchemaStart>();
        services.AddKnowledge();          // Before the silo: a grain may be asked as soon as that has started.
        services.AddHostedService<DrainService>();
        return database;
    }

    /// <summary>Registers a front end of its own: it shows the agency's pages and hands every question to the silos.</summary>
    private static void AddClient(this IServiceCollection services, WebApplicationBuilder builder, ClusterSettings settings, ClusterDatabase database)
    {
        builder.UseOrleansClient(client =>
        {
            client.UseMembership(settings, database, builder.Configuration);
            client.UseConnectionRetryFilter(WaitForSilosAsync);
            client.AddActivityPropagation();
        });
        services.AddGrainsElsewhere();
        services.AddConversationsElsewhere();
    }

    /// <summary>Whoever starts first waits for the others.</summary>
    private static async Task<bool> WaitForSilosAsync(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(RetryPause, cancellationToken);
        return true;
    }

    /// <summary>Registers a silo.</summary>
    private static void AddSilo(this IServiceCollection services, WebApplicationBuilder builder, ClusterSettings settings, ClusterDatabase database)
    {
        services.AddCosts();              // A day's budget is known before the first question, too.
        builder.UseOrleans(silo => silo.UseGovStack(settings, database, builder.Configuration));
        services.AddGrains();
        services.AddConversations();
    }

    /// <summary>Sets a silo up by the settings.</summary>
    internal static void UseGovStack(this ISiloBuilder silo, ClusterSettings settings, ClusterDatabase database, IConfiguration configuration)
    {
        silo.UseMembership(settings, database, configuration);
        silo.AddConversationStorage(database);
        silo.UseReminders(database);
        silo.AddActivityPropagation();
        silo.AddDashboard(options => options.HideTrace = true);   // The log is where the operators' logs are; here it would be open to every viewer.
        silo.Configure<GrainCollectionOptions>(options =>
        {
            // The conversation says itself when it works; after that it stays as long as the standalone host would keep it.
            var idle = configuration.GetValue("Conversations:IdleAfter", TimeSpan.FromMinutes(5));
            options.CollectionQuantum = TimeSpan.FromSeconds(30);
            options.ClassSpecificCollectionAge[typeof(ConversationGrain).FullName!] = idle > TimeSpan.FromMinutes(1) ? idle : TimeSpan.FromMinutes(1);
        });
    }

    /// <summary>Reminders live in the shared database; one server on one machine sets its own anew with each start.</summary>
    internal static void UseReminders(this ISiloBuilder silo, ClusterDatabase database)
    {
        if (database.IsPostgreSql)
            silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (database.Invariant, database.ConnectionString));
        else
            silo.UseInMemoryReminderService();
    }
}
