using GovStack.Silo;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace GovStack.Cluster.Tests;

/// <summary>Settings that cannot work together stop the start, all named at once.</summary>
public sealed class ClusterSettingsTests
{
    [Fact]
    public void Validate_EveryFault_IsNamed()
    {
        var settings = new ClusterSettings { Membership = MembershipKind.Redis, Role = ServerRole.Silo, GatewayPort = 0, AdvertisedAddress = "here" };

        var result = Validate(settings);

        Assert.Equal(4, result.Failures!.Count());
        Assert.Contains(result.Failures!, fault => fault.Contains("ConnectionStrings:Redis", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_Defaults_AreOneServerOnOneMachine() => Assert.True(Validate(new ClusterSettings()).Succeeded);

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(ClusterSettings settings)
        => new ClusterSettingsTogetherValidator(new ConfigurationBuilder().Build()).Validate(null, settings);
}
