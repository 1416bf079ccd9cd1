using GovStack.Conversations.Agencies;
using GovStack.Conversations.Quota;

namespace GovStack.Knowledge.Tests.Packs;

public sealed class ContentPackReaderTests
{
    [Fact]
    public void Read_SoundPack_HasNoFaultAndHoldsWhatItSays()
    {
        using var folder = new PackFolder();

        var pack = folder.Read().Require();

        Assert.Equal("town", pack.Agency.Id);
        Assert.Equal("Ayuntamiento", pack.Agency.Name["es"]);
        Assert.Equal(["en", "es"], pack.Agency.Languages);
        Assert.Equal(["tax", "general"], pack.Agency.Botlets.Select(botlet => botlet.Id));
        Assert.Equal(QuotaClass.Interactive, pack.Agency.Botlets[0].Class);
        Assert.Equal([new ChainTier("openai", null, "gpt-4.1-mini"), new ChainTier("extractive", null, null)], pack.Agency.Chains["standard"]);
        Assert.Equal([new ModelPrice("gpt-4.1-mini", 0.40m, 0.10m, 1.60m)], pack.Agency.Prices.Models);
        Assert.Null(pack.Agency.DailyBudgetUsd);
        Assert.Equal(30, pack.Agency.Questions.Count);
        Assert.Null(pack.Agency.Questions[10].Botlet);
        Assert.Equal(32, pack.Agency.Version.Length);
    }

    [Fact]
    public void Read_Page_IsSplitAtItsHeadings()
    {
        using var folder = new PackFolder();

        var passages = folder.Read().Require().Passages.Select(indexed => indexed.Passage).Where(passage => passage.Slug == "refunds").ToList();

        Assert.Equal(["en/refunds#0", "en/refunds#1"], passages.Select(passage => passage.Id));
        Assert.Equal(["", "How to check"], passages.Select(passage => passage.Heading));
        Assert.Equal("Refunds arrive within three weeks.", passages[0].Text);
        Assert.Equal(new DateOnly(2026, 1, 10), passages[1].Updated);
    }

    [Fact]
    public void Read_AnyChangedByte_IsAnotherVersion()
    {
        using var folder = new PackFolder();
        var before = folder.Read().Require().Agency.Version;

        folder.Replace("pages/en/tax/refunds.md", "three weeks", "four weeks");

        Assert.NotEqual(before, folder.Read().Require().Agency.Version);
    }
}
