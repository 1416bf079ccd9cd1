namespace GovStack.Conversations.Quota;

/// <summary>How long answers of one purpose are: a histogram in steps of nine per cent that slowly forgets.</summary>
internal sealed class OutputSketch
{
    private const int Buckets = 120;              // Up to 32,768 tokens, eight to each doubling.
    private const double Half = 512;              // At so many answers the old ones count half.
    private readonly float[] _counts = new float[Buckets];
    private double _total;

    /// <summary>Gets how many answers it has seen.</summary>
    public long Seen { get; private set; }

    /// <summary>Gets the mean length in tokens.</summary>
    public double Mean { get; private set; }

    public void Add(int tokens)
    {
        if (_total >= Half)
        {
            for (var i = 0; i < Buckets; i++)
                _counts[i] /= 2;
            _total /= 2;
        }

        _counts[Bucket(tokens)]++;
        _total++;
        Seen++;
        Mean += (tokens - Mean) / Math.Min(Seen, Half);
    }

    /// <summary>The length that so large a share of answers does not exceed, rounded up by at most nine per cent.</summary>
    public int Quantile(double share)
    {
        var needed = share * _total;
        var sum = 0.0;
        for (var i = 0; i < Buckets; i++)
        {
            sum += _counts[i];
            if (sum >= needed && sum > 0)
                return (int)Math.Ceiling(Math.Pow(2, (i + 1) / 8.0));
        }

        return 1 << 15;
    }

    private static int Bucket(int tokens) => tokens <= 1 ? 0 : Math.Min(Buckets - 1, (int)Math.Ceiling(Math.Log2(tokens) * 8) - 1);
}
