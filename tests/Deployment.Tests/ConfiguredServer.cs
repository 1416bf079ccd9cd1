using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using GovStack.Conversations.Telemetry;
using GovStack.Deployment.Tests;
using GovStack.Frontend.Telemetry;
using GovStack.TestKit.Hosts;
using Microsoft.Extensions.Configuration;

[assembly: AssemblyFixture(typeof(ConfiguredServer))]

namespace GovStack.Deployment.Tests;

/// <summary>One metric as Prometheus sees it: its family and, for histograms, the bounds of its buckets.</summary>
internal sealed record EmittedMetric(string Name, IReadOnlySet<string> Bounds)
{
    /// <summary>Gets the names of its lines.</summary>
    public IEnumerable<string> Lines => Bounds.Count == 0 ? [Name] : [$"{Name}_bucket", $"{Name}_sum", $"{Name}_count"];
}

/// <summary>A server started with the settings of k8s/: what it maps, how it reads them, and every metric it can emit.</summary>
public sealed class ConfiguredServer : IAsyncLifetime
{
    /// <summary>What the manifests' settings file holds, flattened.</summary>
    internal static IReadOnlyDictionary<string, string?> Settings { get; } = new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(Repository.Root, "k8s/base/settings.json")).Build().AsEnumerable()
        .Where(pair => pair.Value is not null).ToDictionary();

    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, EmittedMetric> _metrics = [];

    internal StandaloneHostFixture Host { get; } = new(["--shutdownTimeoutSeconds", "60", .. Settings.SelectMany(pair => new[] { $"--{pair.Key}", pair.Value! })]);

    /// <summary>Gets every metric our code and the framework's parts that we read can emit, by name.</summary>
    internal IReadOnlyDictionary<string, EmittedMetric> Metrics => _metrics;

    public async ValueTask InitializeAsync()
    {
        // Instruments are made when their class is first used; a counter of something rare would otherwise look as if it were not there.
        foreach (var type in typeof(ConversationTelemetry).Assembly.GetTypes().Where(HoldsInstruments))
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        await Host.StartAsync();
        _listener.InstrumentPublished = (instrument, _) =>
        {
            if (MeterNames.AreOurs(instrument.Meter.Name))
                Add(Written(instrument));
        };
        _listener.Start();
        // What the endpoint writes by itself.
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(Host.Address, "/metrics"));
        foreach (Match type in Regex.Matches(text, @"^# TYPE (\S+) (counter|gauge)$", RegexOptions.Multiline))
            Add(new(type.Groups[1].Value, new HashSet<string>()));
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await Host.DisposeAsync();
    }

    private static bool HoldsInstruments(Type type)
        => !type.ContainsGenericParameters
           && type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public).Any(field => field.FieldType.IsAssignableTo(typeof(Instrument)));

    private static EmittedMetric Written(Instrument instrument)
    {
        var family = MetricFamily.Of(instrument);
        family.Record(1, [], isTotal: false);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        family.Write(output);
        return new(family.Name, Regex.Matches(output.ToString(), "le=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToHashSet());
    }

    private void Add(EmittedMetric metric) => _metrics.TryAdd(metric.Name, metric);
}
