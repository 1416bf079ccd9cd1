namespace GovStack.Conversations.Providers;

/// <summary>The last few hundred measurements of one thing, and their quantiles. Safe for many callers at once.</summary>
/// <remarks>Kept sorted: a quantile is read for every token of every stream, and sorting them each time was a tenth of the server's work.</remarks>
internal sealed class SampleWindow(int capacity)
{
    private readonly Lock _gate = new();
    private readonly double[] _inOrderOfArrival = new double[capacity];
    private readonly double[] _sorted = new double[capacity];
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
            if (_count == capacity)
                Remove(_inOrderOfArrival[_next]);
            Insert(sample.TotalSeconds);
            _inOrderOfArrival[_next] = sample.TotalSeconds;
            _next = (_next + 1) % capacity;
        }
    }

    /// <summary>Finds a quantile, or null below the given count of samples.</summary>
    public TimeSpan? Quantile(double share, int least)
    {
        lock (_gate)
        {
            if (_count < Math.Max(least, 1))
                return null;
            return TimeSpan.FromSeconds(_sorted[Math.Min((int)Math.Ceiling(share * _count), _count) - 1]);
        }
    }

    private void Insert(double sample)
    {
        var found = Array.BinarySearch(_sorted, 0, _count, sample);
        var place = found < 0 ? ~found : found;
        Array.Copy(_sorted, place, _sorted, place + 1, _count - place);
        _sorted[place] = sample;
        _count++;
    }

    private void Remove(double sample)
    {
        var place = Array.BinarySearch(_sorted, 0, _count, sample);
        _count--;
        Array.Copy(_sorted, place + 1, _sorted, place, _count - place);
    }
}
