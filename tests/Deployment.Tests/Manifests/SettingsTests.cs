using System.Text.RegularExpressions;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Quota;
using GovStack.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GovStack.Deployment.Tests.Manifests;

/// <summary>Whether what the files set is what the program reads.</summary>
public sealed class SettingsTests(ConfiguredServer server)
{
    public static TheoryData<string, string> Variables =>
    [
        .. Kustomization.All.SelectMany(all => all.Workloads).SelectMany(workload => workload.Containers.Where(IsOurs)
            .SelectMany(container => container.List("env").Select(entry => (workload.Name, entry.Text("name")!))))
            .Concat(DockerfileVariables().Select(name => ("Dockerfile", name)))
            .Where(pair => pair.Item2.Contains("__", StringComparison.Ordinal)).Distinct()
    ];

    [Theory]
    [MemberData(nameof(Variables))]
    public void Variable_Section_HasThisSetting(string place, string variable)
    {
        var path = variable.Split("__");
        if (path[0] is "ConnectionStrings")
        {
            Assert.True(IsSiloThere is false || Sources().Any(source => source.Contains($"\"{path[1]}\"", StringComparison.Ordinal)), $"{place}: nobody reads {variable}.");
            return;
        }

        var options = path[0] switch { "ApiKeys" => "ApiKeyOptions", "Cluster" => "ClusterSettings", var section => $"{section}Options" };
        var source = Sources().FirstOrDefault(text => Regex.IsMatch(text, $@"class {options}\b"));
        if (path[0] == "Cluster" && !IsSiloThere)
            Assert.Skip("The silo host is not in this repository yet.");
        Assert.True(source is not null, $"{place}: there is no section {path[0]}.");
        Assert.Matches($@"public \S+ {path[1]} {{ get;", source);
    }

    [Fact]
    public void SettingsFile_EveryKey_IsOneThatTheProgramKnows()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(ConfiguredServer.Settings).Build();
        Assert.Equal(["Frontend", "Quota"], configuration.GetChildren().Select(section => section.Key).Order(StringComparer.Ordinal));

        // Unknown keys throw.
        var quota = configuration.GetSection("Quota").Get<QuotaOptions>(binder => binder.ErrorOnUnknownConfiguration = true);
        var frontend = configuration.GetSection("Frontend").Get<FrontendOptions>(binder => binder.ErrorOnUnknownConfiguration = true);

        Assert.NotEmpty(quota!.Pools);
        Assert.Equal(3, frontend!.TrustedProxies.Count);
    }

    [Fact]
    public void SettingsFile_Pools_AreThoseOfTheSampleAgencysChains()
    {
        // A pool whose name no chain leads to would be read, found sound and never used.
        var agency = server.Host.Services.GetRequiredService<IAgencyDirectory>().All.Single().Agency;
        var pools = agency.Chains.Values.SelectMany(tiers => tiers).Where(tier => tier.Model is not null).Select(tier => $"{tier.Provider}/{tier.Model}").ToHashSet();
        var quota = new ConfigurationBuilder().AddInMemoryCollection(ConfiguredServer.Settings).Build().GetSection("Quota").Get<QuotaOptions>();

        Assert.All(quota!.Pools.Keys, pool => Assert.True(pools.Contains(pool), pool));
    }

    [Fact]
    public void ShutdownTimeoutSeconds_IsHowLongTheHostMayStop()
        => Assert.Equal(TimeSpan.FromSeconds(60), server.Host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);

    [Fact]
    public void Probes_Paths_AreMapped()
    {
        var mapped = server.Host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
            .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => $"/{endpoint.RoutePattern.RawText!.Trim('/')}").ToHashSet();
        var probes = Kustomization.All.SelectMany(all => all.Workloads).SelectMany(workload => workload.Pod.List("containers")).Where(IsOurs)
            .SelectMany(container => container.Every("httpGet")).Select(probe => probe.Text("path")!).ToList();

        Assert.Equal(6, probes.Count);   // Startup, readiness and liveness of both hosts.
        Assert.All(probes, path => Assert.Contains(path, mapped));
        Assert.Contains("/metrics", mapped);
    }

    [Fact]
    public void Ingress_BodySize_LetsTheServersOwnRefusalThrough()
    {
        var ingress = Kustomization.All.SelectMany(all => all.OfKind("Ingress")).First();
        var size = ingress.Object.Map("metadata", "annotations")["nginx.ingress.kubernetes.io/proxy-body-size"];
        Assert.Equal("300k", size);
        Assert.True(300 * 1024 > new GovStack.Frontend.Limits.LimitsOptions().MaxBodyBytes);
    }

    private static bool IsSiloThere => Directory.Exists(Path.Combine(Repository.Root, "src", "Silo"));

    private static bool IsOurs(JsonObject container) => container.Text("image") is "govstack" or "govstack-silo";

    private static IEnumerable<string> DockerfileVariables()
        => Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")), @"^(?:ENV)?\s+(\w+__\w+)=", RegexOptions.Multiline).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Sources()
        => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText);
}
