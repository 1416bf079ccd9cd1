using GovStack.Conversations;
using GovStack.Frontend;
using GovStack.Grains;
using GovStack.Grains.Storage;
using Orleans.Configuration;
using Orleans.Storage;

namespace GovStack.Silo;

/// <summary><c>export</c> and <c>import</c>: conversations to and from the standalone host, which has the same verbs.</summary>
internal static class MoveCommands
{
    /// <summary>Writes conversations to a file.</summary>
    public static Task ExportAsync(string file, string tenants, string[] args, TextWriter output) => WithStoreAsync(args, async store =>
    {
        await using var writer = new StreamWriter(SecretFile.Create(file));
        var count = await new ConversationTransfer(store).ExportAsync(tenants.Split(','), writer, CancellationToken.None);
        await output.WriteLineAsync($"Wrote {count} conversations. The file holds what people asked: keep it closely, and delete it when it is imported.");
    });

    /// <summary>Reads conversations from a file.</summary>
    public static Task ImportAsync(string file, string[] args, TextWriter output) => WithStoreAsync(args, async store =>
    {
        using var reader = new StreamReader(file);
        await output.WriteLineAsync($"Read {await new ConversationTransfer(store).ImportAsync(reader, CancellationToken.None)} new conversations.");
    });

    // Orleans's grain storage lives in a silo: one of its own, seen by nobody, with nothing else in it.
    private static async Task WithStoreAsync(string[] args, Func<ICheckpointStore, Task> work)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var settings = builder.Configuration.GetSection(ClusterSettings.Section).Get<ClusterSettings>() ?? new();
        using var database = Databases.Open(settings, builder.Configuration, builder.Environment.ContentRootPath);
        await ClusterSchema.MigrateAsync(database, CancellationToken.None);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(settings.SiloPort, gatewayPort: 0, serviceId: settings.ServiceId, clusterId: "move")
            .Configure<EndpointOptions>(options => options.GatewayPort = 0)
            .AddConversationStorage(database));
        using var host = builder.Build();
        await host.StartAsync();
        var heads = new Heads(host.Services.GetRequiredKeyedService<IGrainStorage>(Heads.Name), database);
        await work(new ClusterCheckpointStore(heads, new TurnPages(database), database));
        await host.StopAsync();
    }
}
