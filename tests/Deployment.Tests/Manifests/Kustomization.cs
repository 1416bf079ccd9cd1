namespace GovStack.Deployment.Tests.Manifests;

/// <summary>A directory that `kubectl apply -k` takes: its objects, those of the directories it names, and the ConfigMaps made from files.</summary>
internal sealed class Kustomization
{
    /// <summary>The directories people apply.</summary>
    public static IReadOnlyList<string> Directories { get; } = ["k8s", "k8s/standalone", "k8s/monitoring"];

    /// <summary>Gets all three: the monitoring goes with either of the others.</summary>
    public static IReadOnlyList<Kustomization> All { get; } = [.. Directories.Select(directory => new Kustomization(directory))];

    private readonly List<Manifest> _manifests = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _configMaps = [];
    private readonly Dictionary<string, string> _images = [];

    private Kustomization(string directory)
    {
        Directory = directory;
        Read(directory);
    }

    public string Directory { get; }

    public IReadOnlyList<Manifest> Manifests => _manifests;

    /// <summary>Gets the objects that make pods.</summary>
    public IEnumerable<Manifest> Workloads => _manifests.Where(manifest => manifest.PodTemplate is not null);

    /// <summary>Gets the keys of each ConfigMap, written out or made from files.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ConfigMaps => _configMaps;

    /// <summary>Gets the tag or digest that takes the place of an image's own, by its name.</summary>
    public IReadOnlyDictionary<string, string> Images => _images;

    public IEnumerable<Manifest> OfKind(string kind) => _manifests.Where(manifest => manifest.Kind == kind);

    /// <summary>Gets every file below k8s/, relative to the repository.</summary>
    public static IEnumerable<string> Files(string pattern)
        => System.IO.Directory.EnumerateFiles(Path.Combine(Repository.Root, "k8s"), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private void Read(string directory)
    {
        var file = YamlFile.Read(Path.Combine(Repository.Root, directory, "kustomization.yaml")).Single();
        foreach (var resource in (file["resources"] as JsonArray ?? []).Select(node => node!.ToString()))
        {
            var path = Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, directory, resource))).Replace('\\', '/');
            if (System.IO.Directory.Exists(Path.Combine(Repository.Root, path)))
                Read(path);
            else
                _manifests.AddRange(YamlFile.Read(Path.Combine(Repository.Root, path)).Select(item => new Manifest(path, item)));
        }

        foreach (var generator in file.List("configMapGenerator"))
        {
            // "key=file", or the file's own name.
            var files = ((JsonArray)generator["files"]!).Select(node => node!.ToString().Split('=')).ToList();
            Assert.All(files, entry => Assert.True(File.Exists(Path.Combine(Repository.Root, directory, entry[^1])), $"{directory}: {entry[^1]} is missing."));
            _configMaps[generator.Text("name")!] = [.. files.Select(entry => Path.GetFileName(entry[0]))];
        }

        foreach (var image in file.List("images"))
            _images[image.Text("name")!] = image.Text("digest") ?? image.Text("newTag")!;
        foreach (var map in OfKind("ConfigMap"))
            _configMaps[map.Name] = [.. map.Object.Map("data").Keys];
    }
}
