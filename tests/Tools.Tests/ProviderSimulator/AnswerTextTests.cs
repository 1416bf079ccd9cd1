using GovStack.ProviderSimulator.Answers;
using Xunit;

namespace GovStack.Tools.Tests.ProviderSimulator;

public sealed class AnswerTextTests
{
    private static readonly OutputLengths _twelve = OutputLengths.Parse("fixed:12");

    [Fact]
    public void Compose_NonceAndPassages_AreRepeatedCitedAndClosed()
    {
        var answer = Answer(new("system", "Cite like this. [p3] Fees. [p4] Places."), new("user", "What is the fee? [[nonce:qwe]]"));

        Assert.StartsWith("nonce:qwe ", answer, StringComparison.Ordinal);
        Assert.EndsWith(" [p3] END-OF-ANSWER", answer, StringComparison.Ordinal);
        Assert.Equal(12, answer.Split(' ').Length);
    }

    [Fact]
    public void Compose_SameQuestionAndSeed_IsTheSameAnswer()
    {
        var lengths = OutputLengths.Parse("lognormal:300:0.4");
        PromptMessage[] prompt = [new("user", "[[nonce:abc]]")];

        Assert.Equal(AnswerText.Compose(prompt, lengths, 7), AnswerText.Compose(prompt, lengths, 7));
        Assert.NotEqual(AnswerText.Compose(prompt, lengths, 7), AnswerText.Compose(prompt, lengths, 8));
    }

    [Fact]
    public void Compose_OutMark_SetsTheLength()
        => Assert.Equal(40, AnswerText.Compose([new("user", "[[nonce:a]] [[out:40]]")], _twelve, 1).Count);

    [Fact]
    public void Compose_RecallMark_NamesTheQuestionBefore()
    {
        Assert.Contains(" recall:one ", Answer(new("user", "[[nonce:one]]"), new("assistant", "nonce:one x END-OF-ANSWER"), new("user", "[[nonce:two]] [[recall]]")), StringComparison.Ordinal);
        Assert.Contains(" recall:none ", Answer(new PromptMessage("user", "[[nonce:two]] [[recall]]")), StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_UnfinishedAnswerInThePrompt_IsContinuedWhereItStopped()
    {
        var whole = AnswerText.Compose([new("user", "[[nonce:abc]]")], _twelve, 1);
        var half = string.Concat(whole.Take(5));

        Assert.Equal(whole.Skip(5), AnswerText.Compose([new("user", "[[nonce:abc]]"), new("assistant", half)], _twelve, 1));
        Assert.Equal(whole.Skip(5), AnswerText.Compose([new("user", "[[nonce:abc]]"), new("assistant", half), new("user", "Continue.")], _twelve, 1));
    }

    [Theory]
    [InlineData("fixed:5", 6)]
    [InlineData("fixed:250", 250)]
    [InlineData("250", 250)]
    public void OutputLengths_Fixed_IsAtLeastTheShortestAnswer(string text, int expected)
        => Assert.Equal(expected, OutputLengths.Parse(text).Draw(new Random(1)));

    [Theory]
    [InlineData("uniform:100:300", 200)]
    [InlineData("lognormal:300:0.4", 300)]
    public void OutputLengths_Distribution_HasTheNamedMean(string text, double mean)
    {
        var (lengths, random) = (OutputLengths.Parse(text), new Random(1));

        Assert.Equal(mean, Enumerable.Range(0, 20_000).Average(_ => lengths.Draw(random)), mean * 0.02);
    }

    [Theory]
    [InlineData("normal:3")]
    [InlineData("fixed:")]
    [InlineData("")]
    public void OutputLengths_UnknownText_IsRefused(string text) => Assert.Throws<FormatException>(() => OutputLengths.Parse(text));

    [Theory]
    [InlineData("abcd", 1)]
    [InlineData("abcde", 2)]
    [InlineData("да", 1)]
    [InlineData("税金", 2)]
    public void SimulatedTokens_Count_DependsOnTheScript(string text, int expected) => Assert.Equal(expected, SimulatedTokens.Count(text));

    private static string Answer(params PromptMessage[] prompt) => string.Concat(AnswerText.Compose(prompt, _twelve, 1));
}
