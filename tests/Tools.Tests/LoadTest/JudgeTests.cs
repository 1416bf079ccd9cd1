using GovStack.LoadTest.Asking;
using GovStack.LoadTest.Planning;
using GovStack.LoadTest.Running;
using Xunit;

namespace GovStack.Tools.Tests.LoadTest;

public sealed class JudgeTests
{
    private static readonly Question _question = new("abc", "How? [[nonce:abc]]");
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(150);

    [Theory]
    [InlineData("nonce:abc yes [1] END-OF-ANSWER", 10, "Answered")]
    [InlineData("nonce:abc yes [1] END-OF-ANSWER", 150, "Answered")]
    [InlineData("nonce:abc yes [1] END-OF-ANSWER", 150.1, "Late")]
    [InlineData("nonce:abc yes", 10, "Cut")]
    [InlineData("nonce:abcd yes END-OF-ANSWER", 10, "Wrong")]
    [InlineData("", 10, "Wrong")]
    public void Decide_ModelAnswer_NeedsNonceEndAndTime(string text, double seconds, string expected)
        => Assert.Equal(expected, Decide(new Reply { Kind = "model", Text = text, Status = 200, EndedAfter = TimeSpan.FromSeconds(seconds) }));

    [Theory]
    [InlineData("quick", 200, "Quick")]
    [InlineData("reused", 200, "Reused")]
    [InlineData("outOfScope", 200, "OutOfScope")]
    [InlineData("ticket", 200, "Ticket")]
    [InlineData("refusal", 503, "Refused")]
    [InlineData("none", 0, "Abandoned")]
    [InlineData("error", 429, "RateLimited")]
    [InlineData("error", 500, "Failed")]
    public void Decide_OtherEnds_AreCountedApart(string kind, int status, string expected)
        => Assert.Equal(expected, Decide(new Reply { Kind = kind, Status = status, Text = "nonce:abc END-OF-ANSWER" }));

    [Fact]
    public void Remembers_RecalledNonce_MustBeTheOneBefore()
    {
        var question = new Question("two", "", Recalls: "one");

        Assert.True(Judge.Remembers(question, new Reply { Text = "nonce:two recall:one the END-OF-ANSWER" }));
        Assert.False(Judge.Remembers(question, new Reply { Text = "nonce:two recall:none the END-OF-ANSWER" }));
        Assert.True(Judge.Remembers(_question, new Reply()));
    }

    private static string Decide(Reply reply) => Judge.Decide(_question, reply, _deadline).ToString();
}
