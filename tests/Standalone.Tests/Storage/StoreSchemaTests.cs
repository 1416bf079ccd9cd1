using GovStack.Standalone.Storage;
using GovStack.TestKit.Stores;

namespace GovStack.Standalone.Tests.Storage;

public sealed class StoreSchemaTests : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(SqliteStoreFixture.NewPath()).FullName;

    private string FilePath => DataDirectory.DatabaseIn(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Migrate_NewFile_RunsEveryStepOnce()
    {
        using var database = SqliteDatabase.OpenReadWrite(FilePath);

        Assert.Equal(0, StoreSchema.Migrate(database, FilePath, StoreSchema.Steps));
        Assert.Equal(StoreSchema.Version, StoreSchema.Migrate(database, FilePath, StoreSchema.Steps));
        Assert.Equal(StoreSchema.Version, database.ReadInt64("PRAGMA user_version"));
        Assert.Equal(StoreSchema.ApplicationId, database.ReadInt64("PRAGMA application_id"));
    }

    [Fact]
    public void Migrate_OlderFile_RunsTheMissingStepsAndKeepsTheData()
    {
        using var database = SqliteDatabase.OpenReadWrite(FilePath);
        StoreSchema.Migrate(database, FilePath, ["CREATE TABLE a (x); INSERT INTO a VALUES (7)"]);

        Assert.Equal(1, StoreSchema.Migrate(database, FilePath, ["", "ALTER TABLE a ADD COLUMN y", "UPDATE a SET y = x + 1"]));
        Assert.Equal(3, database.ReadInt64("PRAGMA user_version"));
        Assert.Equal(8, database.ReadInt64("SELECT y FROM a"));
    }

    [Fact]
    public void Migrate_AStepFails_LeavesTheVersionBeforeIt()
    {
        using var database = SqliteDatabase.OpenReadWrite(FilePath);

        Assert.Throws<StorageFaultException>(() => StoreSchema.Migrate(
            database, FilePath, ["CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)"]));

        Assert.Equal(1, database.ReadInt64("PRAGMA user_version"));
        Assert.Equal(["a"], database.ReadTexts("SELECT name FROM sqlite_schema"));
        Assert.Equal(1, StoreSchema.Migrate(database, FilePath, ["", "CREATE TABLE b (x)"]));
    }

    [Fact]
    public void Migrate_FileOfANewerProgram_IsRefusedUnchanged()
    {
        using var database = SqliteDatabase.OpenReadWrite(FilePath);
        StoreSchema.Migrate(database, FilePath, ["CREATE TABLE a (x)", "CREATE TABLE b (x)"]);

        var fault = Assert.Throws<StorageFaultException>(() => StoreSchema.Migrate(database, FilePath, ["CREATE TABLE a (x)"]));

        Assert.Equal(StorageFaultKind.TooNew, fault.Kind);
        Assert.Contains("data version 2, this program knows 1", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, database.ReadInt64("PRAGMA user_version"));
    }
}
