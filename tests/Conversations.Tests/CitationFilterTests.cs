using Xunit;

namespace GovStack.Conversations.Tests;

public sealed class CitationFilterTests
{
    [Theory]
    [InlineData("Call us [1].", "Call us [1].", 0)]
    [InlineData("Call us [4].", "Call us .", 1)]
    [InlineData("Both [1, 3] say so.", "Both [1][3] say so.", 0)]
    [InlineData("Both [1,9] say so.", "Both [1] say so.", 1)]
    [InlineData("A [link](https://example.gov) stays.", "A [link](https://example.gov) stays.", 0)]
    [InlineData("An array[] and [a] stay.", "An array[] and [a] stay.", 0)]
    [InlineData("[[2]]", "[[2]]", 0)]
    [InlineData("Open [1", "Open [1", 0)]
    [InlineData("[0] and [99999999999]", " and [99999999999]", 1)]
    public void Push_WholeText_KeepsOnlyCitationsOfRetrievedSources(string text, string shown, int removed)
    {
        var filter = new CitationFilter(sources: 3);

        var result = filter.Push(text) + filter.Finish();

        Assert.Equal(shown, result);
        Assert.Equal(removed, filter.Removed);
    }

    [Theory]
    [InlineData("One [1] two [2][7] three [1, 3] [link](https://a.gov) end [")]
    [InlineData("[12] [1 [2] ] ][3")]
    public void Push_CharacterByCharacter_ShowsTheSameAsTheWhole(string text)
    {
        var whole = new CitationFilter(3);
        var pieces = new CitationFilter(3);

        var expected = whole.Push(text) + whole.Finish();
        var actual = string.Concat(text.Select(c => pieces.Push(c.ToString()))) + pieces.Finish();

        Assert.Equal(expected, actual);
        Assert.Equal(whole.Removed, pieces.Removed);
        Assert.Equal(whole.Cited, pieces.Cited);
    }
}
