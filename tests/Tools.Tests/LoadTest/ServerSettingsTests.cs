using GovStack.LoadTest.Measuring;
using GovStack.LoadTest.Starting;
using Xunit;

namespace GovStack.Tools.Tests.LoadTest;

public sealed class ServerSettingsTests
{
    private static readonly SimulatorView _bucket = new(
        Now: 0, TimeScale: 1, Requests: 500, Tokens: 300_000, InputTokens: 0, OutputTokens: 0, InFlight: 0, WindowSeconds: 60, "Bucket", "InputPlusMax", "Requests", 0.6, 60, "fixed:250");

    [Fact]
    public void For_Bucket_NamesItsLimitsAndRules() => Assert.Equal(
        "--Providers:openai:Pool simulated --Providers:openai:Model sim-large --Quota:Pools:simulated:Profile simulated --Quota:Profiles:simulated:BasedOn local"
        + " --Quota:Profiles:simulated:Evaluator Bucket --Quota:Profiles:simulated:StartCharge InputAndMaximum --Quota:Profiles:simulated:Refunds False"
        + " --Quota:Profiles:simulated:Dialect OpenAI --Quota:Profiles:simulated:Safety 0.9995"
        + " --Quota:Pools:simulated:RequestsPerMinute 500 --Quota:Pools:simulated:TokensPerMinute 300000 --Quota:Pools:simulated:MaxInFlight 100000",
        ServerSettings.For(_bucket));

    [Fact]
    public void For_SubWindows_NamesEach()
    {
        var settings = ServerSettings.For(_bucket with { Evaluator = "FixedAnd10Seconds", SubWindowsOn = "Both" });

        Assert.Contains("--Quota:Profiles:simulated:Evaluator Fixed", settings, StringComparison.Ordinal);
        Assert.Contains("SubWindows:0:Axis Requests --Quota:Profiles:simulated:SubWindows:0:Length 00:00:10 --Quota:Profiles:simulated:SubWindows:0:Aligned True", settings, StringComparison.Ordinal);
        Assert.Contains("SubWindows:1:Axis Tokens --Quota:Profiles:simulated:SubWindows:1:Length 00:00:10", settings, StringComparison.Ordinal);
    }

    [Fact]
    public void For_InFlightOnly_IsALocalModel()
    {
        var settings = ServerSettings.For(_bucket with { Requests = 0, Tokens = 0, InFlight = 4 });

        Assert.EndsWith("--Quota:Pools:simulated:MaxInFlight 4", settings, StringComparison.Ordinal);
        Assert.DoesNotContain("PerMinute", settings, StringComparison.Ordinal);
    }
}
