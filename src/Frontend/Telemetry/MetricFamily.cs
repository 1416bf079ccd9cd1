using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace GovStack.Frontend.Telemetry;

/// <summary>How Prometheus sees an instrument.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>One instrument and its series.</summary>
internal sealed class MetricFamily(string name, string help, MetricKind kind, double[] buckets)
{
    // A tag that takes ever new values would fill the memory; what comes after so many is not told apart.
    private const int MaxSeries = 1_000;

    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], MetricSeries> _series = new(TagComparer.Instance);

    /// <summary>Gets the family's name, without the suffixes of its lines.</summary>
    public string Name { get; } = name;

    /// <summary>Makes the family of an instrument.</summary>
    public static MetricFamily Of(Instrument instrument)
    {
        var kind = KindOf(instrument);
        return new(NameOf(instrument), instrument.Description ?? instrument.Name, kind, kind == MetricKind.Histogram ? BucketsOf(instrument) : [])
        {
            IsAdded = instrument.GetType().GetGenericTypeDefinition() == typeof(UpDownCounter<>),
        };
    }

    /// <summary>Names the family of an instrument.</summary>
    public static string NameOf(Instrument instrument) => MetricNames.Of(instrument, KindOf(instrument));

    /// <summary>Takes a measurement.</summary>
    /// <param name="value">The amount.</param>
    /// <param name="tags">The labels.</param>
    /// <param name="isTotal">Whether the value is the whole and not what is added: observable instruments.</param>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, bool isTotal)
    {
        var series = Find(tags);
        if (kind == MetricKind.Histogram)
            series?.Observe(value);
        else if (isTotal || (kind == MetricKind.Gauge && !IsAdded))
            series?.Set(value);
        else
            series?.Add(value);
    }

    /// <summary>Gets whether a gauge's measurements are steps up and down.</summary>
    public bool IsAdded { get; init; }

    /// <summary>Writes the family in Prometheus' text format.</summary>
    public void Write(TextWriter output)
    {
        if (_series.IsEmpty)
            return;
        output.Write($"# HELP {Name} {help.Replace("\\", "\\\\", StringComparison.Ordinal).ReplaceLineEndings(" ")}\n");
        output.Write($"# TYPE {Name} {kind.ToString().ToLowerInvariant()}\n");
        foreach (var series in _series.Values)
            Write(output, series);
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        if (type == typeof(Histogram<>))
            return MetricKind.Histogram;
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter : MetricKind.Gauge;
    }

    private static double[] BucketsOf(Instrument instrument)
    {
        var advised = instrument switch
        {
            Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries?.ToArray(),
            Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
            Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
            _ => null,
        };
        return advised is { Length: > 0 } ? advised : instrument.Unit == "s"
            ? [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300]
            : [0.25, 0.5, 0.75, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];
    }

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var lookup = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        if (lookup.TryGetValue(tags, out var known))
            return known;
        if (_series.Count >= MaxSeries)
            return null;
        return _series.GetOrAdd(tags.ToArray(), static (key, buckets) => new(MetricNames.Labels(key), buckets), buckets);
    }

    private void Write(TextWriter output, MetricSeries series)
    {
        var (value, count, counts) = series.Read();
        if (kind != MetricKind.Histogram)
        {
            output.Write($"{Name}{Braced(series.Labels)} {Text(value)}\n");
            return;
        }

        var comma = series.Labels.Length == 0 ? "" : ",";
        var sum = 0L;
        for (var index = 0; index <= buckets.Length; index++)
        {
            sum += counts[index];
            var bound = index < buckets.Length ? Text(buckets[index]) : "+Inf";
            output.Write($"{Name}_bucket{{{series.Labels}{comma}le=\"{bound}\"}} {Text(sum)}\n");
        }

        output.Write($"{Name}_sum{Braced(series.Labels)} {Text(value)}\n");
        output.Write($"{Name}_count{Braced(series.Labels)} {Text(count)}\n");
    }

    private static string Braced(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>Compares tag lists by value, also those on the stack, so that recording a known series allocates nothing.</summary>
internal sealed class TagComparer
    : IEqualityComparer<KeyValuePair<string, object?>[]>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, KeyValuePair<string, object?>[]>
{
    public static TagComparer Instance { get; } = new();

    public bool Equals(KeyValuePair<string, object?>[]? x, KeyValuePair<string, object?>[]? y) => Equals(x.AsSpan(), y!);

    public int GetHashCode(KeyValuePair<string, object?>[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, KeyValuePair<string, object?>[] other)
    {
        if (alternate.Length != other.Length)
            return false;
        for (var index = 0; index < other.Length; index++)
        {
            if (alternate[index].Key != other[index].Key || !Equals(alternate[index].Value, other[index].Value))
                return false;
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
    {
        var hash = default(HashCode);
        foreach (var tag in alternate)
        {
            hash.Add(tag.Key, StringComparer.Ordinal);
            hash.Add(tag.Value);
        }

        return hash.ToHashCode();
    }

    public KeyValuePair<string, object?>[] Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => alternate.ToArray();
}
