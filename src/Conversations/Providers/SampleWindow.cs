namespace GovStack.Conversations.Providers;

/// <summary>The last few hundred measurements of one thing, and their quantiles. Safe for many callers at once.</summary>
internal sealed class SampleWindow(int capacity)
{
    private readonly Lock _gate = new();
    private readonly double[] _samples = new double[capacity];
    private int _count;
    private int _next;

    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    public void Add(TimeSpan sample)
    {
        lock (_gate)
        {
            _samples[_next] = sample.TotalSeconds;
            _next = (_next + 1) % _samples.Length;
            _count = Math.Min(_count + 1, _samples.Length);
        }
    }

    /// <summary>Finds a quantile, or null below the given count of samples.</summary>
    public TimeSpan? Quantile(double share, int least)
    {
        double[] sorted;
        lock (_gate)
        {
            if (_count < Math.Max(least, 1))
                return null;
            sorted = _samples.AsSpan(0, _count).ToArray();
        }

        Array.Sort(sorted);
        return TimeSpan.FromSeconds(sorted[Math.Min((int)Math.Ceiling(share * sorted.Length), sorted.Length) - 1]);
    }
}
