using Microsoft.Extensions.Options;

namespace GovStack.Standalone.Tests.Server;

public sealed class BadSettingsTests
{
    [Fact]
    public void Build_SettingsOfSeveralPartsAreWrong_NamesAllOfThem()
    {
        var fault = Assert.ThrowsAny<Exception>(() => StandaloneHost.Build(
            ["--Conversations:MaxAttempts=0", "--Limits:PersonBurst=0", "--Frontend:Heartbeat=01:00:00", "--Content:PollInterval=-1"]));

        var told = fault is AggregateException several
            ? several.InnerExceptions.OfType<OptionsValidationException>().SelectMany(inner => inner.Failures)
            : Assert.IsType<OptionsValidationException>(fault).Failures;
        Assert.Equal(["Heartbeat", "MaxAttempts", "PersonBurst", "PollInterval"], told.Select(failure => failure.Split(':')[0]).Order());
    }
}
