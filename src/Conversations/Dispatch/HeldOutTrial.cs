namespace GovStack.Conversations.Dispatch;

/// <summary>
/// Tries the classifier on examples it did not learn from, the only honest way to set a threshold. A few hundred examples are held out in
/// turn, three parts; of many, one part is enough.
/// </summary>
internal static class HeldOutTrial
{
    private const int Parts = 3;
    private const int ManyExamples = 4_000;

    /// <summary>Runs the trial.</summary>
    /// <param name="texts">All examples, taken apart.</param>
    /// <param name="classes">Their classes; <paramref name="labelCount"/> stands for out of scope.</param>
    /// <param name="labelCount">How many classes are labels.</param>
    /// <param name="classCount">How many classes there are.</param>
    /// <param name="options">How to learn.</param>
    /// <returns>One outcome for each held-out example.</returns>
    public static IReadOnlyList<HeldOutcome> Run(
        IReadOnlyList<(ulong Hash, FeatureKind Kind)[]> texts, IReadOnlyList<int> classes, int labelCount, int classCount, IntentClassifierOptions options)
    {
        var parts = PartOfEach(classes, options.Seed);
        var outcomes = new IReadOnlyList<HeldOutcome>[texts.Count > ManyExamples ? 1 : Parts];
        Parallel.For(0, outcomes.Length, part =>
        {
            var known = Enumerable.Range(0, texts.Count).Where(i => parts[i] != part).ToArray();
            // A class whose every example is held out cannot be learned, and a trial needs something to learn from.
            outcomes[part] = known.Length == 0 ? [] : Try(part, known);
        });
        return [.. outcomes.SelectMany(outcome => outcome)];

        List<HeldOutcome> Try(int part, int[] known)
        {
            var single = options with { Networks = 1, Seed = options.Seed + part };
            var (features, networks) = IntentClassifier.Fit(
                [.. known.Select(i => texts[i])], [.. known.Select(i => classes[i])], classCount, single);
            var outcomes = new List<HeldOutcome>();
            for (var i = 0; i < texts.Count; i++)
            {
                if (parts[i] != part)
                    continue;
                var probabilities = IntentClassifier.Probabilities(features.Read(texts[i]), networks, classCount);
                var best = 0;
                for (var label = 1; label < labelCount; label++)
                    best = probabilities[label] > probabilities[best] ? label : best;
                outcomes.Add(new(probabilities[best], best == classes[i], classes[i] == labelCount));
            }

            return outcomes;
        }
    }

    // Every class is spread evenly over the parts.
    private static int[] PartOfEach(IReadOnlyList<int> classes, int seed)
    {
        var order = Enumerable.Range(0, classes.Count).ToArray();
        new Random(seed).Shuffle(order);
        var parts = new int[classes.Count];
        var seen = new Dictionary<int, int>();
        foreach (var i in order)
        {
            var count = seen.GetValueOrDefault(classes[i]);
            parts[i] = count % Parts;
            seen[classes[i]] = count + 1;
        }

        return parts;
    }
}

/// <summary>What became of one held-out example.</summary>
/// <param name="Score">The best label's probability.</param>
/// <param name="IsRight">Whether that label is its own.</param>
/// <param name="IsOutside">Whether it belongs to no label.</param>
internal readonly record struct HeldOutcome(double Score, bool IsRight, bool IsOutside);
