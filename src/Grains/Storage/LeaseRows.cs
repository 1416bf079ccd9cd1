namespace GovStack.Grains.Storage;

/// <summary>The pools' lease rows. Every change names the row as it was seen, so that of two who reach for it one gets it.</summary>
internal sealed class LeaseRows(ClusterDatabase database)
{
    /// <summary>Reads a row; null where the pool never had a ledger.</summary>
    public async Task<LeaseRow?> ReadAsync(string pool, CancellationToken cancellationToken)
        => (await database.ReadAsync(
            "SELECT epoch, beat, state FROM govstack_leases WHERE pool = @pool",
            sql => sql.Text("pool", pool),
            row => new LeaseRow(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2)),
            cancellationToken)).FirstOrDefault();

    /// <summary>Makes the first row of a pool.</summary>
    /// <returns>False where another was first.</returns>
    public async Task<bool> TryBeginAsync(string pool, CancellationToken cancellationToken)
        => await database.ExecuteAsync(
            "INSERT INTO govstack_leases (pool, epoch, beat) VALUES (@pool, 1, 0) ON CONFLICT DO NOTHING",
            sql => sql.Text("pool", pool), cancellationToken) == 1;

    /// <summary>Takes the row over, beginning the next epoch.</summary>
    /// <returns>False where it has changed since it was seen.</returns>
    public async Task<bool> TryTakeAsync(string pool, LeaseRow seen, CancellationToken cancellationToken)
        => await database.ExecuteAsync(
            "UPDATE govstack_leases SET epoch = epoch + 1, beat = 0, state = NULL WHERE pool = @pool AND epoch = @epoch AND beat = @beat",
            sql => sql.Text("pool", pool).Number("epoch", seen.Epoch).Number("beat", seen.Beat), cancellationToken) == 1;

    /// <summary>Renews the holder's lease.</summary>
    /// <returns>False where it is another's by now.</returns>
    public async Task<bool> TryRenewAsync(string pool, long epoch, CancellationToken cancellationToken)
        => await database.ExecuteAsync(
            "UPDATE govstack_leases SET beat = beat + 1 WHERE pool = @pool AND epoch = @epoch AND state IS NULL",
            sql => sql.Text("pool", pool).Number("epoch", epoch), cancellationToken) == 1;

    /// <summary>Gives the lease up with the ledger's books: the next holder need not wait.</summary>
    public Task HandOverAsync(string pool, long epoch, string state, CancellationToken cancellationToken)
        => database.ExecuteAsync(
            "UPDATE govstack_leases SET beat = beat + 1, state = @state WHERE pool = @pool AND epoch = @epoch",
            sql => sql.Text("pool", pool).Number("epoch", epoch).Text("state", state), cancellationToken);
}

/// <summary>A lease row as it was read.</summary>
/// <param name="Epoch">Rises with each holder.</param>
/// <param name="Beat">Rises with each renewal.</param>
/// <param name="State">The books the last holder left behind, or null while it is held or was lost.</param>
internal sealed record LeaseRow(long Epoch, long Beat, string? State);
