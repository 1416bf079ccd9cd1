using GovStack.ProviderSimulator;
using GovStack.ProviderSimulator.Limits;
using Xunit;

namespace GovStack.Tools.Tests.ProviderSimulator;

public sealed class ChargingRuleTests
{
    private static readonly CallSize _size = new(InputTokens: 1_500, EstimatedInputTokens: 1_400, MaxOutputTokens: 600);

    [Theory]
    [InlineData(ChargingRule.InputPlusMax, 2_100, 2_100)]
    [InlineData(ChargingRule.MaxOrEstimate, 1_400, 1_400)]
    [InlineData(ChargingRule.InputPlusActual, 2_100, 1_750)]
    [InlineData(ChargingRule.InputOnly, 1_500, 1_500)]
    public void TokensAxis_EachRule_ChargesAtTheStartAndAtTheEnd(ChargingRule rule, double atStart, double atEnd)
    {
        var limits = new ProviderLimits(new SimulatorOptions { Requests = 10, Tokens = 10_000, Evaluator = EvaluatorKind.Sliding, Charging = rule });

        var admission = limits.TryAdmit(_size, At(0));
        Assert.Equal(atStart, admission.ChargedTokens);
        Assert.Equal(10_000 - atStart, Axis(limits, "tokens").Remaining(At(0)));

        limits.Settle(admission, outputTokens: 250, forgiven: false, At(5));
        Assert.Equal(atEnd, admission.ChargedTokens);
        Assert.Equal(10_000 - atEnd, Axis(limits, "tokens").Remaining(At(5)));
        Assert.Equal(9, Axis(limits, "requests").Remaining(At(5)));
    }

    [Fact]
    public void MaxOrEstimate_SmallPrompt_ChargesTheMaximum()
        => Assert.Equal(600, Charges.AtStart(ChargingRule.MaxOrEstimate, Measure.Tokens, new CallSize(50, 40, 600)));

    [Fact]
    public void Separate_Answer_IsChargedAsProduced()
    {
        var limits = Apart(ChargingRule.Separate);
        var admission = limits.TryAdmit(_size, At(0));
        Assert.Equal(1_000, Axis(limits, "output-tokens").Remaining(At(0)));

        limits.Produce(admission, 100, At(1));
        limits.Produce(admission, 180, At(2));
        Assert.Equal(820, Axis(limits, "output-tokens").Remaining(At(2)));

        limits.Settle(admission, 250, forgiven: false, At(3));
        Assert.Equal(750, Axis(limits, "output-tokens").Remaining(At(3)));
        Assert.Equal(8_500, Axis(limits, "input-tokens").Remaining(At(3)));
        Assert.Equal(1_750, admission.ChargedTokens);
    }

    [Fact]
    public void Separate_OutputOverdrawn_LetsNobodyInUntilTheWindowHasMoved()
    {
        var limits = Apart(ChargingRule.Separate);
        var admission = limits.TryAdmit(_size, At(0));
        limits.Produce(admission, 1_200, At(1));

        var refused = limits.TryAdmit(_size, At(2));

        Assert.Equal("output-tokens", refused.FullAxis);
        Assert.Equal(At(59), refused.RetryAfter);
    }

    [Fact]
    public void SeparateReserved_Maximum_IsHeldAndCorrected()
    {
        var limits = Apart(ChargingRule.SeparateReserved);
        var admission = limits.TryAdmit(_size, At(0));
        Assert.Equal(400, Axis(limits, "output-tokens").Remaining(At(0)));
        Assert.Equal("output-tokens", limits.TryAdmit(_size, At(0)).FullAxis);

        limits.Settle(admission, 250, forgiven: false, At(3));
        Assert.Equal(750, Axis(limits, "output-tokens").Remaining(At(3)));
    }

    [Fact]
    public void TryAdmit_OneAxisFull_ChargesNoneOfThem()
    {
        var limits = new ProviderLimits(new SimulatorOptions { Requests = 10, Tokens = 4_000 });
        Assert.True(limits.TryAdmit(_size, At(0)).Granted);

        var refused = limits.TryAdmit(_size, At(0));

        Assert.Equal("tokens", refused.FullAxis);
        Assert.Equal(At(3), refused.RetryAfter);
        Assert.Equal(9, Axis(limits, "requests").Remaining(At(0)));
        Assert.Equal(4_200, Axis(limits, "tokens").Offered.Peak);
        Assert.Equal(2_100, Axis(limits, "tokens").Admitted.Peak);
    }

    [Fact]
    public void InFlight_AtItsLimit_RefusesUntilACallEnds()
    {
        var limits = new ProviderLimits(new SimulatorOptions { Requests = 0, Tokens = 0, InFlight = 2 });
        var first = limits.TryAdmit(_size, At(0));
        limits.TryAdmit(_size, At(0));

        Assert.Equal(ProviderLimits.InFlightAxis, limits.TryAdmit(_size, At(1)).FullAxis);

        limits.Settle(first, 10, forgiven: false, At(2));
        limits.Settle(first, 10, forgiven: false, At(2));
        Assert.True(limits.TryAdmit(_size, At(2)).Granted);
        Assert.Equal(2, limits.PeakInFlight);
    }

    [Fact]
    public void Settle_ForgivenFailure_GivesTheTokensBackButNotTheRequest()
    {
        var limits = new ProviderLimits(new SimulatorOptions { Requests = 10, Tokens = 10_000, Evaluator = EvaluatorKind.Sliding });
        var admission = limits.TryAdmit(_size, At(0));

        limits.Settle(admission, 0, forgiven: true, At(1));

        Assert.Equal(10_000, Axis(limits, "tokens").Remaining(At(1)));
        Assert.Equal(9, Axis(limits, "requests").Remaining(At(1)));
    }

    private static ProviderLimits Apart(ChargingRule rule) => new(
        new SimulatorOptions { Requests = 0, Tokens = 0, InputTokens = 10_000, OutputTokens = 1_000, Evaluator = EvaluatorKind.Sliding, Charging = rule });

    private static LimitAxis Axis(ProviderLimits limits, string name) => limits.Axes.Single(axis => axis.Name == name);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
