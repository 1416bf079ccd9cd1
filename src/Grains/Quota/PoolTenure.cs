using System.Text.Json;
using GovStack.Conversations.Quota;
using GovStack.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace GovStack.Grains.Quota;

/// <summary>
/// One grain's time as holder of a pool: waits for the lease, renews it each second, hands it over at the end. Single activations are not single while servers
/// fail, so the ledger grants only while its lease lasts, and a successor begins only after it has watched the row unchanged for a whole lease.
/// </summary>
internal sealed partial class PoolTenure(string pool, LeaseRows rows, TimeProvider clock, ILogger logger)
{
    /// <summary>
    /// How long a renewal lasts. Four renewals may fail in a row, which is a restart of the database; a second more would cost a sixtieth of the quota after a
    /// crash and a second of everybody's wait.
    /// </summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Takes the lease, waiting for the last holder's to run out.</summary>
    /// <param name="now">The grain's time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The epoch, when the renewal was sent, and the books handed over or null.</returns>
    public async Task<(long Epoch, TimeSpan SentAt, LedgerState? Books)> BeginAsync(Func<TimeSpan> now, CancellationToken cancellationToken)
    {
        var watch = new LeaseWatch(Length);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var sentAt = now();
                var seen = await rows.ReadAsync(pool, cancellationToken);
                if (seen is null)
                {
                    if (!await rows.TryBeginAsync(pool, cancellationToken))
                        continue;
                    LogBegun(logger, pool, 1, false);
                    return (1, sentAt, null);
                }

                if (seen.State is not null || watch.HasRunOut(now(), seen.Epoch, seen.Beat))
                {
                    sentAt = now();
                    if (await rows.TryTakeAsync(pool, seen, cancellationToken))
                    {
                        LogBegun(logger, pool, seen.Epoch + 1, seen.State is not null);
                        return (seen.Epoch + 1, sentAt, Books(seen.State));
                    }
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogStoreAway(logger, exception, pool);   // Never fail open: without the row nothing is granted.
            }

            await Task.Delay(WatchEvery, clock, cancellationToken);
        }
    }

    /// <summary>Renews.</summary>
    /// <returns>True; false where another holds it; null where the store did not answer.</returns>
    public async Task<bool?> RenewAsync(long epoch, CancellationToken cancellationToken)
    {
        try
        {
            var isHeld = await rows.TryRenewAsync(pool, epoch, cancellationToken);
            if (!isHeld)
                LogLost(logger, pool, epoch);
            return isHeld;
        }
        catch (Exception exception)
        {
            LogStoreAway(logger, exception, pool);
            return null;
        }
    }

    /// <summary>Ends in order: the books go with the lease.</summary>
    public async Task EndAsync(long epoch, LedgerState books, CancellationToken cancellationToken)
    {
        try
        {
            await rows.HandOverAsync(pool, epoch, JsonSerializer.Serialize(books), cancellationToken);
        }
        catch (Exception exception)
        {
            LogStoreAway(logger, exception, pool);   // The next holder waits the lease out and starts in debt.
        }
    }

    private static LedgerState? Books(string? state)
    {
        try
        {
            return state is null ? null : JsonSerializer.Deserialize<LedgerState>(state);
        }
        catch (JsonException)
        {
            return null;   // Another version's books: the pool starts in debt, which needs none.
        }
    }

    [LoggerMessage(EventId = 1801, Level = LogLevel.Information, Message = "Pool {Pool}: this server grants from epoch {Epoch} on; books handed over: {HasBooks}.")]
    private static partial void LogBegun(ILogger logger, string pool, long epoch, bool hasBooks);

    [LoggerMessage(EventId = 1802, Level = LogLevel.Warning, Message = "Pool {Pool}: the lease of epoch {Epoch} is another's; this server grants no more.")]
    private static partial void LogLost(ILogger logger, string pool, long epoch);

    [LoggerMessage(EventId = 1803, Level = LogLevel.Warning, Message = "Pool {Pool}: the lease row could not be read or written.")]
    private static partial void LogStoreAway(ILogger logger, Exception exception, string pool);
}
