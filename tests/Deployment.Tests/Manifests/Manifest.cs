namespace GovStack.Deployment.Tests.Manifests;

/// <summary>One Kubernetes object and the file it stands in, relative to the repository.</summary>
internal sealed record Manifest(string File, JsonObject Object)
{
    public string Kind => Object.Text("kind")!;

    public string Name => Object.Text("metadata", "name")!;

    /// <summary>Gets what makes pods: the template's metadata and spec, or null for other kinds.</summary>
    public JsonObject? PodTemplate => Object.Find("spec", "template") as JsonObject;

    public JsonObject Pod => (JsonObject)PodTemplate!["spec"]!;

    public IReadOnlyDictionary<string, string> PodLabels => PodTemplate!.Map("metadata", "labels");

    public IEnumerable<JsonObject> Containers => Pod.List("initContainers").Concat(Pod.List("containers"));

    public override string ToString() => $"{File}: {Kind} {Name}";
}

/// <summary>Ways into a JSON tree.</summary>
internal static class JsonPaths
{
    public static JsonNode? Find(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
            node = (node as JsonObject)?[step];
        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) => node.Find(path)?.ToString();

    public static int? Number(this JsonNode? node, params ReadOnlySpan<string> path) => node.Find(path)?.GetValue<long>() is { } value ? (int)value : null;

    public static IEnumerable<JsonObject> List(this JsonNode? node, params ReadOnlySpan<string> path) => (node.Find(path) as JsonArray ?? []).OfType<JsonObject>();

    public static IReadOnlyDictionary<string, string> Map(this JsonNode? node, params ReadOnlySpan<string> path)
        => (node.Find(path) as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value!.ToString());

    /// <summary>Finds every object in a tree that has a property of this name, and gives that property.</summary>
    public static IEnumerable<JsonNode> Every(this JsonNode? node, string name) => node switch
    {
        JsonObject tree => tree.SelectMany(pair => (pair.Key == name && pair.Value is not null ? [pair.Value] : Enumerable.Empty<JsonNode>()).Concat(pair.Value.Every(name))),
        JsonArray items => items.SelectMany(item => item.Every(name)),
        _ => [],
    };
}
