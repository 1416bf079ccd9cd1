namespace GovStack.Conversations.Quota;

/// <summary>The last 500 ratios of what was waited to what was predicted, kept sorted, so that any quantile is at hand.</summary>
internal sealed class RatioRecord
{
    private const int Most = 500;
    private const int Prior = 16;
    private const double MarginStep = 0.004;
    private const double MostMargin = 1.3;
    private const double AllowedBroken = 0.03;
    private readonly float[] _inOrderOfTime = new float[Most];
    private readonly float[] _sorted = new float[Most];
    private int _next;

    /// <summary>Starts with a few ratios around one: until something was measured, the prediction is trusted.</summary>
    public RatioRecord()
    {
        for (var i = 0; i < Prior; i++)
            Add(0.997 + (0.006 * i / (Prior - 1)));
    }

    public int Count { get; private set; }

    /// <summary>Gets the margin a promise gets beyond the quantile: grows with every broken promise, shrinks slowly with kept ones, 1 to 1.3.</summary>
    /// <remarks>A quantile of the past alone keeps too few promises where waits drift; what is told now is judged only when the wait has ended.</remarks>
    public double Margin { get; private set; } = 1;

    /// <summary>A promise of this kind has come to its end.</summary>
    public void Judged(bool kept) => Margin = Math.Clamp(Margin * (kept ? 1 - (MarginStep * AllowedBroken) : 1 + (MarginStep * (1 - AllowedBroken))), 1, MostMargin);

    public void Add(double ratio)
    {
        var value = (float)Math.Clamp(ratio, 0.01, 100);
        if (Count == Most)
            RemoveSorted(_inOrderOfTime[_next]);
        else
            Count++;
        _inOrderOfTime[_next] = value;
        _next = (_next + 1) % Most;
        InsertSorted(value);
    }

    /// <summary>The ratio that so large a share does not exceed.</summary>
    public double Quantile(double share) => _sorted[Math.Min(Count - 1, (int)Math.Ceiling(share * Count) - 1)];

    private void InsertSorted(float value)
    {
        var at = Array.BinarySearch(_sorted, 0, Count - 1, value);
        at = at < 0 ? ~at : at;
        Array.Copy(_sorted, at, _sorted, at + 1, Count - 1 - at);
        _sorted[at] = value;
    }

    private void RemoveSorted(float value)
    {
        var at = Array.BinarySearch(_sorted, 0, Most, value);
        Array.Copy(_sorted, at + 1, _sorted, at, Most - 1 - at);
    }
}
