using Xunit;

namespace GovStack.Conversations.Tests;

public sealed class TurnHistoryTests
{
    [Fact]
    public void Build_WithinTheBudget_GivesTurnsWhole()
    {
        var history = TurnHistory.Build([Turn(1, 40), Turn(2, 40)], null, tokens: 100);

        Assert.Null(history.Summary);
        Assert.Equal(4, history.Messages.Count);
        Assert.Equal("Question 1?", history.Messages[0].Text);
        Assert.True(history.Messages[1].IsAnswer);
    }

    [Fact]
    public void Build_BeyondTheBudget_KeepsTheLastTurnsAndTheSummary()
    {
        var branch = new[] { Turn(1, 400), Turn(2, 100), Turn(3, 100) };
        var (summary, older) = TurnHistory.Extend(branch, null, tokens: 70);

        var history = TurnHistory.Build(branch, summary, tokens: 70);

        Assert.Equal("Question 2?", history.Messages[0].Text);
        Assert.Equal(1, summary!.UpTo);
        Assert.StartsWith("Question 1? -> ", history.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Extend_WhereAllFits_ChangesNothing() => Assert.Null(TurnHistory.Extend([Turn(1, 10)], null, tokens: 100).Summary);

    [Fact]
    public void Extend_OfAThousandTurns_StaysSmall()
    {
        ConversationSummary? summary = null;
        for (var number = 2; number <= 1_000; number++)
            summary = TurnHistory.Extend([Turn(number - 1, 500), Turn(number, 500)], summary, tokens: 150).Summary ?? summary;

        Assert.Equal(999, summary!.UpTo);
        Assert.True(summary.Text.Length <= 2_400);
    }

    private static Turn Turn(int number, int answerLength) => new()
    {
        Number = number,
        Parent = number - 1,
        MessageId = $"m{number}",
        TextHash = "",
        Question = $"Question {number}?",
        Answer = new string('a', answerLength),
        Kind = AnswerKind.Model,
        Language = "en",
        AskedAt = default,
        AnsweredAt = default,
    };
}
