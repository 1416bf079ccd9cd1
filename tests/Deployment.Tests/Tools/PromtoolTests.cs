namespace GovStack.Deployment.Tests.Tools;

/// <summary>The rules as Prometheus's own tool sees them.</summary>
[Trait("Category", "Long")]
public sealed class PromtoolTests
{
    private const string HowToGetIt = "it comes with Debian's package prometheus.";

    [Theory]
    [InlineData("check", "rules", "k8s/monitoring/alerts.yaml")]
    [InlineData("check", "config", "--syntax-only", "k8s/monitoring/prometheus.yml")]
    [InlineData("test", "rules", "k8s/monitoring/alerts-test.yaml")]
    public async Task Promtool_SaysThatAllIsWell(params string[] arguments)
    {
        ExternalTool.NeedsOrSkips("promtool", HowToGetIt);

        var (exitCode, output) = await ExternalTool.RunAsync("promtool", arguments);

        Assert.True(exitCode == 0, output);
        Assert.Contains("SUCCESS", output, StringComparison.Ordinal);
    }
}
