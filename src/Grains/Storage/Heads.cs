using System.Data.Common;
using System.Text.Json;
using GovStack.Conversations;
using GovStack.Grains.Interfaces;
using Orleans.Storage;

namespace GovStack.Grains.Storage;

/// <summary>Reads and writes heads through Orleans's grain storage, and lists them out of its table.</summary>
/// <param name="storage">The grain storage, which only a silo has; null in a front end of its own, which only reads.</param>
/// <param name="database">The database behind it.</param>
internal sealed class Heads(IGrainStorage? storage, ClusterDatabase database)
{
    /// <summary>The name of the grain storage, and of the state in it.</summary>
    public const string Name = "conversations";

    private const string KeyPrefix = "c/";   // An id of hexadecimal digits alone would be stored as a number: no id of ours is left to that.
    private static readonly GrainType StoredType = GrainType.Create("conversation");

    /// <summary>Reads one.</summary>
    /// <returns>Its state and ETag; a state without a head where there is none.</returns>
    public async Task<StoredHead> ReadAsync(string conversationId)
    {
        if (storage is null)
            return await ReadRowAsync(conversationId);
        var state = new GrainState<HeadState>(new HeadState());
        await storage.ReadStateAsync(Name, GrainOf(conversationId), state);
        return new(state.State!, state.ETag);
    }

    /// <summary>Replaces one.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="before">The state read or written last; its ETag guards the write.</param>
    /// <param name="state">The new state.</param>
    /// <exception cref="CheckpointConflictException">Another has written it since.</exception>
    public async Task<StoredHead> WriteAsync(string conversationId, StoredHead before, HeadState state)
    {
        if (storage is null)
            throw new InvalidOperationException("Heads are written by their conversations, which are on other servers.");
        var next = new GrainState<HeadState>(state, before.ETag!) { RecordExists = before.ETag is not null };
        using var turn = await database.EnterAsync(CancellationToken.None);
        try
        {
            await storage.WriteStateAsync(Name, GrainOf(conversationId), next);
            return new(state, next.ETag);
        }
        catch (InconsistentStateException)
        {
            throw new CheckpointConflictException(conversationId);
        }
    }

    /// <summary>Deletes one in a transaction, on condition that it has not changed since it was read.</summary>
    /// <returns>Whether it was still as read.</returns>
    public static async Task<bool> DeleteAsync(DbConnection connection, DbTransaction transaction, string conversationId, string? etag, CancellationToken cancellationToken)
        => await ClusterDatabase.ExecuteAsync(
            connection, transaction, "DELETE FROM orleansstorage WHERE graintypestring = @type AND grainidextensionstring = @key AND version = @version",
            sql => sql.Text("type", Name).Text("key", KeyPrefix + conversationId).Number("version", Version(etag)), cancellationToken).ConfigureAwait(false) == 1;

    /// <summary>Lists a person's, the last changed first.</summary>
    public Task<List<HeadState>> ListByPersonAsync(string tenant, string person, CancellationToken cancellationToken)
        => database.ReadAsync(
            "SELECT payloadbinary FROM orleansstorage WHERE tenant = @tenant AND person = @person ORDER BY updated DESC",
            sql => sql.Text("tenant", tenant).Text("person", person), Parse, cancellationToken);

    /// <summary>Lists those with unanswered questions, the oldest question first.</summary>
    public Task<List<string>> ListUnansweredAsync(CancellationToken cancellationToken)
        => database.ReadAsync(
            "SELECT grainidextensionstring FROM orleansstorage WHERE waiting_since IS NOT NULL ORDER BY waiting_since",
            null, IdOf, cancellationToken);

    /// <summary>Lists a tenant's that have not changed since a time, the oldest first.</summary>
    public Task<List<string>> ListUnchangedSinceAsync(string tenant, DateTimeOffset before, int count, CancellationToken cancellationToken)
        => database.ReadAsync(
            "SELECT grainidextensionstring FROM orleansstorage WHERE tenant = @tenant AND updated < @before ORDER BY updated LIMIT @count",
            sql => sql.Text("tenant", tenant).Number("before", before.UtcTicks).Number("count", count), IdOf, cancellationToken);

    private async Task<StoredHead> ReadRowAsync(string conversationId)
        => (await database.ReadAsync(
            "SELECT payloadbinary, version FROM orleansstorage WHERE graintypestring = @type AND grainidextensionstring = @key",
            sql => sql.Text("type", Name).Text("key", KeyPrefix + conversationId),
            row => new StoredHead(Parse(row), row.GetInt32(1).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            CancellationToken.None)).FirstOrDefault() ?? new(new HeadState(), null);

    private static long Version(string? etag) => long.TryParse(etag, System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : -1;

    private static GrainId GrainOf(string conversationId) => GrainId.Create(StoredType, KeyPrefix + conversationId);

    private static HeadState Parse(DbDataReader row) => JsonSerializer.Deserialize<HeadState>((byte[])row.GetValue(0), Wire.Options)!;

    private static string IdOf(DbDataReader row) => row.GetString(0)[KeyPrefix.Length..];
}

/// <summary>A head as it was read or written.</summary>
/// <param name="State">The state; without a head where there is none.</param>
/// <param name="ETag">What guards the next write; null where there is none.</param>
internal sealed record StoredHead(HeadState State, string? ETag);
