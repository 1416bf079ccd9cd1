using GovStack.Conversations;
using GovStack.Frontend;
using GovStack.Frontend.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GovStack.Standalone.Storage;

/// <summary>Registers what the standalone host keeps on the disk.</summary>
internal static class StorageServiceCollectionExtensions
{
    /// <summary>
    /// Adds the data directory, the server's secret and the SQLite store. All three open when the host starts, before it listens; a
    /// <see cref="StorageFaultException"/> then stops the start with a message for staff. Safe to call twice.
    /// </summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<StorageOptions, StorageOptionsValidator>().BindConfiguration(StorageOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => DataDirectory.Open(Path.Combine(
            provider.GetRequiredService<IHostEnvironment>().ContentRootPath,
            provider.GetRequiredService<IOptions<StorageOptions>>().Value.Directory)));
        services.AddOptions<FrontendOptions>().PostConfigure<DataDirectory>((options, directory) =>
            options.SecretFile = options.SecretFile is { Length: > 0 } named ? named : DataDirectory.SecretIn(directory.Path));
        services.TryAddSingleton(provider => SqliteCheckpointStore.Open(
            provider.GetRequiredService<DataDirectory>(),
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteCheckpointStore>>()));
        services.TryAddSingleton<ICheckpointStore>(provider => provider.GetRequiredService<SqliteCheckpointStore>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StorageStartup>());
        return services;
    }

    /// <summary>Adds the daily deletion of what has been kept long enough. Safe to call twice.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.TryAddSingleton<Retention>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RetentionService>());
        return services;
    }

    /// <summary>Opens the store with the host: asking for it is what opens it.</summary>
    private sealed class StorageStartup(SqliteCheckpointStore store, ServerSecret secret) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(store);
            ArgumentNullException.ThrowIfNull(secret);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
