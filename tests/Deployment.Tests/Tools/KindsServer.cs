using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GovStack.Deployment.Tests.Tools;

/// <summary>The part of a Kubernetes API server that kubectl's rehearsal asks: which kinds there are, and that nothing exists yet.</summary>
internal sealed class KindsServer : IAsyncDisposable
{
    // A list of its own, not made from the files: a kind with a slip in its name is not in it.
    private static readonly Dictionary<string, (string Plural, string Kind, bool IsNamespaced)[]> Kinds = new()
    {
        ["v1"] =
        [
            ("namespaces", "Namespace", false), ("services", "Service", true), ("configmaps", "ConfigMap", true),
            ("serviceaccounts", "ServiceAccount", true), ("secrets", "Secret", true),
        ],
        ["apps/v1"] = [("deployments", "Deployment", true), ("statefulsets", "StatefulSet", true)],
        ["batch/v1"] = [("jobs", "Job", true)],
        ["autoscaling/v2"] = [("horizontalpodautoscalers", "HorizontalPodAutoscaler", true)],
        ["policy/v1"] = [("poddisruptionbudgets", "PodDisruptionBudget", true)],
        ["networking.k8s.io/v1"] = [("ingresses", "Ingress", true), ("networkpolicies", "NetworkPolicy", true)],
    };

    private readonly WebApplication _app;

    private KindsServer(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public string CacheDirectory { get; } = Path.Combine(Path.GetTempPath(), $"govstack-kubectl-{Guid.NewGuid():N}");

    public static async Task<KindsServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/api", () => Json(new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") }));
        app.MapGet("/apis", () => Json(new JsonObject
        {
            ["kind"] = "APIGroupList",
            ["apiVersion"] = "v1",
            ["groups"] = new JsonArray([.. Kinds.Keys.Where(version => version.Contains('/', StringComparison.Ordinal)).Select(Group)]),
        }));
        foreach (var (version, kinds) in Kinds)
            app.MapGet(version == "v1" ? "/api/v1" : $"/apis/{version}", () => Json(List(version, kinds)));
        app.MapFallback(() => Json(new JsonObject
        {
            ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Failure", ["reason"] = "NotFound", ["code"] = 404, ["message"] = "not found",
        }, StatusCodes.Status404NotFound));
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (Directory.Exists(CacheDirectory))
            Directory.Delete(CacheDirectory, recursive: true);
    }

    private static IResult Json(JsonObject value, int status = StatusCodes.Status200OK) => Results.Text(value.ToJsonString(), "application/json", statusCode: status);

    private static JsonNode Group(string version)
    {
        JsonObject Version() => new() { ["groupVersion"] = version, ["version"] = version.Split('/')[1] };
        return new JsonObject { ["name"] = version.Split('/')[0], ["versions"] = new JsonArray(Version()), ["preferredVersion"] = Version() };
    }

    private static JsonObject List(string version, (string Plural, string Kind, bool IsNamespaced)[] kinds) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = version,
        ["resources"] = new JsonArray([.. kinds.Select(kind => (JsonNode)new JsonObject
        {
            ["name"] = kind.Plural,
            ["singularName"] = "",
            ["namespaced"] = kind.IsNamespaced,
            ["kind"] = kind.Kind,
            ["verbs"] = new JsonArray("create", "get", "list", "patch"),
        })]),
    };
}
