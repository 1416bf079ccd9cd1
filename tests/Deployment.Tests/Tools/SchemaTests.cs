using GovStack.Deployment.Tests.Manifests;

namespace GovStack.Deployment.Tests.Tools;

/// <summary>Every field of every object against the types that are made from Kubernetes' own schema.</summary>
[Trait("Category", "Long")]
public sealed class SchemaTests
{
    private static readonly string Script = Path.Combine(Repository.Root, "tests/Deployment.Tests/schema.cjs");

    [Fact]
    public async Task Objects_Fields_AreKubernetes()
    {
        var objects = Kustomization.All.SelectMany(all => all.Manifests).DistinctBy(manifest => (manifest.File, manifest.Kind, manifest.Name)).ToList();

        var (exitCode, output) = await CheckAsync(objects);

        Assert.True(exitCode == 0, output);
        Assert.Equal($"{objects.Count} objects, 0 faults", output.Trim());
    }

    [Theory]
    [InlineData("spec", "replicaz", "1")]
    [InlineData("spec", "replicas", "\"one\"")]
    [InlineData("metadata", "labels", "[]")]
    public async Task Objects_AFaultPutIn_IsFound(string place, string field, string value)
    {
        var sound = Kustomization.All[0].OfKind("Deployment").First();
        var broken = (JsonObject)sound.Object.DeepClone();
        broken[place]![field] = JsonNode.Parse(value);

        var (exitCode, output) = await CheckAsync([sound with { Object = broken }]);

        Assert.Equal(1, exitCode);
        Assert.Contains("1 faults", output, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output)> CheckAsync(IEnumerable<Manifest> objects)
    {
        ExternalTool.NeedsOrSkips("node", "install Node.js.");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Path.GetDirectoryName(Script)!, "node_modules")), "The Kubernetes types are not here: run npm ci in tests/Deployment.Tests.");
        var lines = objects.Select(manifest => new JsonObject { ["file"] = manifest.File, ["object"] = manifest.Object.DeepClone() }.ToJsonString());
        return ExternalTool.RunAsync("node", [Script], string.Join('\n', lines));
    }
}
