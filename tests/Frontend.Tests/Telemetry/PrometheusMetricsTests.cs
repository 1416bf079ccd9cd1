using System.Diagnostics.Metrics;
using GovStack.Conversations.Telemetry;
using GovStack.Frontend.Telemetry;

namespace GovStack.Frontend.Tests.Telemetry;

public sealed class PrometheusMetricsTests
{
    [Fact]
    public async Task Write_Counter_IsATotalByItsTags()
    {
        var name = NewName();
        using var meter = new Meter(ConversationTelemetry.Name);
        using var metrics = await StartAsync();
        var counter = meter.CreateCounter<long>($"{name}.answers", "{answer}", "Answers given.");

        counter.Add(2, new KeyValuePair<string, object?>("kind", "quick"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "quick"));
        counter.Add(1, new KeyValuePair<string, object?>("kind", "a \"b\"\\"));

        var lines = Lines(metrics, name);
        Assert.Equal($"# HELP {name}_answers_total Answers given.", lines[0]);
        Assert.Equal($"# TYPE {name}_answers_total counter", lines[1]);
        Assert.Contains($"{name}_answers_total{{kind=\"quick\"}} 5", lines);
        Assert.Contains($"{name}_answers_total{{kind=\"a \\\"b\\\"\\\\\"}} 1", lines);
    }

    [Fact]
    public async Task Write_Histogram_CountsUpItsBuckets()
    {
        var name = NewName();
        using var meter = new Meter(ConversationTelemetry.Name);
        using var metrics = await StartAsync();
        var histogram = meter.CreateHistogram(
            $"{name}.wait", "s", "Waits.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 5] });

        foreach (var wait in (double[])[0.5, 1, 3, 9])
            histogram.Record(wait);

        Assert.Equal(
            [
                $"{name}_wait_seconds_bucket{{le=\"1\"}} 2",
                $"{name}_wait_seconds_bucket{{le=\"5\"}} 3",
                $"{name}_wait_seconds_bucket{{le=\"+Inf\"}} 4",
                $"{name}_wait_seconds_sum 13.5",
                $"{name}_wait_seconds_count 4",
            ],
            Lines(metrics, name)[2..]);
    }

    [Fact]
    public async Task Write_GaugesOfBothKinds_AreTheirPresentValue()
    {
        var name = NewName();
        using var meter = new Meter(ConversationTelemetry.Name);
        using var metrics = await StartAsync();
        var open = meter.CreateUpDownCounter<int>($"{name}.open");
        meter.CreateObservableGauge($"{name}.queue", () => 7);

        open.Add(3);
        open.Add(-1);

        var lines = Lines(metrics, name);
        Assert.Contains($"{name}_open 2", lines);
        Assert.Contains($"{name}_queue 7", lines);
    }

    [Fact]
    public async Task Write_TagThatTakesEverNewValues_StopsGrowing()
    {
        var name = NewName();
        using var meter = new Meter(ConversationTelemetry.Name);
        using var metrics = await StartAsync();
        var counter = meter.CreateCounter<long>(name);

        for (var value = 0; value < 5_000; value++)
            counter.Add(1, new KeyValuePair<string, object?>("value", value));

        Assert.Equal(1_000 + 2, Lines(metrics, name).Length);
    }

    [Fact]
    public async Task Write_Always_TellsTheWorkingSet()
    {
        using var metrics = await StartAsync();

        Assert.Contains("\nprocess_working_set_bytes ", metrics.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_MeterOfSomebodyElse_IsLeftOut()
    {
        var name = NewName();
        using var meter = new Meter("Elsewhere");
        using var metrics = await StartAsync();

        meter.CreateCounter<long>(name).Add(1);

        Assert.Empty(Lines(metrics, name));
    }

    private static string NewName() => $"test_{Guid.NewGuid():N}";

    private static async Task<PrometheusMetrics> StartAsync()
    {
        var metrics = new PrometheusMetrics();
        await metrics.StartAsync(CancellationToken.None);
        return metrics;
    }

    private static string[] Lines(PrometheusMetrics metrics, string name)
        => [.. metrics.Write().Split('\n').Where(line => line.Contains(name, StringComparison.Ordinal))];
}
