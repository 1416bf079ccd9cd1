namespace GovStack.Standalone.Storage;

/// <summary>
/// The tables, as steps from one version to the next: forward only, each in its own transaction, recorded in the file's <c>user_version</c>. A step that
/// has been released is never edited. Times are .NET ticks in UTC (100 ns since year 1), days are days since year 1, money is in 10⁻¹² US dollars.
/// </summary>
internal static class StoreSchema
{
    /// <summary>Marks the file as ours, in its header: "GovS".</summary>
    public const int ApplicationId = 0x476F7653;

    private const string First = """
        -- updated_day changes once a day at most, so that an ordinary save leaves both indexes alone.
        CREATE TABLE conversations (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            version INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            updated_day INTEGER NOT NULL,
            tenant TEXT NOT NULL,
            person TEXT NOT NULL,
            json TEXT NOT NULL
        ) STRICT;
        CREATE INDEX conversations_by_person ON conversations (tenant, person);
        CREATE INDEX conversations_by_day ON conversations (tenant, updated_day);

        -- A place is conversation × 2²⁰ + number. As the table's own key it puts the turns of one conversation side by side, whenever they were
        -- written, and keeps the upper pages of the tree to bare numbers: WITHOUT ROWID would fill them with answers.
        CREATE TABLE accepted (
            place INTEGER PRIMARY KEY,
            message_id TEXT NOT NULL,
            text_hash TEXT NOT NULL,
            arrived INTEGER NOT NULL,
            json TEXT NOT NULL
        ) STRICT;

        CREATE TABLE turns (
            place INTEGER PRIMARY KEY,
            conversation INTEGER NOT NULL,
            message_id TEXT NOT NULL,
            text_hash TEXT NOT NULL,
            kind TEXT NOT NULL,
            answered INTEGER NOT NULL,
            json TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX turns_by_message ON turns (conversation, message_id);

        CREATE TABLE feedback (
            conversation INTEGER NOT NULL,
            turn INTEGER NOT NULL,
            is_helpful INTEGER NOT NULL,
            comment TEXT,
            at INTEGER NOT NULL,
            PRIMARY KEY (conversation, turn)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE audit (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            tenant TEXT NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            reason TEXT
        ) STRICT;
        CREATE INDEX audit_by_time ON audit (tenant, at);

        CREATE TABLE spend (
            tenant TEXT NOT NULL,
            day INTEGER NOT NULL,
            botlet TEXT NOT NULL,
            model TEXT NOT NULL,
            turns INTEGER NOT NULL,
            input_tokens INTEGER NOT NULL,
            cached_input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            cost INTEGER NOT NULL,
            PRIMARY KEY (tenant, day, botlet, model)
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Gets the steps; the step at index n leads from version n to n + 1.</summary>
    public static IReadOnlyList<string> Steps { get; } = [First];

    /// <summary>Gets the version this program writes.</summary>
    public static int Version => Steps.Count;

    /// <summary>Brings a database to a version.</summary>
    /// <returns>The version it had.</returns>
    /// <exception cref="StorageFaultException">It was written by a newer program, or a step failed; a failed step leaves the version before it.</exception>
    public static int Migrate(SqliteDatabase database, string path, IReadOnlyList<string> steps)
    {
        var found = (int)database.ReadInt64("PRAGMA user_version");
        RefuseNewer(found, steps.Count, path);
        for (var version = found; version < steps.Count; version++)
        {
            database.Run("BEGIN IMMEDIATE");
            try
            {
                database.Run(steps[version]);
                database.Run($"PRAGMA application_id={ApplicationId}; PRAGMA user_version={version + 1}; COMMIT");
            }
            catch
            {
                if (!database.IsAutocommit)
                    database.Run("ROLLBACK");
                throw;
            }
        }

        return found;
    }

    /// <summary>Refuses a file that a newer program has written.</summary>
    public static void RefuseNewer(int found, int supported, string path)
    {
        if (found > supported)
        {
            throw new StorageFaultException(
                StorageFaultKind.TooNew,
                $"{path} was written by a newer version of this program (data version {found}, this program knows {supported}). "
                + "Nothing was changed. Run the newer program, or restore a backup made before the update.");
        }
    }
}
