using GovStack.Conversations.Safety;
using Xunit;

namespace GovStack.Conversations.Tests.Safety;

public sealed class MarkdownNestingTests
{
    [Theory]
    [InlineData("[")]
    [InlineData("[a](")]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("1) ")]
    [InlineData("_*")]
    public void FindTooDeep_OneSignOverAndOver_IsSeenOnItsLine(string sign)
        => Assert.Equal(3, MarkdownNesting.FindTooDeep($"Text.\n\n{string.Concat(Enumerable.Repeat(sign, 1_000))}a"));

    [Fact]
    public void FindTooDeep_ListIndentedOnAndOn_IsSeen()
        => Assert.NotNull(MarkdownNesting.FindTooDeep(string.Join('\n', Enumerable.Range(0, 200).Select(level => $"{new string(' ', 2 * level)}- a"))));

    [Theory]
    [InlineData("Call [Poison Control](https://poison.org) (day and night) [1].\n\n- one\n  - two\n    - three\n\n> quoted **once**\n\n----------------------------------------")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |")]
    [InlineData("")]
    public void FindTooDeep_OrdinaryText_HasNone(string markdown)
        => Assert.Null(MarkdownNesting.FindTooDeep(markdown));

    [Fact]
    public void FindTooDeep_BracketsLeftOpenInManyParagraphs_AreNotAddedUp()
        => Assert.Null(MarkdownNesting.FindTooDeep(string.Join("\n\n", Enumerable.Repeat("a [ list :( of smiles", 500))));
}
