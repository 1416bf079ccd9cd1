using GovStack.Knowledge.Content;
using GovStack.Knowledge.Packs;
using GovStack.TestKit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GovStack.Knowledge.Tests.Content;

public sealed class ContentDirectoryTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Poll_ChangedPage_IsLiveAndThenTold()
    {
        using var folder = new PackFolder();
        using var directory = await StartAsync(folder.Folder);
        var before = directory.Find("town")!;
        string? seenByListener = null;
        directory.Changed += tenant => seenByListener = directory.Find(tenant)!.Passages.FindPage("refunds", "en")!.Text;

        folder.Replace("pages/en/tax/refunds.md", "three weeks", "exactly four weeks");
        _clock.Advance(Poll);

        Assert.Equal("Refunds arrive within exactly four weeks.", seenByListener);
        Assert.Equal("Refunds arrive within three weeks.", before.Passages.FindPage("refunds", "en")!.Text);
    }

    [Fact]
    public async Task Poll_BrokenChange_KeepsTheRunningPackUntilItIsMended()
    {
        using var folder = new PackFolder();
        using var directory = await StartAsync(folder.Folder);
        var before = directory.Find("town")!;
        var told = 0;
        directory.Changed += _ => told++;

        folder.Replace("agency.yaml", "general: general", "general: nobody");
        _clock.Advance(Poll);
        Assert.Same(before, directory.Find("town"));
        Assert.Equal(0, told);

        folder.Replace("agency.yaml", "general: nobody", "general: tax");
        _clock.Advance(Poll);
        Assert.Equal("tax", directory.Find("town")!.Agency.GeneralBotlet);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task StartingAsync_BrokenPack_FailsTheStartWithEveryFault()
    {
        using var folder = new PackFolder();
        folder.Replace("agency.yaml", "general: general", "general: nobody");
        folder.Replace("pages/en/tax/refunds.md", "https://example.gov/refunds", "refunds");

        var exception = await Assert.ThrowsAsync<ContentPackException>(() => StartAsync(folder.Folder));

        Assert.Equal(
            [
                "agency.yaml:32: unknown botlet 'nobody'; the agency has tax, general",
                "pages/en/tax/refunds.md:3: 'url' must be a web address beginning with https:// or http://",
            ],
            exception.Faults.Select(fault => fault.ToString()));
    }

    [Fact]
    public async Task Poll_FolderOfPacks_TakesUpEachByItself()
    {
        using var root = new PackFolder(plain: false);
        Copy(root, "one", "id: one", "[one.gov, '*']");
        Copy(root, "two", "id: two", "[two.gov]");
        using var directory = await StartAsync(root.Folder);
        var told = new List<string>();
        directory.Changed += told.Add;
        Assert.Equal(["one", "two"], directory.All.Select(loaded => loaded.Agency.Id));
        Assert.Equal("two", directory.FindByHost("TWO.gov")!.Agency.Id);
        Assert.Equal("one", directory.FindByHost("elsewhere.gov")!.Agency.Id);

        root.Replace("one/agency.yaml", "general: general", "general: nobody");
        root.Replace("two/agency.yaml", "general: general", "general: tax");
        Copy(root, "three", "id: three", "[three.gov]");
        _clock.Advance(Poll);

        Assert.Equal(["three", "two"], told.Order());
        Assert.Equal("general", directory.Find("one")!.Agency.GeneralBotlet);
        Assert.Equal("tax", directory.Find("two")!.Agency.GeneralBotlet);
        Assert.NotNull(directory.Find("three"));

        Directory.Delete(Path.Combine(root.Folder, "three"), recursive: true);
        _clock.Advance(Poll);
        Assert.Null(directory.Find("three"));
        Assert.Equal("three", told[^1]);
    }

    [Fact]
    public async Task Poll_PacksThatCollide_AreRefusedUntilTheyDoNot()
    {
        using var root = new PackFolder(plain: false);
        Copy(root, "one", "id: one", "[one.gov]");
        Copy(root, "two", "id: two", "[two.gov]");
        using var directory = await StartAsync(root.Folder);

        root.Replace("two/agency.yaml", "[two.gov]", "[one.gov]");
        _clock.Advance(Poll);
        Assert.Equal("one", directory.FindByHost("one.gov")!.Agency.Id);
        Assert.Equal("two", directory.FindByHost("two.gov")!.Agency.Id);

        root.Replace("one/agency.yaml", "[one.gov]", "[first.gov]");
        _clock.Advance(Poll);
        Assert.Equal("two", directory.FindByHost("one.gov")!.Agency.Id);
        Assert.Equal("one", directory.FindByHost("first.gov")!.Agency.Id);
    }

    [Fact]
    public async Task Watcher_ChangedFile_IsLiveOnTheRealClock()
    {
        using var folder = new PackFolder();
        using var directory = await StartAsync(folder.Folder, TimeProvider.System);
        var changed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        directory.Changed += tenant => changed.TrySetResult(tenant);

        folder.Replace("agency.yaml", "general: general", "general: tax");

        // The bound of two seconds is pinned on the moved clock; here a busy machine may take its time.
        Assert.Equal("town", await changed.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("tax", directory.Find("town")!.Agency.GeneralBotlet);
    }

    [Fact]
    public async Task AddKnowledge_MissingFolder_StopsTheHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["Content:Directory"] = Path.Combine(Path.GetTempPath(), "no-such-pack");
        builder.Services.AddKnowledge().AddKnowledge();
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<ContentPackException>(() => host.StartAsync());

        Assert.StartsWith("agency.yaml:1: there is no content pack in '", exception.Faults.Single().ToString(), StringComparison.Ordinal);
    }

    private static void Copy(PackFolder root, string name, string id, string hosts)
    {
        using var sound = new PackFolder();
        foreach (var file in Directory.EnumerateFiles(sound.Folder, "*", SearchOption.AllDirectories))
            root.Write(Path.Combine(name, Path.GetRelativePath(sound.Folder, file)), File.ReadAllText(file));
        root.Replace($"{name}/agency.yaml", "id: town", id);
        root.Replace($"{name}/agency.yaml", "[localhost]", hosts);
    }

    private async Task<ContentDirectory> StartAsync(string folder, TimeProvider? clock = null)
    {
        clock ??= _clock;
        var directory = new ContentDirectory(
            Options.Create(new ContentOptions { Directory = folder }), new ContentPackReader(clock), clock, NullLogger<ContentDirectory>.Instance);
        await directory.StartingAsync(CancellationToken.None);
        return directory;
    }
}
