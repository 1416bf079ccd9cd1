namespace GovStack.Frontend.Telemetry;

/// <summary>One line of a metric: its labels and what was measured so far.</summary>
internal sealed class MetricSeries(string labels, double[] buckets)
{
    private readonly Lock _gate = new();
    private readonly long[] _counts = buckets.Length == 0 ? [] : new long[buckets.Length + 1];
    private double _value;
    private long _count;

    /// <summary>Gets the labels as Prometheus writes them, without braces.</summary>
    public string Labels { get; } = labels;

    public void Add(double amount)
    {
        lock (_gate)
            _value += amount;
    }

    public void Set(double value)
    {
        lock (_gate)
            _value = value;
    }

    public void Observe(double value)
    {
        var index = Array.BinarySearch(buckets, value);
        lock (_gate)
        {
            _value += value;
            _count++;
            _counts[index >= 0 ? index : ~index]++;
        }
    }

    /// <summary>Reads all at one moment.</summary>
    public (double Value, long Count, long[] Counts) Read()
    {
        lock (_gate)
            return (_value, _count, [.. _counts]);
    }
}
