using GovStack.Conversations.Agencies;
using GovStack.Knowledge.Index;

namespace GovStack.Knowledge.Tests.Index;

public sealed class PassageIndexTests
{
    private static readonly IndexedPassage[] Town =
    [
        Page("passport", "Passports", "Bring a photo and the old one."),
        Page("travel", "Travel", "Carry your passport at the border."),
        Page("taxes", "Taxes", "File your return by April 15."),
        Page("noise", "Noise complaints", "Call the office between nine and five."),
        Page("library", "Library cards", "Anybody who lives in the county may have one."),
        Page("trash", "Trash pickup", "Bins are emptied on Tuesdays."),
        Page("parks", "Parks", "Open from dawn until dusk."),
        Page("voting", "Voting", "Register thirty days before the election."),
        Page("form", "Form W-2", "Your employer sends it in January."),
        Page("fees", "Fees", "The fee for a copy is $2,010 a year."),
        Page("impuestos", "Impuestos", "Presente su declaración antes del 15 de abril.", "es"),
        Page("basura", "Recolección de basura", "Los contenedores se vacían los martes.", "es"),
    ];

    [Theory]
    [InlineData("How do I get a passport?", "en", "passport", "travel")]
    [InlineData("passports", "en", "passport", "travel")]
    [InlineData("when do they empty my bin", "en", "trash")]
    [InlineData("complaining about noises", "en", "noise")]
    [InlineData("libary card", "en", "library")]                   // A letter missing.
    [InlineData("eleciton", "en", "voting")]                       // Two letters swapped.
    [InlineData("what is a w2", "en", "form")]
    [InlineData("why 2010 dollars", "en", "fees")]
    [InlineData("cuando debo presentar mi declaracion", "es", "impuestos")]
    [InlineData("¿Qué día recogen la BASURA?", "es", "basura")]
    [InlineData("basura", "en", "basura")]                         // Nothing in English: another language is better than nothing.
    public void Search_Question_FindsItsPagesInOrder(string question, string language, params string[] slugs)
    {
        using var index = PassageIndex.Build(Town);

        Assert.Equal(slugs, index.Search(new(question, language, [])).Select(found => found.Passage.Slug));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("what is it?")]
    [InlineData("\"")]
    [InlineData("NEAR(a b, 5) AND OR NOT *")]
    [InlineData("title:\"x\" - ^ ( ) { } ' ; DROP TABLE passages; --")]
    [InlineData("\0\ud800 \u202e 🚒")]
    public void Search_HostileOrEmptyText_FindsNothingAndThrowsNothing(string text)
    {
        using var index = PassageIndex.Build(Town);

        Assert.Empty(index.Search(new(text, "en", [])));
    }

    [Fact]
    public void Search_LongestQuestion_IsAnsweredFromItsWords()
    {
        using var index = PassageIndex.Build(Town);
        var filler = string.Join(' ', Enumerable.Range(0, 4_000).Select(number => $"filler{number}"));

        var found = index.Search(new($"Where do I renew my passport? {filler}", "en", []));

        Assert.Equal(["passport", "travel"], found.Select(hit => hit.Passage.Slug));
    }

    [Fact]
    public void Search_Operators_AreOnlyWords()
    {
        using var index = PassageIndex.Build(Town);

        Assert.Equal(["parks"], index.Search(new("\"parks\" NOT open*", "en", [])).Select(found => found.Passage.Slug));
    }

    [Fact]
    public void Search_Coverage_IsTheShareOfTellingWordsByWeight()
    {
        using var index = PassageIndex.Build(Town);

        Assert.Equal(1.0, index.Search(new("Can I have a library card?", "en", []))[0].Coverage);
        Assert.Equal(0.5, index.Search(new("dawn tuesdays", "en", []))[0].Coverage, 1e-9);
        Assert.Equal(2.0 / 3, index.Search(new("dawn xylophones", "en", []))[0].Coverage, 1e-9);   // No page has xylophones: half a word.
    }

    [Fact]
    public void Search_Coverage_IsThePassagesAndNotItsPages()
    {
        using var index = PassageIndex.Build([Page("pool", "Pool", "Swimmers need a towel."), Page("pool", "Pool", "Lockers take a coin."), .. Town]);

        var found = index.Search(new("towel coin", "en", []));

        Assert.Equal(["pool", "pool"], found.Select(hit => hit.Passage.Slug));
        Assert.All(found, hit => Assert.Equal(0.5, hit.Coverage, 1e-9));
    }

