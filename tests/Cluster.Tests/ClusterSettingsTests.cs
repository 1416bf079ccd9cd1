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

    [Fact]
    public void Open_PostgreSql_ConnectionsAreNotResetAndStatementsArePlannedOnce()
    {
        using var database = Open("Host=db");

        Assert.Contains("No Reset On Close=True", database.ConnectionString, StringComparison.Ordinal);
        Assert.Contains("Max Auto Prepare=64", database.ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OperatorSaysOtherwise_TheirWordStands()
    {
        using var database = Open("Host=db;No Reset On Close=false;Max Auto Prepare=0");

        Assert.Contains("No Reset On Close=False", database.ConnectionString, StringComparison.Ordinal);
        Assert.Contains("Max Auto Prepare=0", database.ConnectionString, StringComparison.Ordinal);
    }

    private static Grains.Storage.ClusterDatabase Open(string connectionString) => Databases.Open(
        new() { Storage = StorageKind.PostgreSql },
        new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:PostgreSql", connectionString)]).Build(),
        AppContext.BaseDirectory);

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(ClusterSettings settings)
        => new ClusterSettingsTogetherValidator(new ConfigurationBuilder().Build()).Validate(null, settings);
}
