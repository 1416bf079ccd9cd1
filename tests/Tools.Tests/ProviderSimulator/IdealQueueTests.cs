using GovStack.ProviderSimulator;
using GovStack.ProviderSimulator.Ideal;
using GovStack.ProviderSimulator.Limits;
using Xunit;

namespace GovStack.Tools.Tests.ProviderSimulator;

public sealed class IdealQueueTests
{
    [Fact]
    public void Answer_BucketOfTwo_ServesTwoAtOnceAndThenOneARefill()
    {
        // 4,200 a minute: two requests of 2,100 at once, one more every 30 s.
        var answer = Ask(new SimulatorOptions { Requests = 0, Tokens = 4_200 }, Same(5), deadline: 70, service: 5);

        Assert.Equal([0, 0, 30, 60, 90], answer.Waits);
        Assert.Equal([0, 0, 30, 60, null], answer.WaitsWithDeadline);
        Assert.Equal(4, answer.Answered);
        Assert.Equal(95, answer.ClearingSeconds);
        Assert.Equal(0, answer.WaitP50);
        Assert.Equal(60, answer.WaitP95);
        Assert.Equal(5, answer.AnswerP50);
        Assert.Equal(65, answer.AnswerP95);
    }

    [Fact]
    public void Answer_PublishedComparison_ReachesItsPossibleCounts()
    {
        // 1,000 at once, 2,100 tokens each, 500 requests and 300k tokens a minute, 150 s, an answer takes 9.2 s.
        var bucket = Ask(new SimulatorOptions(), Same(1_000), deadline: 150, service: 9.2);
        var fixedMinute = Ask(new SimulatorOptions { Evaluator = EvaluatorKind.FixedAnd10Seconds }, Same(1_000), deadline: 150, service: 9.2);

        Assert.Equal(478, bucket.Answered);
        Assert.Equal(426, fixedMinute.Answered);
    }

    [Fact]
    public void Answer_AnswersOfManyLengths_ForesightSkipsWhatWouldBeLate()
    {
        // One at once, then one a minute; answers of 1 and 9 s by turns, 5 s once: half of all take 5 s at most.
        var options = new SimulatorOptions { Requests = 0, Tokens = 100, FirstToken = TimeSpan.Zero, TokensPerSecond = 1 };
        int[] outputs = [5, 1, 9, 9, 1];
        var answer = IdealQueue.Answer(
            new IdealQuestion { Requests = [.. outputs.Select(output => new IdealRequest(0, 90, 10, output))], DeadlineSeconds = 126 }, options);

        // The third would end after 129 s: who knows that lets the last take its place.
        Assert.Equal(3, answer.Answered);
        Assert.Equal([0, 60, null, null, 120], answer.WaitsWithDeadline);
        Assert.Equal(2, answer.AnsweredWithoutForesight);
    }

    [Fact]
    public void Answer_FixedWindow_StartsWhereTheProviderIsInItsWindow()
    {
        var options = new SimulatorOptions { Requests = 2, Tokens = 0, Evaluator = EvaluatorKind.Fixed };

        Assert.Equal([0, 0, 60], Ask(options, Same(3), 150, 0).Waits);
        Assert.Equal([0, 0, 20], Ask(options, Same(3), 150, 0, startsAt: 40).Waits);
    }

    [Fact]
    public void Answer_RefundingProvider_UsesWhatComesBack()
    {
        var options = new SimulatorOptions { Requests = 0, Tokens = 3_000, Evaluator = EvaluatorKind.Sliding, Charging = ChargingRule.InputPlusActual };

        // 2,100 held, 1,700 kept after 10 s: the next 2,100 waits for the first to leave the window at 60 s.
        var large = Ask(options, Same(2), 150, 10);
        Assert.Equal([0, 60], large.Waits);

        // 2,100 held, 900 kept after 10 s: the next fits then.
        var small = Ask(options, [new(0, 800, 1_300, 100), new(0, 800, 1_300, 100)], 150, 10);
        Assert.Equal([0, 10], small.Waits);
    }

    [Fact]
    public void Answer_InFlightLimit_WaitsForEnds()
        => Assert.Equal([0, 0, 4, 4, 8], Ask(new SimulatorOptions { Requests = 0, Tokens = 0, InFlight = 2 }, Same(5), 150, 4).Waits);

    [Fact]
    public void Answer_RequestAboveTheLimit_NeverFitsAndHoldsNobodyUp()
    {
        var answer = Ask(new SimulatorOptions { Requests = 0, Tokens = 2_100 }, [new(0, 3_000, 600, 100), new(0, 1_500, 600, 100)], 150, 1);

        Assert.Equal([null, 0], answer.Waits);
        Assert.Equal(1, answer.Never);
    }

    [Fact]
    public void Answer_ArrivalsOutOfOrder_AreServedByArrival()
    {
        var answer = Ask(new SimulatorOptions { Requests = 1, Tokens = 0 }, [new(5, 1, 1, 1), new(0, 1, 1, 1)], 150, 1);

        Assert.Equal([55, 0], answer.Waits);
    }

    [Fact]
    public void Answer_OutputLength_SetsTheServiceTime()
    {
        var options = new SimulatorOptions { FirstToken = TimeSpan.FromSeconds(1), TokensPerSecond = 50 };

        var answer = IdealQueue.Answer(new IdealQuestion { Requests = [new(0, 100, 600, 200)] }, options);

        Assert.Equal(5, answer.ClearingSeconds);
    }

    private static IdealRequest[] Same(int count) => [.. Enumerable.Repeat(new IdealRequest(0, 1_500, 600, 200), count)];

    private static IdealAnswer Ask(SimulatorOptions options, IdealRequest[] requests, double deadline, double service, double startsAt = 0)
        => IdealQueue.Answer(new IdealQuestion { Requests = requests, DeadlineSeconds = deadline, ServiceSeconds = service, StartsAt = startsAt }, options);
}
