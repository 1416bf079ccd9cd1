using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;

namespace GovStack.Conversations.Safety;

/// <summary>
/// Recognises danger to life: by the pack's phrases, in every language of the pack at once, and where no phrase fits by what it has learned from the pack's examples.
/// The phrases work at once; learning takes a second or two more, in the background, and keeps no server from starting. A question takes microseconds.
/// </summary>
public sealed class CrisisRecognizer
{
    private readonly PhraseMatcher _phrases;
    private readonly List<(int Rule, string Language, bool IsHarmless)> _meanings = [];
    private readonly IReadOnlyList<CrisisRule> _rules;
    private readonly Lazy<Task<CrisisSense?>> _learning;

    /// <summary>Compiles the phrases; <see cref="LearnAsync"/> learns from the examples.</summary>
    public CrisisRecognizer(Agency agency)
    {
        ArgumentNullException.ThrowIfNull(agency);
        _rules = agency.Emergency.Crises;
        _learning = new(() => Task.Run(() => CrisisSense.Train(agency)));
        var phrases = new List<(string Phrase, int Tag)>();
        for (var rule = 0; rule < _rules.Count; rule++)
        {
            Add(rule, _rules[rule].Phrases, isHarmless: false);
            Add(rule, _rules[rule].Not, isHarmless: true);
        }

        _phrases = new PhraseMatcher(phrases);

        void Add(int rule, IReadOnlyDictionary<string, IReadOnlyList<string>> byLanguage, bool isHarmless)
        {
            foreach (var (language, texts) in byLanguage)
            {
                phrases.AddRange(texts.Select(text => (text, _meanings.Count)));
                _meanings.Add((rule, language, isHarmless));
            }
        }
    }

    /// <summary>Learns from the examples, once, however often it is called; until that has ended only the phrases count.</summary>
    public Task LearnAsync() => _learning.Value;

    /// <summary>Finds the crisis a text speaks of, or null.</summary>
    /// <param name="text">The person's words, cleaned of invisible characters.</param>
    public CrisisRule? Find(string text) => FindMatch(text)?.Rule;

    /// <summary>Finds the crisis a text speaks of and the language it was told in, or null. Of several, the first in the pack.</summary>
    /// <param name="text">The person's words, cleaned of invisible characters; any length, the cost is linear.</param>
    public CrisisMatch? FindMatch(string text)
    {
        if (FindPhrase(text) is { } match)
            return match;
        var sense = _learning is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: { } learned } } ? learned : null;
        return sense?.Find(text) is { } sensed && _rules.FirstOrDefault(rule => rule.Id == sensed.Crisis) is { } rule ? new(rule, sensed.Language) : null;
    }

    private CrisisMatch? FindPhrase(string text)
    {
        var found = _phrases.FindAll(text);
        if (found.Count == 0)
            return null;

        // A harmless phrase takes the danger only from the words it shares: "if I smell gas" does not excuse "my house is on fire".
        var harmless = new HashSet<int>();
        foreach (var match in found.Where(match => _meanings[match.Tag].IsHarmless))
            harmless.UnionWith(Enumerable.Range(match.First, match.Last - match.First + 1));

        (int Rule, string Language)? first = null;
        foreach (var match in found)
        {
            var (rule, language, isHarmless) = _meanings[match.Tag];
            if (!isHarmless && !(rule >= first?.Rule) && !Enumerable.Range(match.First, match.Last - match.First + 1).Any(harmless.Contains))
                first = (rule, language);
        }

        return first is null ? null : new CrisisMatch(_rules[first.Value.Rule], first.Value.Language);
    }
}

/// <summary>A crisis that a text speaks of.</summary>
/// <param name="Rule">What to tell.</param>
/// <param name="Language">The pack's language it is told in: the one to answer in where the person chose none.</param>
public sealed record CrisisMatch(CrisisRule Rule, string Language);
