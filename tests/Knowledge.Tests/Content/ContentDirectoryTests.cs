using GovStack.Knowledge.Content;
using GovStack.Knowledge.Packs;
using GovStack.TestKit;
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

    private async Task<ContentDirectory> StartAsync(string folder, TimeProvider? clock = null)
    {
        clock ??= _clock;
        var directory = new ContentDirectory(
            Options.Create(new ContentOptions { Directory = folder }), new ContentPackReader(clock), clock, NullLogger<ContentDirectory>.Instance);
        await directory.StartingAsync(CancellationToken.None);
        return directory;
    }
}
