using System.Collections.Frozen;
using System.Text;

namespace GovStack.Conversations.Dispatch;

/// <summary>
/// A question as the normalised reuse tier compares it. Two questions of one form may be given one answer, so only what never changes an
/// answer is dropped: case, punctuation, greetings, "please", "can you tell me", and the different ways to write "how do I". Numbers, dates,
/// places, negations and accents stay exactly as they are.
/// </summary>
internal static class QuestionForm
{
    // Longer texts tell a story of their own; only the same text is the same question.
    private const int MostWords = 60;

    /// <summary>Makes the form of a question.</summary>
    /// <param name="question">The question, cleaned and masked.</param>
    /// <param name="language">Its language: other languages' courtesies are words like any other.</param>
    public static string Of(string question, string? language)
    {
        var words = Words(question);
        if (words.Count > MostWords)
            return string.Join(' ', words);
        var rules = FormRules.For(language);
        Expand(words, rules.Expansions);
        words.RemoveAll(rules.Fillers.Contains);
        DropAtStart(words, rules.Openings);
        DropAtEnd(words, rules.Endings);
        RewriteStart(words, rules.Rewrites);

        // "Hello" and "Can you help me?" are what is left of themselves.
        return words.Count > 0 ? string.Join(' ', words) : string.Join(' ', Words(question));
    }

    private static List<string> Words(string question)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var text = question.Normalize();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i] is '’' or '‘' or '`' or '´' ? '\'' : text[i];
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || IsMark(c) || BelongsInside(text, i, c))
            {
                word.Append(char.ToLowerInvariant(c));
                continue;
            }

            Flush();

            // Signs that mean something: 5 % is not 5, $5 is not 5.
            if (c is '%' or '$' or '€' or '£' or '+' or '=' or '<' or '>' or '*' or '/' or '^' or '#' or '[' or ']')
                words.Add(c.ToString());
        }

        Flush();
        return words;

        void Flush()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }
    }

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    // "1.5", "1,000", "2026-03-02", "10:30", "w-2", "can't": a sign between two letters or digits is part of the word.
    private static bool BelongsInside(string text, int i, char c)
    {
        if (i == 0 || i + 1 == text.Length || !char.IsLetterOrDigit(text[i - 1]) || !char.IsLetterOrDigit(text[i + 1]))
            return false;
        return c is '\'' or '-' || (c is '.' or ',' or ':' or '/' && (char.IsDigit(text[i - 1]) || c == '.') && char.IsDigit(text[i - 1]) == char.IsDigit(text[i + 1]));
    }

    private static void Expand(List<string> words, FrozenDictionary<string, string[]> expansions)
    {
        for (var i = words.Count - 1; i >= 0; i--)
        {
            if (!expansions.TryGetValue(words[i], out var expanded))
                continue;
            words.RemoveAt(i);
            words.InsertRange(i, expanded);
        }
    }

    private static void DropAtStart(List<string> words, IReadOnlyList<string[]> openings)
    {
        while (openings.FirstOrDefault(opening => words.Count > opening.Length && StartsWith(words, opening)) is { } found)
            words.RemoveRange(0, found.Length);
    }

    private static void DropAtEnd(List<string> words, IReadOnlyList<string[]> endings)
    {
        while (endings.FirstOrDefault(ending => words.Count > ending.Length && words.TakeLast(ending.Length).SequenceEqual(ending)) is { } found)
            words.RemoveRange(words.Count - found.Length, found.Length);
    }

    private static void RewriteStart(List<string> words, IReadOnlyList<(string[] From, string[] To)> rewrites)
    {
        foreach (var (from, to) in rewrites)
        {
            if (words.Count <= from.Length || !StartsWith(words, from))
                continue;
            words.RemoveRange(0, from.Length);
            words.InsertRange(0, to);
            return;
        }
    }

    private static bool StartsWith(List<string> words, string[] opening) => words.Take(opening.Length).SequenceEqual(opening);
}
