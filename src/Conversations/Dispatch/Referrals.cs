using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Dispatch;

/// <summary>Finds who answers a question that the agency does not.</summary>
internal static class Referrals
{
    /// <summary>Finds the first referral one of whose phrases stands in the question; "*" stands for any ending of a word.</summary>
    public static Referral? Find(OutOfScopeRules rules, string question, string language)
    {
        var words = Words(question);
        return rules.Referrals.FirstOrDefault(referral =>
            referral.Phrases.TryGetValue(language, out var phrases) && phrases.Any(phrase => Holds(words, Words(phrase))));
    }

    private static string[] Words(string text)
        => text.ToLowerInvariant().Split([' ', '.', ',', '?', '!', '¿', '¡', ';', ':', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static bool Holds(string[] words, string[] phrase)
    {
        for (var start = 0; start + phrase.Length <= words.Length; start++)
        {
            var offset = 0;
            while (offset < phrase.Length && Matches(words[start + offset], phrase[offset]))
                offset++;
            if (offset == phrase.Length && phrase.Length > 0)
                return true;
        }

        return false;
    }

    private static bool Matches(string word, string pattern)
        => pattern.EndsWith('*') ? word.StartsWith(pattern[..^1], StringComparison.Ordinal) : word == pattern;
}
