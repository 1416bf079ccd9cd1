using GovStack.Frontend.ApiKeys;
using GovStack.Frontend.Health;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Limits;
using GovStack.Frontend.Live;
using GovStack.Frontend.OpenAi;
using GovStack.Frontend.Pages;
using GovStack.Frontend.People;
using GovStack.Frontend.Security;
using GovStack.Frontend.Staff;
using GovStack.Frontend.Streaming;
using GovStack.Frontend.Telemetry;
using GovStack.Frontend.Turns;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend;

/// <summary>Registers the ways in.</summary>
public static class FrontendServiceCollectionExtensions
{
    /// <summary>
    /// Registers the page, the APIs and the hub. The host registers the front door, the store, the gate, the agencies and a <see cref="ServerSecret"/>
    /// (or names its file in <c>Frontend:SecretFile</c>). Safe to call twice.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's settings: the sections Frontend, Limits, ApiKeys and Staff.</param>
    public static IServiceCollection AddFrontend(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (services.Any(service => service.ServiceType == typeof(ConversationKeys)))
            return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSettings(configuration);
        services.AddIdentity();
        services.AddTurns();
        services.AddSingleton<ChatCompletions>();
        services.AddSingleton<AskForm>();
        services.AddSingleton<HealthChecks>();
        services.AddStaff(configuration);
        services.AddTelemetry();
        services.AddChatHub();
        services.AddOpenApi("v1", options => options.AddDocumentTransformer<ApiDescription>());
        return services;
    }

    private static void AddSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<FrontendOptions, FrontendOptionsValidator>().Bind(configuration.GetSection("Frontend"));
        services.AddSingleton<IValidateOptions<FrontendOptions>, TrustedProxiesValidator>();
        services.AddOptionsWithValidateOnStart<LimitsOptions, LimitsOptionsValidator>().Bind(configuration.GetSection("Limits"));
        services.AddOptionsWithValidateOnStart<ApiKeyOptions, ApiKeyOptionsValidator>().Bind(configuration.GetSection("ApiKeys"));
        services.AddOptionsWithValidateOnStart<StaffOptions, StaffOptionsValidator>().Bind(configuration.GetSection("Staff"));
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>();
    }

    private static void AddIdentity(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<FrontendOptions>>().Value.SecretFile is { Length: > 0 } file
            ? ServerSecret.ReadOrCreate(file)
            : throw new InvalidOperationException("Frontend:SecretFile must name the file of the server's secret."));
        services.AddSingleton<ConversationKeys>();
        services.AddSingleton<PersonCookie>();
        services.AddSingleton<FormToken>();
        services.AddSingleton<ApiKeyRing>();
        services.AddSingleton<DoorLimits>();
    }

    private static void AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<PrometheusMetrics>();
        services.AddHostedService(provider => provider.GetRequiredService<PrometheusMetrics>());
        services.AddHostedService<OtlpExport>();
    }

    private static void AddTurns(this IServiceCollection services)
    {
        services.AddSingleton<ConversationDoor>();
        services.AddSingleton<TurnReader>();
        services.AddSingleton<PersonArchive>();
    }
}
