namespace GovStack.Knowledge.Index;

/// <summary>
/// What <see cref="PassageRanker"/> weighs against what. The defaults were chosen on questions about real government pages, where each stands in the middle of
/// a wide flat range; `tools/Benchmarks -- retrieval` chooses them anew on some folds of those questions and measures the others.
/// </summary>
internal sealed record RankingWeights
{
    /// <summary>Gets BM25's k1: low, so that a word's second mention adds little.</summary>
    public double Saturation { get; init; } = 0.4;

    /// <summary>Gets BM25's b: length hardly matters, since passages are short.</summary>
    public double LengthShare { get; init; } = 0.3;

    /// <summary>Gets what two words side by side, as the question has them, add beside a word's 1.</summary>
    public double PairShare { get; init; } = 0.5;

    /// <summary>Gets the share, 0 to 1, of the score that a passage keeps only as far as it holds the question's words.</summary>
    public double CoverageShare { get; init; } = 0.5;

    /// <summary>Gets what the words add that one sentence holds together.</summary>
    public double SentenceShare { get; init; } = 0.5;

    /// <summary>Gets what the words add that the page's title holds.</summary>
    public double TitleShare { get; init; } = 1.0;
}
