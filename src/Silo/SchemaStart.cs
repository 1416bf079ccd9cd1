using GovStack.Grains.Storage;
using Microsoft.Extensions.Options;

namespace GovStack.Silo;

/// <summary>Makes the tables, or says that they are missing, before anything asks for them.</summary>
internal sealed class SchemaStart(ClusterDatabase database, IOptions<ClusterSettings> settings) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Value.MigrateAtStart ?? !database.IsPostgreSql)
            await ClusterSchema.MigrateAsync(database, cancellationToken);
        else if (!await ClusterSchema.ExistsAsync(database, cancellationToken))
            throw new InvalidDataException("The database has no tables of ours yet. Run this program once with the verb 'migrate' and the same settings.");
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
