namespace GovStack.Conversations.Dispatch;

/// <summary>
/// Sorts short texts by what they want, and says when they want nothing it knows. Learns from labelled examples and from examples that are
/// out of scope; a held-out part of both sets the threshold and the confidence. Immutable once trained, safe for many callers.
/// </summary>
internal sealed class IntentClassifier
{
    private readonly TextFeatures _features;
    private readonly IntentNetwork[] _networks;
    private readonly string[] _labels;
    private readonly int _classes;
    private readonly Calibration _calibration;

    private IntentClassifier(TextFeatures features, IntentNetwork[] networks, string[] labels, int classes, Calibration calibration)
    {
        _features = features;
        _networks = networks;
        _labels = labels;
        _classes = classes;
        _calibration = calibration;
    }

    /// <summary>Gets the probability below which a text is out of scope, 0 to 1.</summary>
    public double Threshold => _calibration.Threshold;

    /// <summary>Learns.</summary>
    /// <param name="examples">Labelled examples; at least one.</param>
    /// <param name="outOfScope">Texts that belong to no label; may be empty.</param>
    /// <param name="options">How to learn; null for the defaults.</param>
    public static IntentClassifier Train(
        IReadOnlyList<LabelledText> examples, IReadOnlyList<string> outOfScope, IntentClassifierOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(examples.Count);
        options ??= new IntentClassifierOptions();
        var labels = examples.Select(example => example.Label).Distinct().Order(StringComparer.Ordinal).ToArray();
        var numbers = labels.Index().ToDictionary(label => label.Item, label => label.Index);
        var texts = examples.Select(example => example.Text).Concat(outOfScope).Select(TextFeatures.PartsOf).ToArray();
        var classes = examples.Select(example => numbers[example.Label]).Concat(outOfScope.Select(_ => labels.Length)).ToArray();
        var classCount = labels.Length + (outOfScope.Count > 0 ? 1 : 0);
        var trial = Task.Run(() => HeldOutTrial.Run(texts, classes, labels.Length, classCount, options));
        var (features, networks) = Fit(texts, classes, classCount, options);
        var held = trial.GetAwaiter().GetResult();
        return new IntentClassifier(features, networks, labels, classCount, Calibration.From(held, options.AcceptedLoss));
    }

    /// <summary>Sorts a text.</summary>
    public IntentPrediction Classify(string text)
    {
        var row = _features.Read(text);
        var probabilities = Probabilities(row, _networks, _classes);
        var ranked = new RankedLabel[_labels.Length];
        for (var label = 0; label < ranked.Length; label++)
            ranked[label] = new(_labels[label], probabilities[label]);
        ranked.AsSpan().Sort(static (left, right) => right.Confidence.CompareTo(left.Confidence));
        var best = ranked[0].Confidence;
        var outside = _classes > _labels.Length ? probabilities[_labels.Length] : 0;
        var next = Math.Max(outside, ranked.Length > 1 ? ranked[1].Confidence : 0);
        var kept = ranked.Take(3).Select(intent => intent with { Confidence = _calibration.ConfidenceOf(intent.Confidence) }).ToArray();
        return new IntentPrediction(kept, best, best < _calibration.Threshold || outside > best, Math.Max(0, best - next), row.KnownWords);
    }

    /// <summary>Learns the features and the networks from texts that <see cref="TextFeatures.PartsOf"/> took apart, without setting a threshold.</summary>
    internal static (TextFeatures Features, IntentNetwork[] Networks) Fit(
        IReadOnlyList<(ulong Hash, FeatureKind Kind)[]> texts, IReadOnlyList<int> classes, int classCount, IntentClassifierOptions options)
    {
        var features = TextFeatures.Learn(texts, options);
        var rows = texts.Select(text => features.Read(text)).ToArray();
        var networks = new IntentNetwork[options.Networks];
        Parallel.For(0, networks.Length, i => networks[i] = IntentNetwork.Learn(rows, classes, classCount, features.Count, options, options.Seed + i));
        return (features, networks);
    }

    /// <summary>The networks' mean probability of each class.</summary>
    internal static float[] Probabilities(FeatureRow row, IntentNetwork[] networks, int classCount)
    {
        var sums = new float[classCount];
        foreach (var network in networks)
            network.AddProbabilities(row, sums);
        for (var i = 0; i < sums.Length; i++)
            sums[i] /= networks.Length;
        return sums;
    }
}

/// <summary>A text and what it wants.</summary>
internal readonly record struct LabelledText(string Text, string Label);

/// <summary>What a text was taken for.</summary>
/// <param name="Ranked">The likeliest labels, at most three, the likeliest first, with calibrated confidence.</param>
/// <param name="Score">The best label's raw probability, 0 to 1.</param>
/// <param name="IsOutOfScope">Whether it belongs to none.</param>
/// <param name="Margin">How far the best label leads what comes next, out of scope included, 0 to 1.</param>
/// <param name="KnownWords">The share of its words that occur in the examples, 0 to 1.</param>
internal sealed record IntentPrediction(IReadOnlyList<RankedLabel> Ranked, double Score, bool IsOutOfScope, double Margin, double KnownWords)
{
    /// <summary>Gets the likeliest label.</summary>
    public RankedLabel Best => Ranked[0];
}

/// <summary>A label and how sure the classifier is of it, 0 to 1.</summary>
internal readonly record struct RankedLabel(string Label, double Confidence);
