using System.Text.RegularExpressions;
using GovStack.Conversations;
using GovStack.Deployment.Tests.Manifests;

namespace GovStack.Deployment.Tests.Monitoring;

/// <summary>Alerts and panels are about what the code really emits, and every alert says what to do.</summary>
public sealed class RulesTests(ConfiguredServer server)
{
    public static TheoryData<string> Alerts => [.. Rules.Alerts.Select(alert => alert.Text("alert")!)];

    public static TheoryData<string, string> Expressions => [.. Rules.Expressions];

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Expression_Metrics_AreEmittedOrRecorded(string place, string expression)
    {
        // "up" is Prometheus's own.
        var known = server.Metrics.Values.SelectMany(metric => metric.Lines).Concat(Rules.Recorded.Select(rule => rule.Text("record")!)).Append("up").ToHashSet();

        var used = PromQl.Metrics(expression).ToList();

        Assert.NotEmpty(used);
        Assert.All(used, metric => Assert.True(known.Contains(metric), $"{place}: nobody emits {metric}."));
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Expression_LabelValues_AreOnesThatExist(string place, string expression)
        => Assert.All(PromQl.Matchers(expression), matcher =>
        {
            string[] known = matcher.Label switch
            {
                "kind" => Enum.GetNames<AnswerKind>(),
                "class" => ["emergency", "interactive", "background"],
                "axis" => Enum.GetNames<Conversations.Quota.QuotaAxis>(),
                "job" => ["govstack"],
                // A bound that is no bucket's would never match.
                "le" => [.. server.Metrics[matcher.Metric[..^"_bucket".Length]].Bounds],
                _ => [],
            };
            Assert.True(known.Length == 0 || matcher.Value.Split('|').All(known.Contains), $"{place}: {matcher.Label} is never {matcher.Value}.");
        });

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Alert_HasASeverityASentenceAndAPage(string name)
    {
        var alert = Rules.Alerts.Single(rule => rule.Text("alert") == name);

        Assert.Matches("^(page|ticket)$", alert.Text("labels", "severity"));
        Assert.EndsWith(".", alert.Text("annotations", "summary"), StringComparison.Ordinal);
        var page = alert.Text("annotations", "runbook_url")!;
        Assert.Matches(@"^docs/operations/[a-z-]+\.md$", page);
        Assert.True(File.Exists(Path.Combine(Repository.Root, page)), $"{page} is missing.");
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Alert_IsNamedOnItsPage(string name)
    {
        var page = Rules.Alerts.Single(rule => rule.Text("alert") == name).Text("annotations", "runbook_url")!;
        Assert.Contains($"`{name}`", File.ReadAllText(Path.Combine(Repository.Root, page)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Alert_IsTriedInTheRulesOwnTests(string name)
    {
        var tests = YamlFile.Read(Path.Combine(Repository.Root, "k8s/monitoring/alerts-test.yaml")).Single().List("tests").SelectMany(test => test.List("alert_rule_test")).ToList();
        // Once firing, and once, in an ordinary hour, not.
        Assert.Contains(tests, test => test.Text("alertname") == name && test.List("exp_alerts").Any());
        Assert.Contains(tests, test => test.Text("alertname") == name && !test.List("exp_alerts").Any());
    }

    [Fact]
    public void Alerts_CoverWhatOperatorsMustHearOf()
        => Assert.Superset(
            new HashSet<string> { "TurnsTimeOut", "TurnsFail", "LittleReused", "QuotaExhausted", "PromisesBroken", "BudgetSpent", "ProviderDown", "NoServer" },
            Rules.Alerts.Select(alert => alert.Text("alert")!).ToHashSet());

    [Fact]
    public void Pages_Metrics_AreEmitted()
    {
        var names = server.Metrics.Keys.Concat(server.Metrics.Values.SelectMany(metric => metric.Lines)).ToHashSet();
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/operations"), "*.md").Select(File.ReadAllText);
        Assert.All(pages.SelectMany(page => Regex.Matches(page, @"\bgovstack_\w+").Select(match => match.Value)), name => Assert.Contains(name, names));
    }

    [Fact]
    public void Pages_Links_LeadToFiles()
        => Assert.All(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/operations"), "*.md"), path =>
            Assert.All(Regex.Matches(File.ReadAllText(path), @"\]\(([^)#:]+)\)").Select(match => match.Groups[1].Value), link =>
                Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(path)!, link)), $"{Path.GetFileName(path)}: {link}")));

    [Fact]
    public void Autoscaler_Metric_IsTheOneTheAdapterMakes()
    {
        var scaler = Kustomization.All.SelectMany(all => all.OfKind("HorizontalPodAutoscaler")).Single();
        var external = scaler.Object.Every("external").Single();
        Assert.Equal(Rules.Adapter.Text("name", "as"), external.Text("metric", "name"));
        Assert.Contains(Rules.Recorded, rule => Rules.Adapter.Text("seriesQuery")!.Contains(rule.Text("record")!, StringComparison.Ordinal));
    }

    [Fact]
    public void Prometheus_ReadsThePodsByTheirService()
    {
        var settings = YamlFile.Read(Path.Combine(Repository.Root, "k8s/monitoring/prometheus.yml")).Single();
        var job = settings.List("scrape_configs").Single();
        var discovery = job.List("dns_sd_configs").Single();
        var host = ((JsonArray)discovery["names"]!).Single()!.ToString();

        Assert.Equal("govstack", job.Text("job_name"));
        Assert.All(["k8s", "k8s/standalone"], directory => Assert.Contains(
            Kustomization.All.Single(all => all.Directory == directory).OfKind("Service"),
            service => host == $"{service.Name}.govstack.svc" && service.Object.Text("spec", "clusterIP") == "None"
                && service.Object.List("spec", "ports").Single().Number("port") == discovery.Number("port")));
    }

    [Fact]
    public void Dashboard_Panels_HaveIdsOfTheirOwnAndATitle()
    {
        var ids = Rules.Dashboard.List("panels").Select(panel => panel.Number("id")).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(Rules.Panels, panel => Assert.NotEmpty(panel.Text("title")!));
    }
}
