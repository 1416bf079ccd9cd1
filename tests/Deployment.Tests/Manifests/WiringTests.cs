namespace GovStack.Deployment.Tests.Manifests;

/// <summary>Whether what names something names something that is there: labels, ports, services, secrets.</summary>
public sealed class WiringTests
{
    private const string NameLabel = "app.kubernetes.io/name";

    public static TheoryData<string> Directories => [.. Kustomization.Directories];

    // The cluster and the one-pod variant are two installations; the monitoring reaches into either.
    private static IEnumerable<Manifest> Everywhere => Kustomization.All.SelectMany(all => all.Manifests);

    [Theory]
    [MemberData(nameof(Directories))]
    public void Workloads_Selectors_MatchTheirOwnPods(string directory)
        => Assert.All(Find(directory).Workloads.Where(workload => workload.Kind != "Job"), workload =>
        {
            var selector = workload.Object.Map("spec", "selector", "matchLabels");
            Assert.NotEmpty(selector);
            Assert.True(Matches(selector, workload), workload.ToString());
        });

    [Theory]
    [MemberData(nameof(Directories))]
    public void Services_SelectorAndPorts_MeetAPod(string directory)
        => Assert.All(Find(directory).OfKind("Service"), service =>
        {
            var pods = Find(directory).Workloads.Where(workload => Matches(service.Object.Map("spec", "selector"), workload)).ToList();
            var pod = Assert.Single(pods);
            var names = pod.Containers.SelectMany(container => container.List("ports")).Select(port => port.Text("name")).ToList();
            Assert.All(service.Object.List("spec", "ports"), port => Assert.Contains(port.Text("targetPort"), names));
        });

    [Theory]
    [MemberData(nameof(Directories))]
    public void StatefulSets_Service_IsThere(string directory)
        => Assert.All(Find(directory).OfKind("StatefulSet"), set =>
            Assert.Contains(set.Object.Text("spec", "serviceName"), Find(directory).OfKind("Service").Select(service => service.Name)));

    [Theory]
    [MemberData(nameof(Directories))]
    public void Ingresses_Backends_AreServicesAndTheirPorts(string directory)
        => Assert.All(Find(directory).OfKind("Ingress").SelectMany(ingress => ingress.Object.Every("backend")), backend =>
        {
            var service = Find(directory).OfKind("Service").Single(service => service.Name == backend.Text("service", "name"));
            Assert.Contains(backend.Text("service", "port", "name"), service.Object.List("spec", "ports").Select(port => port.Text("name")));
        });

    [Fact]
    public void Ingresses_Sessions_AreNotSticky()
    {
        Assert.All(Everywhere.Where(manifest => manifest.Kind == "Ingress"), ingress =>
            Assert.DoesNotContain(ingress.Object.Map("metadata", "annotations").Keys, key => key.Contains("affinity", StringComparison.Ordinal)));
        Assert.All(Everywhere.Where(manifest => manifest.Kind == "Service"), service => Assert.Null(service.Object.Find("spec", "sessionAffinity")));
    }

    [Theory]
    [MemberData(nameof(Directories))]
    public void AutoscalerAndBudget_Targets_AreThere(string directory)
    {
        var all = Find(directory);
        Assert.All(all.OfKind("HorizontalPodAutoscaler"), scaler =>
        {
            var target = all.Workloads.Single(workload => workload.Name == scaler.Object.Text("spec", "scaleTargetRef", "name"));
            Assert.Equal(scaler.Object.Text("spec", "scaleTargetRef", "kind"), target.Kind);
            // Two owners of one number would fight.
            Assert.Null(target.Object.Find("spec", "replicas"));
        });
        Assert.All(all.OfKind("PodDisruptionBudget"), budget =>
            Assert.Contains(all.Workloads, workload => Matches(budget.Object.Map("spec", "selector", "matchLabels"), workload)));
    }

    [Theory]
    [MemberData(nameof(Directories))]
    public void NetworkPolicies_NamePodsAndPortsThatExist(string directory)
        => Assert.All(Find(directory).OfKind("NetworkPolicy"), policy =>
        {
            var selected = Pods(policy.Object.Find("spec", "podSelector"));
            Assert.NotEmpty(selected);
            AssertPorts(policy, selected, policy.Object.List("spec", "ingress"));
            foreach (var rule in policy.Object.List("spec", "egress"))
            {
                var peers = rule.List("to").Where(peer => peer["namespaceSelector"] is null && peer["podSelector"] is not null).ToList();
                var pods = peers.SelectMany(peer => Pods(peer["podSelector"])).ToList();
                Assert.Equal(peers.Count == 0, pods.Count == 0);
                if (pods.Count > 0)
                    AssertPorts(policy, pods, [rule]);
            }

            foreach (var peer in policy.Object.List("spec", "ingress").SelectMany(rule => rule.List("from")).Where(peer => peer["namespaceSelector"] is null))
                Assert.NotEmpty(Pods(peer["podSelector"]));
        });

