using GovStack.Conversations.Quota;
using GovStack.Frontend.ApiKeys;
using GovStack.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Tests.ApiKeys;

public sealed class KeysCommandTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("govstack-").FullName;

    private string File => Path.Combine(_directory, "keys.json");

    [Fact]
    public void Add_NewKey_OpensTheDoorAndIsNotInTheFile()
    {
        var key = Run("add", "--file", File, "--name", "Library kiosk", "--tenant", "town", "--class", "Background", "--per-minute", "90").Trim();

        var found = Ring().Find(key);
        Assert.StartsWith("gsk_", key, StringComparison.Ordinal);
        Assert.Equal(("town", "Library kiosk", QuotaClass.Background, 90), (found!.Tenant, found.Name, found.Class, found.RequestsPerMinute));
        Assert.DoesNotContain(key, System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Fact]
    public void Remove_Key_ClosesTheDoorWithinSeconds()
    {
        var key = Run("add", "--file", File, "--name", "x", "--tenant", "town").Trim();
        var ring = Ring();
        var id = ring.Find(key)!.Id;

        Assert.Equal("Removed.\n", Run("remove", id, "--file", File));
        System.IO.File.SetLastWriteTimeUtc(File, _clock.GetUtcNow().UtcDateTime);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(ring.Find(key));
    }

    [Fact]
    public void List_Keys_ShowsNoKey()
    {
        var key = Run("add", "--file", File, "--name", "Library kiosk", "--tenant", "town").Trim();

        var list = Run("list", "--file", File);

        Assert.Contains("town  Interactive  60/min  2026-03-02  Library kiosk", list, StringComparison.Ordinal);
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_DamagedFile_KeepsTheKeysItKnew()
    {
        var key = Run("add", "--file", File, "--name", "x", "--tenant", "town").Trim();
        var ring = Ring();
        Assert.NotNull(ring.Find(key));

        System.IO.File.WriteAllText(File, "{ not json");
        System.IO.File.SetLastWriteTimeUtc(File, _clock.GetUtcNow().UtcDateTime);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.NotNull(ring.Find(key));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private ApiKeyRing Ring() => new(
        Options.Create(new ApiKeyOptions { File = File }), _clock, NullLogger<ApiKeyRing>.Instance);

    private string Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, KeysCommand.Create(_clock, output).Parse(args).Invoke());
        return output.ToString();
    }
}
