using System.Text.RegularExpressions;
using GovStack.Deployment.Tests.Manifests;

namespace GovStack.Deployment.Tests.Tools;

/// <summary>What kubectl makes of the files where there is no cluster.</summary>
[Trait("Category", "Long")]
public sealed class KubectlTests
{
    public static TheoryData<string> Directories => [.. Kustomization.Directories];

    [Theory]
    [MemberData(nameof(Directories))]
    public async Task Apply_DryRunOnTheClient_TakesEveryObject(string directory)
    {
        await NeedsKubectlAsync();
        // kubectl asks a server which kinds there are even when it only rehearses; nothing else of the rehearsal needs one.
        await using var server = await KindsServer.StartAsync();

        var (exitCode, output) = await ExternalTool.RunAsync(
            "kubectl", ["apply", "--dry-run=client", "--validate=false", $"--server={server.Address}", "--cache-dir", server.CacheDirectory, "-k", directory]);

        Assert.True(exitCode == 0, output);
        var all = Kustomization.All.Single(one => one.Directory == directory);
        // The objects that are written out, and the ConfigMaps made from files.
        Assert.Equal(
            all.Manifests.Count + all.ConfigMaps.Count - all.OfKind("ConfigMap").Count(),
            output.Split('\n').Count(line => line.EndsWith(" created (dry run)", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Directories))]
    public async Task Set_OnEveryWorkload_DecodesWithTheRealTypes(string directory)
    {
        await NeedsKubectlAsync();
        var (built, objects) = await ExternalTool.RunAsync("kubectl", ["kustomize", directory]);
        Assert.True(built == 0, objects);

        // Local: no server at all. Decoding happens into the program's own types, so a number where a word belongs is an error.
        var workloads = string.Join("\n---\n", objects.Split("\n---\n").Where(text => text.Contains("\n  template:\n", StringComparison.Ordinal)));
        var (exitCode, output) = await ExternalTool.RunAsync("kubectl", ["set", "env", "--local", "-f", "-", "CHECKED=yes", "-o", "name"], workloads);

        Assert.True(exitCode == 0, output);
        Assert.Equal(
            Kustomization.All.Single(one => one.Directory == directory).Workloads.Select(workload => workload.Name).Order(StringComparer.Ordinal),
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('/')[^1]).Order(StringComparer.Ordinal));
    }

    private static async Task NeedsKubectlAsync()
    {
        const string HowToGetIt = "install it from kubernetes.io or your distribution, 1.21 or later (Debian 12 has 1.20).";
        ExternalTool.NeedsOrSkips("kubectl", HowToGetIt);
        var (_, version) = await ExternalTool.RunAsync("kubectl", ["version", "--client", "--output=json"]);
        var minor = Regex.Match(version, "\"minor\": \"(\\d+)").Groups[1].Value;
        // The kustomize in older ones does not take directories as resources.
        Assert.SkipUnless(int.TryParse(minor, out var number) && number >= 21, $"kubectl 1.{minor} is too old: {HowToGetIt}");
    }
}