    [Fact]
    public void Search_PreferredBotlet_ComesFirstUnlessAnotherFitsClearlyBetter()
    {
        using var index = PassageIndex.Build(
        [
            Page("a", "Permits", "A permit for a stall.", botlet: "permits"),
            Page("b", "Permits", "A permit for a parade.", botlet: "general"),
            .. Town,
        ]);

        Assert.Equal("a", index.Search(new("permit", "en", ["permits"]))[0].Passage.Slug);
        Assert.Equal("b", index.Search(new("permit", "en", ["general"]))[0].Passage.Slug);
        Assert.Equal("b", index.Search(new("permit for a parade", "en", ["permits"]))[0].Passage.Slug);
    }

    [Fact]
    public void Search_NearDuplicates_AppearOnce()
    {
        const string Notice = "The office in Main Street is closed on federal holidays and whenever the county declares a snow emergency in winter";
        using var index = PassageIndex.Build([Page("a", "One", Notice + "."), Page("b", "Two", Notice + " too."), .. Town]);

        Assert.Equal(["a"], index.Search(new("Is the office closed in a snow emergency?", "en", [], Count: 2))
            .Select(found => found.Passage.Slug).Where(slug => slug is "a" or "b"));
    }

    [Fact]
    public void Search_Keywords_FindWhatTheTextDoesNotSay()
    {
        using var index = PassageIndex.Build([.. Town, Page("vehicles", "Motor vehicles", "Register within ten days.") with { Keywords = ["car title"] }]);

        Assert.Equal("vehicles", index.Search(new("my car", "en", []))[0].Passage.Slug);
    }

    [Fact]
    public void Search_BareTopic_FindsThePageThatTheOthersNameAsRelated()
    {
        using var index = PassageIndex.Build(
        [
            Page("bike-lost", "Lost bike", "Report a lost bike.") with { Related = ["bike", "nowhere", "bike-lost"] },
            Page("bike", "New bike", "Order a new bike.") with { Related = ["bike-lost"] },
            Page("bike-sold", "Sold bike", "Report a sold bike.") with { Related = ["bike"] },
            .. Town,
        ]);

        Assert.Equal("bike", index.Search(new("bike?", "en", []))[0].Passage.Slug);
        Assert.Equal("bike-lost", index.Search(new("I lost my bike", "en", []))[0].Passage.Slug);
    }

    [Fact]
    public void Search_Count_Bounds()
    {
        using var index = PassageIndex.Build(Town);

        Assert.Single(index.Search(new("passport", "en", [], Count: 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search(new("passport", "en", [], Count: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search(new("passport", "en", [], Count: 51)));
    }

    [Fact]
    public async Task Search_ManyCallersAtOnce_AllFindTheSame()
    {
        using var index = PassageIndex.Build(Town);
        var expected = index.Search(new("passport photo", "en", [])).Select(found => (found.Passage.Slug, found.Score)).ToList();

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 50).Select(_ => index.Search(new("passport photo", "en", [])).Select(found => (found.Passage.Slug, found.Score)).ToList()).ToList())));

        Assert.All(all.SelectMany(found => found), found => Assert.Equal(expected, found));
    }

    [Fact]
    public void FindPage_Translation_ElseAnyLanguageElseNull()
    {
        using var index = PassageIndex.Build([Page("a", "One", "English."), Page("a", "Uno", "Español.", "es"), Page("b", "Two", "English.")]);

        Assert.Equal("Uno", index.FindPage("a", "es")!.Title);
        Assert.Equal("Two", index.FindPage("b", "es")!.Title);
        Assert.Null(index.FindPage("c", "es"));
    }

    [Fact]
    public void Search_EmptyIndex_FindsNothing()
    {
        using var index = PassageIndex.Build([]);

        Assert.Empty(index.Search(new("passport", "en", [])));
    }

    private static IndexedPassage Page(string slug, string title, string text, string language = "en", string botlet = "general")
        => new(new Passage($"{language}/{slug}#0", slug, title, "", "https://example.gov/", language, botlet, new(2026, 1, 1), text, []), []);
}
