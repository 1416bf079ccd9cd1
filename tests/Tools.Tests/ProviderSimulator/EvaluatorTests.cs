using GovStack.ProviderSimulator;
using GovStack.ProviderSimulator.Limits;
using Xunit;

namespace GovStack.Tools.Tests.ProviderSimulator;

public sealed class EvaluatorTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void TokenBucket_AfterTheWholeLimitAtOnce_RefillsAtLimitPerWindow()
    {
        var bucket = new TokenBucket(6_000, _minute);
        bucket.Take(new Charge(At(0), 6_000));

        Assert.Equal(At(0.01), bucket.EarliestFit(1, At(0)));
        Assert.Equal(At(21), bucket.EarliestFit(2_100, At(0)));
        Assert.Equal(At(21), bucket.EarliestFit(2_100, At(10)));
        Assert.Equal(At(30), bucket.EarliestFit(2_100, At(30)));
        Assert.Equal(5_000, bucket.Used(At(10)));
        Assert.Equal(At(60), bucket.FullAgain(At(10)));
    }

    [Fact]
    public void TokenBucket_AmountAboveTheLimit_NeverFits()
        => Assert.Equal(TimeSpan.MaxValue, new TokenBucket(6_000, _minute).EarliestFit(6_001, At(0)));

    [Fact]
    public void TokenBucket_Refund_ComesBackButNeverBeyondTheLimit()
    {
        var bucket = new TokenBucket(6_000, _minute);
        var charge = new Charge(At(0), 1_000);
        bucket.Take(charge);

        bucket.Return(charge, 800, At(8));

        // 800 had been refilled by then, 200 were left to return.
        Assert.Equal(0, bucket.Used(At(8)));
    }

    [Fact]
    public void TokenBucket_LimitHalved_KeepsItsLevelUpToTheNewLimit()
    {
        var bucket = new TokenBucket(6_000, _minute);
        bucket.Take(new Charge(At(0), 4_000));

        bucket.ChangeLimit(3_000, At(0));

        Assert.Equal(1_000, bucket.Used(At(0)));
        Assert.Equal(At(20), bucket.EarliestFit(3_000, At(0)));
    }

    [Fact]
    public void SlidingWindow_ChargeCounts_UntilOneWindowLaterExactly()
    {
        var window = new SlidingWindow(10, _minute);
        window.Take(new Charge(At(0), 6));
        window.Take(new Charge(At(20), 4));

        Assert.Equal(At(60), window.EarliestFit(1, At(20)));
        Assert.Equal(At(80), window.EarliestFit(7, At(20)));
        Assert.Equal(10, window.Used(At(59.9999999)));
        Assert.Equal(4, window.Used(At(60)));
        Assert.Equal(0, window.Used(At(80)));
    }

    [Fact]
    public void SlidingWindow_RefundAfterTheWindow_ChangesNothing()
    {
        var window = new SlidingWindow(10, _minute);
        var charge = new Charge(At(0), 6);
        window.Take(charge);
        window.Take(new Charge(At(30), 4));

        window.Return(charge, 5, At(61));
        Assert.Equal(4, window.Used(At(61)));
    }

    [Fact]
    public void SlidingWindow_RefundInsideTheWindow_FreesItAtOnce()
    {
        var window = new SlidingWindow(10, _minute);
        var charge = new Charge(At(0), 9);
        window.Take(charge);

        window.Return(charge, 5, At(10));

        Assert.Equal(4, window.Used(At(10)));
        Assert.Equal(At(10), window.EarliestFit(6, At(10)));
        Assert.Equal(At(60), window.EarliestFit(7, At(10)));
    }

    [Fact]
    public void FixedWindow_WithAPhase_StartsAgainAtItsOwnBoundary()
    {
        var window = new FixedWindow(10, _minute, phase: At(15), loneLargeAllowed: false);
        window.Take(new Charge(At(44), 10));

        Assert.Equal(At(45), window.EarliestFit(1, At(44)));
        Assert.Equal(0, window.Used(At(45)));
        Assert.Equal(10, window.Used(At(44.999)));
    }

    [Fact]
    public void LimitAxis_FixedMinuteWithTenSeconds_NeedsRoomInBoth()
    {
        var axis = Assert.Single(AxisPlan.Build(new SimulatorOptions { Tokens = 0, Requests = 60, Evaluator = EvaluatorKind.FixedAnd10Seconds }));
        for (var i = 0; i < 10; i++)
            axis.Take(1, At(3));

        Assert.Equal(At(10), axis.EarliestFit(1, At(3)));
        for (var second = 10; second < 60; second += 10)
        {
            for (var i = 0; i < 10; i++)
                axis.Take(1, At(second));
        }

        Assert.Equal(At(60), axis.EarliestFit(1, At(50)));
        Assert.Equal(60, axis.Admitted.Peak);
        Assert.Equal(1, axis.PeakShare);
    }

    [Fact]
    public void LimitAxis_OneSecondSubWindow_LetsALoneLargeAmountPass()
    {
        var options = new SimulatorOptions { Requests = 0, Tokens = 60_000, Evaluator = EvaluatorKind.FixedAnd1Second, SubWindowsOn = SubWindowAxes.Tokens };
        var axis = Assert.Single(AxisPlan.Build(options));

        Assert.Equal(At(0), axis.EarliestFit(2_100, At(0)));
        axis.Take(2_100, At(0));
        Assert.Equal(At(1), axis.EarliestFit(2_100, At(0.5)));
    }

    [Theory]
    [InlineData(SubWindowAxes.Requests, 10, 0)]
    [InlineData(SubWindowAxes.Tokens, 0, 10)]
    [InlineData(SubWindowAxes.Both, 10, 10)]
    public void AxisPlan_SubWindows_HoldForTheNamedAxes(SubWindowAxes on, double requestsFitAt, double tokensFitAt)
    {
        var axes = AxisPlan.Build(new SimulatorOptions { Requests = 6, Tokens = 6, Evaluator = EvaluatorKind.FixedAnd10Seconds, SubWindowsOn = on }).ToArray();
        foreach (var axis in axes)
            axis.Take(1, At(0));

        Assert.Equal([At(requestsFitAt), At(tokensFitAt)], axes.Select(axis => axis.EarliestFit(1, At(0))));
    }

    [Fact]
    public void SecondUser_ThirtyPercent_TakesThatShareEvenly()
    {
        var limits = new ProviderLimits(new SimulatorOptions { Requests = 0, Tokens = 6_000, Evaluator = EvaluatorKind.Fixed, SecondUserShare = 0.3 });

        limits.EarliestFit(new CallSize(1, 1, 1), At(30.5));

        Assert.Equal(6_000 - (30 * 30), limits.Axes[0].Remaining(At(30.5)));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
