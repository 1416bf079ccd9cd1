using GovStack.Conversations.Agencies;
using Microsoft.Extensions.Logging;

namespace GovStack.Conversations;

/// <summary>
/// Deletes conversations that have not changed for as many days as their agency keeps them, one at a time, so that nobody's turn waits behind it. A
/// question that arrives in the same moment keeps its conversation. Each deletion is in the audit log, written with it.
/// </summary>
public sealed partial class Retention(ICheckpointStore store, IAgencyDirectory agencies, TimeProvider clock, ILogger<Retention> logger)
{
    private const int BatchSize = 100;

    /// <summary>Deletes what is due in every agency.</summary>
    /// <returns>How many conversations were deleted.</returns>
    public async Task<int> DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        foreach (var agency in agencies.All)
        {
            var rules = agency.Agency.Retention;
            var tenant = agency.Agency.Id;
            var deleted = await DeleteAsync(tenant, clock.GetUtcNow() - TimeSpan.FromDays(rules.DeleteDays), cancellationToken);
            LogDeleted(deleted, tenant, rules.DeleteDays);
            total += deleted;
        }

        return total;
    }

    private async Task<int> DeleteAsync(string tenant, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (true)
        {
            var batch = await store.ListUnchangedSinceAsync(tenant, before, BatchSize, cancellationToken);
            var deletedOfBatch = 0;
            foreach (var id in batch)
            {
                var entry = new AuditEntry(clock.GetUtcNow(), tenant, "system", "retention", id, null);
                try
                {
                    if (await store.DeleteUnchangedAsync(id, before, entry, cancellationToken))
                        deletedOfBatch++;
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    LogNotDeleted(exception, id);   // One that is damaged must not keep all the others for ever.
                }
            }

            deleted += deletedOfBatch;
            if (batch.Count < BatchSize || deletedOfBatch == 0)
                return deleted;
        }
    }

    [LoggerMessage(EventId = 1091, Level = LogLevel.Error, Message = "Retention could not delete conversation {ConversationId}.")]
    private partial void LogNotDeleted(Exception exception, string conversationId);

    [LoggerMessage(EventId = 1090, Level = LogLevel.Information, Message = "Retention deleted {Count} conversations of {Tenant}, unchanged for {Days} days.")]
    private partial void LogDeleted(int count, string tenant, int days);
}
