using GovStack.LoadTest.Asking;
using GovStack.LoadTest.Costs;
using GovStack.LoadTest.Measuring;
using GovStack.LoadTest.Planning;
using GovStack.LoadTest.Running;
using GovStack.ProviderSimulator.Statistics;
using Xunit;

namespace GovStack.Tools.Tests.LoadTest;

public sealed class FiguresTests
{
    [Fact]
    public void Of_Records_MeasuresWaitsAtTheProviderAndPromises()
    {
        AskRecord[] records =
        [
            Record("a", askedAt: 0, Outcome.Answered, new Reply { EndedAfter = S(8), FirstTokenAfter = S(4) }),
            Record("b", askedAt: 1, Outcome.Answered, new Reply { EndedAfter = S(30), QueuedAfter = S(1), Promised = S(25) }),
            Record("c", askedAt: 1, Outcome.Answered, new Reply { EndedAfter = S(40), QueuedAfter = S(1), Promised = S(19) }),
            Record("d", askedAt: 1, Outcome.Refused, new Reply { EndedAfter = S(0.4) }),
        ];

        // The provider's clock was at 100 s when the run began.
        var figures = Figures.Of(records, [Call("a", 103), Call("b", 122), Call("c", 124, status: 429), Call("c", 122)], startedAt: 100);

        Assert.Equal([3, 21, 21], figures.Waits);
        Assert.Equal([8, 30, 40], figures.Answers);
        Assert.Equal([(25, 20), (19, 20)], figures.Promises);
        Assert.Equal((0.5, 0.95), (figures.PromisesKept!.Value, figures.PromiseRatios[0]));
        Assert.Equal([0.4], figures.ToldNo);
        Assert.Equal((4, 3, 1), (figures.Asked, figures.Count(Outcome.Answered), figures.Count(Outcome.Refused)));
    }

    [Fact]
    public void Of_Tickets_AreKeptLateOrLost()
    {
        AskRecord Ticket(string nonce, LaterAnswer? later) => Record(nonce, 0, Outcome.Ticket, new Reply { AnswerBy = S(60) }) with { Later = later };
        AskRecord[] records =
        [
            Ticket("a", new LaterAnswer("model", "nonce:a x END-OF-ANSWER", S(60))),
            Ticket("b", new LaterAnswer("model", "nonce:b x END-OF-ANSWER", S(61))),
            Ticket("c", new LaterAnswer("refusal", "", S(10))),
            Ticket("d", new LaterAnswer("model", "nonce:other x END-OF-ANSWER", S(10))),
            Ticket("e", null),
        ];

        var figures = Figures.Of(records, [], 0);
        Assert.Equal((1, 1, 3), figures.Tickets);
        Assert.Equal([("ticket: ended as refusal", 1), ("ticket: nothing came", 1)], figures.Errors.OrderBy(error => error.Key).Select(error => (error.Key, error.Value)));
    }

    [Fact]
    public void IdealQuestion_Requests_HaveTheSizesTheProviderSaw()
    {
        AskRecord[] records =
        [
            Record("a", 0, Outcome.Answered, new Reply()),
            Record("b", 2, Outcome.Ticket, new Reply()),
            Record("c", 3, Outcome.OutOfScope, new Reply()),
        ];

        var question = Figures.IdealQuestion(records, [Call("a", 100)], startedAt: 100, S(150));

        Assert.Equal([(0, 1_500, 600, 200), (2, 1_500, 600, 200)], question.Requests.Select(request => (request.At, request.InputTokens, request.MaxOutputTokens, request.OutputTokens)));
        Assert.Equal((150, 100), (question.DeadlineSeconds, question.StartsAt));
    }

    [Fact]
    public void At_Quantiles_AreTheSmallestThatReachTheShare()
    {
        double[] sorted = [1, 2, 3, 4];

        Assert.Equal([1, 2, 4, 4], new[] { 0.25, 0.5, 0.95, 1 }.Select(share => sorted.At(share)!.Value));
        Assert.Null(Array.Empty<double>().At(0.5));
    }

    [Fact]
    public void Cost_CachedTokens_HaveTheirOwnPrice()
        => Assert.Equal(0.00225 + 0.000125 + 0.002, new ModelPrice("m", 2.5, 1.25, 10).Cost(1_000, 100, 200), 9);

    [Theory]
    [InlineData("# HELP x\nprocess_working_set_bytes 123456\n", 123_456d)]
    [InlineData("process_working_set_bytes{a=\"b\"} 5e6\n", 5e6)]
    [InlineData("other 1\n", null)]
    public void Parse_Metrics_FindsTheResidentBytes(string text, double? expected) => Assert.Equal(expected, MemorySampler.Parse(text));

    private static AskRecord Record(string nonce, double askedAt, Outcome outcome, Reply reply) => new(0, 0, new Question(nonce, ""), S(askedAt), reply, outcome);

    private static CallRecord Call(string nonce, double at, int status = 200) => new()
    {
        Number = 1, At = at, Model = "m", Status = status, Nonce = nonce, InputTokens = 1_500, MaxOutputTokens = 600, OutputTokens = status == 200 ? 200 : 0,
    };

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