    [Theory]
    [InlineData("k8s")]
    [InlineData("k8s/standalone")]
    public void NetworkPolicies_EveryPodHasOneOfItsOwnAndTheRestIsDenied(string directory)
    {
        var policies = Find(directory).OfKind("NetworkPolicy").ToList();
        Assert.Contains(policies, policy => policy.Object.Map("spec", "podSelector").Count == 0
            && policy.Object.Find("spec", "ingress") is null && policy.Object.Find("spec", "egress") is null
            && ((JsonArray)policy.Object.Find("spec", "policyTypes")!).Count == 2);
        Assert.All(Find(directory).Workloads, workload =>
            Assert.Contains(policies, policy => policy.Object.Map("spec", "podSelector", "matchLabels") is { Count: > 0 } labels && Matches(labels, workload)));
    }

    [Fact]
    public void Secrets_References_AreInTheList()
    {
        var example = YamlFile.Read(Path.Combine(Repository.Root, "k8s/secrets.example.yaml")).Single();
        var keys = example.Map("stringData").Keys.ToList();
        var references = Everywhere.SelectMany(manifest => manifest.Object.Every("secretKeyRef")).ToList();
        var volumes = Everywhere.SelectMany(manifest => manifest.Object.Every("secret")).Where(secret => secret["secretName"] is not null).ToList();

        Assert.All(references, reference => Assert.Equal("govstack-secrets", reference.Text("name")));
        Assert.All(volumes, volume => Assert.Equal("govstack-secrets", volume.Text("secretName")));
        Assert.Equal(
            keys.Order(StringComparer.Ordinal),
            references.Select(reference => reference.Text("key")!).Concat(volumes.SelectMany(volume => volume.List("items").Select(item => item.Text("key")!)))
                .Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Secrets_Values_StandInNoFile()
    {
        // The one list of secrets holds placeholders; nothing that is applied is a secret; and no variable that sounds like one has a value.
        var example = YamlFile.Read(Path.Combine(Repository.Root, "k8s/secrets.example.yaml")).Single();
        Assert.All(example.Map("stringData").Values, value => Assert.Equal("REPLACE-ME", value));
        Assert.DoesNotContain(Everywhere, manifest => manifest.Kind == "Secret");
        var secretly = Everywhere.SelectMany(manifest => manifest.Object.Every("env")).SelectMany(env => ((JsonArray)env).OfType<JsonObject>())
            .Where(entry => System.Text.RegularExpressions.Regex.IsMatch(entry.Text("name")!, "(?i)(password|token|api_?key)$"));
        Assert.All(secretly, entry => Assert.NotNull(entry.Find("valueFrom", "secretKeyRef")));
        Assert.All(Kustomization.Files("*"), file =>
            Assert.DoesNotMatch(@"sk-[A-Za-z0-9_-]{20,}|gsk_[A-Za-z0-9_-]{20,}|-----BEGIN|(?i)password=[^""$.\s;][^\s;]*", File.ReadAllText(Path.Combine(Repository.Root, file))));
    }

    [Fact]
    public void Files_EveryYaml_IsAppliedOrSaysWhyNot()
    {
        string[] apart = ["k8s/secrets.example.yaml", "k8s/monitoring/alerts.yaml", "k8s/monitoring/alerts-test.yaml", "k8s/monitoring/adapter.yaml"];
        Assert.Equal(
            Kustomization.Files("*.yaml").Where(file => !file.EndsWith("kustomization.yaml", StringComparison.Ordinal)),
            Everywhere.Select(manifest => manifest.File).Concat(apart).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Comments_GracePeriodsAndPorts_AreExplained()
        => Assert.All(Kustomization.Files("*.yaml"), file =>
        {
            var lines = File.ReadAllLines(Path.Combine(Repository.Root, file)).Select(line => line.Trim()).ToList();
            for (var i = 1; i < lines.Count; i++)
            {
                if (lines[i].StartsWith("terminationGracePeriodSeconds:", StringComparison.Ordinal))
                    Assert.StartsWith("#", lines[i - 1], StringComparison.Ordinal);
                if (lines[i] == "ports:" && lines[i + 1].StartsWith("- name:", StringComparison.Ordinal))
                    Assert.Fail($"{file}:{i + 2} has a port and no word why.");
            }
        });

    private static Kustomization Find(string directory) => Kustomization.All.Single(all => all.Directory == directory);

    private static bool Matches(IReadOnlyDictionary<string, string> labels, Manifest workload)
        => labels.Count > 0 && labels.All(label => workload.PodLabels.GetValueOrDefault(label.Key) == label.Value);

    private static List<Manifest> Pods(JsonNode? selector)
    {
        var labels = selector.Map("matchLabels");
        Assert.All(labels.Keys, key => Assert.Equal(NameLabel, key));
        return [.. Everywhere.Where(manifest => manifest.PodTemplate is not null).Where(workload => labels.Count == 0 || Matches(labels, workload))];
    }

    private static void AssertPorts(Manifest policy, IReadOnlyList<Manifest> pods, IEnumerable<JsonObject> rules)
    {
        var open = pods.SelectMany(pod => pod.Containers).SelectMany(container => container.List("ports")).Select(port => port.Number("containerPort")).ToHashSet();
        Assert.All(rules.SelectMany(rule => rule.List("ports")), port => Assert.True(open.Contains(port.Number("port")), $"{policy}: nobody listens on {port["port"]}."));
    }
}
