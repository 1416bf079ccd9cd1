namespace GovStack.Conversations.Quota;

/// <summary>What answers really need, by purpose: what to reserve and what maximum to send.</summary>
internal sealed class OutputSizes
{
    private const int EnoughSeen = 50;
    private const int MostPurposes = 1_000;
    private const double SentShare = 0.95;
    private readonly Dictionary<string, OutputSketch> _sketches = new(StringComparer.Ordinal);

    /// <summary>The maximum to send: what 95 in 100 answers stay under, never more than was asked for.</summary>
    public int RightSized(string purpose, int maximum)
        => _sketches.TryGetValue(purpose, out var sketch) && sketch.Seen >= EnoughSeen ? Math.Min(maximum, Math.Max(64, sketch.Quantile(SentShare))) : maximum;

    /// <summary>What an answer will likely be. The mean where it is above the median: the sum of many is what meets the limit.</summary>
    public int Likely(string purpose, int maximum)
        => _sketches.TryGetValue(purpose, out var sketch) && sketch.Seen >= EnoughSeen
            ? Math.Min(maximum, (int)Math.Ceiling(Math.Max(sketch.Mean, sketch.Quantile(0.5))))
            : maximum;

    /// <summary>Learns from an answer.</summary>
    /// <param name="purpose">The purpose.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="sent">The maximum that was sent.</param>
    /// <param name="asked">The maximum that was asked for; an answer that was cut below it would have been longer, nobody knows how much.</param>
    public void Learn(string purpose, int tokens, int sent, int asked)
    {
        if (!_sketches.TryGetValue(purpose, out var sketch))
        {
            if (_sketches.Count >= MostPurposes)
                return;
            _sketches.Add(purpose, sketch = new OutputSketch());
        }

        sketch.Add(tokens >= sent && sent < asked ? Math.Min(asked, 2 * sent) : tokens);
    }
}
