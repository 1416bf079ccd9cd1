using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;

namespace GovStack.Conversations.Safety;

/// <summary>Recognises danger to life from the pack's phrases, in every language of the pack at once. Compiled at load; a question takes microseconds.</summary>
public sealed class CrisisRecognizer
{
    private readonly PhraseMatcher _phrases;
    private readonly List<(int Rule, string Language, bool IsHarmless)> _meanings = [];
    private readonly IReadOnlyList<CrisisRule> _rules;

    /// <summary>Compiles the phrases.</summary>
    public CrisisRecognizer(EmergencyRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = rules.Crises;
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

    /// <summary>Finds the crisis a text speaks of, or null.</summary>
    /// <param name="text">The person's words, cleaned of invisible characters.</param>
    public CrisisRule? Find(string text) => FindMatch(text)?.Rule;

    /// <summary>Finds the crisis a text speaks of and the language it was told in, or null. Of several, the first in the pack.</summary>
    /// <param name="text">The person's words, cleaned of invisible characters; any length, the cost is linear.</param>
    public CrisisMatch? FindMatch(string text)
    {
        var found = _phrases.FindAll(text);
        if (found.Count == 0)
            return null;

        // A harmless phrase takes the danger only from the words it shares: "if I smell gas" does not excuse "my house is on fire".
        var harmless = new HashSet<(int Rule, int Word)>();
        foreach (var match in found)
        {
            if (!_meanings[match.Tag].IsHarmless)
                continue;
            for (var word = match.First; word <= match.Last; word++)
                harmless.Add((_meanings[match.Tag].Rule, word));
        }

        (int Rule, string Language)? first = null;
        foreach (var match in found)
        {
            var (rule, language, isHarmless) = _meanings[match.Tag];
            if (isHarmless || rule >= first?.Rule || IsExcused(rule, match))
                continue;
            first = (rule, language);
        }

        return first is null ? null : new CrisisMatch(_rules[first.Value.Rule], first.Value.Language);

        bool IsExcused(int rule, PhraseMatch match)
        {
            for (var word = match.First; word <= match.Last; word++)
            {
                if (harmless.Contains((rule, word)))
                    return true;
            }

            return false;
        }
    }
}

/// <summary>A crisis that a text speaks of.</summary>
/// <param name="Rule">What to tell.</param>
/// <param name="Language">The pack's language whose phrase matched: the one to answer in where the person chose none.</param>
public sealed record CrisisMatch(CrisisRule Rule, string Language);
