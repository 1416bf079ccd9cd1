using GovStack.Deployment.Tests.Manifests;

namespace GovStack.Deployment.Tests.Monitoring;

/// <summary>The rules of k8s/monitoring/alerts.yaml and the panels of the dashboard.</summary>
internal static class Rules
{
    public static IReadOnlyList<JsonObject> All { get; } =
        [.. YamlFile.Read(Path.Combine(Repository.Root, "k8s/monitoring/alerts.yaml")).Single().List("groups").SelectMany(group => group.List("rules"))];

    public static IEnumerable<JsonObject> Alerts => All.Where(rule => rule["alert"] is not null);

    public static IEnumerable<JsonObject> Recorded => All.Where(rule => rule["record"] is not null);

    /// <summary>Gets every expression and where it stands.</summary>
    public static IEnumerable<(string Place, string Expression)> Expressions =>
        All.Select(rule => ((rule["alert"] ?? rule["record"])!.ToString(), rule.Text("expr")!))
            .Concat(Panels.SelectMany(panel => panel.List("targets").Select(target => ($"dashboard: {panel.Text("title")}", target.Text("expr")!))))
            .Append(("adapter", Adapter.Text("metricsQuery")!));

    public static IEnumerable<JsonObject> Panels => Dashboard.List("panels").Where(panel => panel.Text("type") != "row");

    public static JsonObject Dashboard { get; } = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "k8s/monitoring/dashboard/dashboard.json")))!;

    public static JsonObject Adapter { get; } = YamlFile.Read(Path.Combine(Repository.Root, "k8s/monitoring/adapter.yaml")).Single().List("rules", "external").Single();
}
