using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;

namespace GovStack.Conversations.Safety;

/// <summary>
/// Senses danger in words that no phrase foresaw. Learned once from what people in danger write and from what sounds alike and is harmless; then only read,
/// safe for many callers, some ten microseconds a text.
/// </summary>
internal sealed class CrisisSense
{
    /// <summary>
    /// How sure it must be, 0 to 1. Missing somebody in danger is worse than telling a number to somebody who is not, but whoever is taken for being in danger gets no other
    /// answer from the pages. Chosen on the figures of <c>safety</c> in tools/Benchmarks.
    /// </summary>
    public const float Sure = 0.98f;

    // The share of a text's words that occur in the examples. Of words it has never met it knows nothing, and what is left of a text says little.
    private const float FewestKnown = 0.7f;

    // Fewer examples of danger teach it more about their topics than about danger.
    private const int FewestExamples = 50;

    private readonly TextFeatures _features;
    private readonly IntentNetwork[] _networks;
    private readonly (string Crisis, string Language)[] _kinds;   // The class after the last is harmless.

    private CrisisSense(TextFeatures features, IntentNetwork[] networks, (string Crisis, string Language)[] kinds)
    {
        _features = features;
        _networks = networks;
        _kinds = kinds;
    }

    /// <summary>Learns from a pack's examples; null where it has too few. The agency's own questions are examples of what is harmless.</summary>
    public static CrisisSense? Train(Agency agency)
    {
        var dangerous = agency.CrisisExamples.Where(example => example.Crisis is not null).ToArray();
        if (dangerous.Length < FewestExamples)
            return null;
        var kinds = dangerous.Select(example => (example.Crisis!, example.Language)).Distinct().ToArray();
        var numbers = kinds.Index().ToDictionary(kind => kind.Item, kind => kind.Index);
        var harmless = agency.CrisisExamples.Where(example => example.Crisis is null).Select(example => example.Text).Concat(agency.Questions.Select(question => question.Text)).ToArray();
        var texts = dangerous.Select(example => example.Text).Concat(harmless).Select(TextFeatures.PartsOf).ToArray();
        var classes = dangerous.Select(example => numbers[(example.Crisis!, example.Language)]).Concat(harmless.Select(_ => kinds.Length)).ToArray();
        var (features, networks) = IntentClassifier.Fit(texts, classes, kinds.Length + 1, new IntentClassifierOptions { Networks = 1 });
        return new CrisisSense(features, networks, kinds);
    }

    /// <summary>Finds what kind of crisis a text most likely tells of, and the language it is told in, or null.</summary>
    public (string Crisis, string Language)? Find(string text)
    {
        var row = _features.Read(text);
        if (row.KnownWords < FewestKnown)
            return null;
        var probabilities = IntentClassifier.Probabilities(row, _networks, _kinds.Length + 1);
        if (1 - probabilities[_kinds.Length] < Sure)
            return null;
        var best = 0;
        for (var kind = 1; kind < _kinds.Length; kind++)
            best = probabilities[kind] > probabilities[best] ? kind : best;
        return _kinds[best];
    }
}
