namespace GovStack.Conversations.Dispatch;

/// <summary>How the classifier learns. The defaults were chosen on CLINC150's training rows and hold for a pack of a few hundred examples.</summary>
internal sealed record IntentClassifierOptions
{
    /// <summary>Gets the weight of word pairs beside a word's 1.</summary>
    public float PairWeight { get; init; } = 1f;

    /// <summary>Gets the weight of letters inside words beside a word's 1.</summary>
    public float LettersWeight { get; init; } = 0.5f;

    /// <summary>Gets how many networks vote.</summary>
    public int Networks { get; init; } = 2;

    /// <summary>Gets the share of features, 0 to 1, hidden at random while learning, so that no single word decides.</summary>
    public float HiddenShare { get; init; } = 0.5f;

    /// <summary>Gets the learning rate at the start; it falls to zero evenly.</summary>
    public float LearningRate { get; init; } = 0.5f;

    /// <summary>Gets the share, 0 to 1, of rightly recognised questions that may be called out of scope wrongly.</summary>
    public double AcceptedLoss { get; init; } = 0.005;

    /// <summary>Gets the seed: the same examples always make the same classifier.</summary>
    public int Seed { get; init; } = 20_261;

    /// <summary>Gets the weight of a kind of feature.</summary>
    public float WeightOf(FeatureKind kind) => kind switch
    {
        FeatureKind.Pair => PairWeight,
        FeatureKind.Letters => LettersWeight,
        _ => 1f,
    };

    /// <summary>Gets the width of a network: few labels need few units.</summary>
    public static int UnitsFor(int labels) => labels > 32 ? 128 : 32;

    /// <summary>Gets how often every example is seen: fewer examples, more often.</summary>
    public static int RoundsFor(int examples) => Math.Clamp(150_000 / Math.Max(1, examples), 12, 20);
}
