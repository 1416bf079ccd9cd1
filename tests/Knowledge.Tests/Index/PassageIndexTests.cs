using GovStack.Conversations.Agencies;
using GovStack.Knowledge.Index;

namespace GovStack.Knowledge.Tests.Index;

public sealed class PassageIndexTests
{
    [Fact]
    public void Search_WordInTheTitle_ComesBeforeTheWordInTheText()
    {
        using var index = Build(
            Page("a", "Passports", "Bring a photo and the old one."),
            Page("b", "Travel", "A passport is needed at the border."),
            Page("c", "Taxes", "File by April."));

        var found = index.Search(new("How do I get a passport?", "en", []));

        Assert.Equal(["a", "b"], found.Select(hit => hit.Passage.Slug));
        Assert.Equal([1.0, 1.0], found.Select(hit => hit.Coverage));
    }

    internal static PassageIndex Build(params IndexedPassage[] passages) => PassageIndex.Build(passages);

    internal static IndexedPassage Page(string slug, string title, string text, string language = "en", string botlet = "general")
        => new(new Passage($"{language}/{slug}#0", slug, title, "", "https://example.gov/", language, botlet, new(2026, 1, 1), text, []), []);
}
