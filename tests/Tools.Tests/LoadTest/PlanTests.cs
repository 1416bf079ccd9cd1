using System.Text;
using GovStack.LoadTest.Planning;
using Xunit;

namespace GovStack.Tools.Tests.LoadTest;

public sealed class PlanTests
{
    private readonly QuestionMaker _questions = new(seed: 1, repeat: false);

    [Theory]
    [InlineData(1_500)]
    [InlineData(6_500)]
    [InlineData(18_000)]
    public void Next_Payload_IsExactlyThatLarge(int bytes) => Assert.Equal(bytes, Encoding.UTF8.GetByteCount(_questions.Next(bytes).Text));

    [Fact]
    public void Shortest_IsThirteenBytesWithANonce()
    {
        var question = _questions.Shortest();

        Assert.Equal(13, Encoding.UTF8.GetByteCount(question.Text));
        Assert.Contains($"[[n{question.Nonce}]]", question.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_ThousandQuestions_AreAllDifferent()
    {
        var made = Enumerable.Range(0, 1_000).Select(_ => _questions.Next()).ToArray();

        Assert.Equal(1_000, made.Select(question => question.Nonce).Distinct().Count());
        Assert.Equal(1_000, made.Select(question => question.Text).Distinct().Count());
        Assert.DoesNotContain(made, question => question.Nonce.Any(char.IsAsciiDigit));
    }

    [Fact]
    public void Next_Repeat_AsksTheSameSixteen()
    {
        var repeating = new QuestionMaker(seed: 1, repeat: true);

        Assert.Equal(16, Enumerable.Range(0, 100).Select(_ => repeating.Next().Text).Distinct().Count());
    }

    [Fact]
    public void Conversation_EachQuestion_RecallsTheOneBefore()
    {
        var conversation = _questions.Conversation(3);

        Assert.Equal([null, conversation[0].Nonce, conversation[1].Nonce], conversation.Select(question => question.Recalls));
    }

    [Fact]
    public void BusinessDay_Shape_HasTheMeasuredHours()
    {
        var day = Plans().BusinessDay(TimeSpan.FromMinutes(1), factor: 2);

        Assert.Equal([240, 300, 240, 160, 120], day.People.CountBy(person => (int)person.At.TotalMinutes).OrderBy(hour => hour.Key).Select(hour => hour.Value));
        Assert.Equal(day.People.OrderBy(person => person.At), day.People);
    }

    [Fact]
    public void Steady_Rate_IsKeptInTheMean()
        => Assert.InRange(Plans().Steady("steady", perMinute: 300, TimeSpan.FromMinutes(20)).Questions, 5_800, 6_200);

    [Fact]
    public void Replay_RecordedArrivals_KeepTimesAndSizes()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "offset_s,context_tokens,generated_tokens\n0.0,500,44\n4.5,100,109\n90.0,10,10\n");

        var replay = Plans().Replay(file, TimeSpan.FromSeconds(30), rate: 2);

        File.Delete(file);
        Assert.Equal([0, 2.25], replay.People.Select(person => person.At.TotalSeconds));
        Assert.Equal(2_000, Encoding.UTF8.GetByteCount(replay.People[0].Questions[0].Text));
        Assert.Contains("[[out:109]]", replay.People[1].Questions[0].Text, StringComparison.Ordinal);
    }

    private Plans Plans() => new(_questions, seed: 1);
}
