using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace GovStack.Frontend.Telemetry;

/// <summary>Listens to our meter and the framework's from the start on, and writes what they measured in Prometheus' text format.</summary>
internal sealed class PrometheusMetrics : IHostedService, IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new();

    public PrometheusMetrics()
    {
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<double>(static (instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<long>(static (instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<byte>(static (instrument, value, tags, state) => Record(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (instrument, value, tags, state) => Record(instrument, (double)value, tags, state));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    /// <summary>Writes everything measured so far.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            family.Write(output);
        output.Write("# HELP process_working_set_bytes The memory of the server process.\n# TYPE process_working_set_bytes gauge\n");
        output.Write($"process_working_set_bytes {Environment.WorkingSet}\n");
        return output.ToString();
    }

    private static void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        => ((MetricFamily)state!).Record(value, tags, instrument.IsObservable);

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (!MeterNames.AreOurs(instrument.Meter.Name))
            return;
        // Two meters may publish instruments of one name: they are one family, whose series differ by their tags.
        var family = _families.GetOrAdd(MetricFamily.NameOf(instrument), _ => MetricFamily.Of(instrument));
        listener.EnableMeasurementEvents(instrument, family);
    }
}

/// <summary>The meters that are told: ours, the web server's, the hub's and the runtime's.</summary>
internal static class MeterNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        Conversations.Telemetry.ConversationTelemetry.Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Http.Connections",
        "System.Net.Http",
        "System.Runtime",
        "Microsoft.Orleans",   // The cluster host's; in the standalone one there is nothing of that name.
    ];

    public static bool AreOurs(string meter) => All.Contains(meter);
}
