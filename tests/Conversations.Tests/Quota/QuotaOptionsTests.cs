using GovStack.Conversations.Quota;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

public sealed class QuotaOptionsTests
{
    [Fact]
    public void Find_PoolNobodyConfigured_StartsFromTheProfileItsNameBeginsWith()
    {
        var settings = PoolSettings.Find("openai/eu/gpt-4.1", new QuotaOptions())!;

        Assert.Equal("openai", settings.Profile.Name);
        Assert.Equal(ProviderEvaluator.Bucket, settings.Profile.Evaluator);
        Assert.Equal([500, 200_000], settings.Limits.Select(limit => limit.Amount));
    }

    [Fact]
    public void Find_NameNobodyKnows_IsNoPool() => Assert.Null(PoolSettings.Find("somewhere/else", new QuotaOptions()));

    [Fact]
    public void Bind_PoolsAndProfiles_FromConfiguration()
    {
        var options = Options(new()
        {
            ["Quota:Pools:main:Profile"] = "ours",
            ["Quota:Pools:main:TokensPerMinute"] = "300000",
            ["Quota:Pools:main:MaxInFlight"] = "40",
            ["Quota:Profiles:ours:BasedOn"] = "openai",
            ["Quota:Profiles:ours:SubWindows:0:Axis"] = "Tokens",
            ["Quota:Profiles:ours:SubWindows:0:Length"] = "00:00:01",
            ["Quota:SendJitter"] = "00:00:00.100",
        }).Value;

        var settings = PoolSettings.Find("MAIN", options)!;

        Assert.Equal([500, 300_000], settings.Limits.Select(limit => limit.Amount));
        Assert.Equal(40, settings.MaxInFlight);
        Assert.Equal(TimeSpan.FromSeconds(0.1), settings.SendJitter);
        Assert.Equal([new SubWindow(QuotaAxis.Tokens, TimeSpan.FromSeconds(1), Paced: false)], settings.Profile.SubWindows);
        Assert.Equal(StartCharge.LargerOfInputAndMaximum, settings.Profile.StartCharge);
    }

    [Fact]
    public void Value_ManyFaults_NamesEveryOneAtOnce()
    {
        var options = Options(new()
        {
            ["Quota:SpendWithin"] = "00:01:00",
            ["Quota:RetryShare"] = "7",
            ["Quota:Pools:main:Profile"] = "nobody",
            ["Quota:Pools:main:TokensPerMinute"] = "0",
            ["Quota:Pools:other:Safety"] = "1.5",
            ["Quota:Profiles:ours:BasedOn"] = "ghost",
        });

        var message = string.Join('\n', Assert.Throws<OptionsValidationException>(() => options.Value).Failures);

        foreach (var part in (string[])["SpendWithin", "RetryShare", "Quota:Pools:main:Profile", "Quota:Pools:main:TokensPerMinute", "Quota:Pools:other:Safety", "Quota:Profiles:ours:BasedOn"])
            Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddQuota_Twice_RegistersOneGate()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());

        using var provider = services.AddQuota().AddQuota().BuildServiceProvider();

        Assert.Single(provider.GetServices<IProviderGate>());
    }

    private static IOptions<QuotaOptions> Options(Dictionary<string, string?> values)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        return services.AddQuota().BuildServiceProvider().GetRequiredService<IOptions<QuotaOptions>>();
    }
}
