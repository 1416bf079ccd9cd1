namespace GovStack.Conversations.Quota;

/// <summary>What answers really need, by purpose: what to reserve and what maximum to send.</summary>
internal sealed class OutputSizes
{
    private const int EnoughSeen = 50;
    private const int MostPurposes = 1_000;
    private const int EnoughForTheTail = 200;                            // Fewer do not show what one in two hundred needs.
    private static readonly double[] SentShares = [0.995, 0.999];
    private readonly Dictionary<string, OutputSketch> _sketches = new(StringComparer.Ordinal);

    /// <summary>
    /// The maximum to send, never more than was asked for: the one that costs least when the answers it cuts are asked to go on, and cuts one in two hundred at most.
    /// A lower one saves little on each question, and each answer it cuts costs a whole second call and a person's time.
    /// </summary>
    /// <param name="purpose">The purpose.</param>
    /// <param name="rule">What the pool charges.</param>
    /// <param name="input">Prompt tokens.</param>
    /// <param name="maximum">The most that is asked for.</param>
    public int RightSized(string purpose, ChargeRule rule, int input, int maximum)
    {
        if (!_sketches.TryGetValue(purpose, out var sketch) || sketch.Seen < EnoughForTheTail)
            return maximum;
        var (best, least) = (maximum, rule.AtStart(QuotaAxis.Tokens, input, 0, maximum, maximum));
        foreach (var share in SentShares)
        {
            var sent = Math.Max(64, sketch.Quantile(share));
            if (sent >= maximum)
                continue;
            var cost = rule.AtStart(QuotaAxis.Tokens, input, 0, sent, sent)
                + ((1 - share) * rule.AtStart(QuotaAxis.Tokens, input + sent, 0, maximum - sent, maximum - sent));
            if (cost < least)
                (best, least) = (sent, cost);
        }

        return best;
    }

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
