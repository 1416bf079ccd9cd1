using System.Buffers;

namespace GovStack.Conversations.Dispatch;

/// <summary>Cuts a message into the parts that may ask different things: sentences, and halves joined by "and".</summary>
internal static class Clauses
{
    private const int FewestWords = 3;

    // A long letter is read at both ends; what stands between seldom asks.
    private const int MostParts = 12;
    private static readonly SearchValues<char> SentenceMarks = SearchValues.Create(".?!;\n…。？！");

    /// <summary>Cuts a message.</summary>
    /// <returns>The parts in order, small talk left out; empty where nothing else was said.</returns>
    public static IReadOnlyList<Clause> Split(string text, string? language)
    {
        var words = DialogueWords.For(language);
        var clauses = new List<Clause>();
        var start = 0;
        for (var i = NextMark(text, 0); ; i = NextMark(text, i + 1))
        {
            if (i < text.Length && !EndsSentence(text, i))
                continue;
            Add(text[start..i], isAsked: (i < text.Length && text[i] == '?') || text.AsSpan(start, i - start).Contains('¿'), words, clauses);
            if (i == text.Length)
                break;
            start = i + 1;
        }

        return clauses.Count <= MostParts ? clauses : [.. clauses.Take(MostParts / 2), .. clauses.TakeLast(MostParts / 2)];
    }

    /// <summary>Cuts one clause where "and" may join two questions.</summary>
    /// <returns>Two parts, or one where there is nothing to cut.</returns>
    public static IReadOnlyList<string> Halves(string clause, string? language)
    {
        var words = DialogueWords.For(language);
        var folded = FoldedText.Of(clause);
        for (var i = FewestWords; i + FewestWords < folded.Count; i++)
        {
            // "… and how do I …": a question word after the joining word, so that "permits and licenses" stays whole.
            if (words.Connectors.Contains(folded[i].ToString()) && BeginsRequest(folded, i + 1, words))
                return [clause[..folded.SourceStartOf(i)], clause[folded.SourceStartOf(i + 1)..]];
        }

        return [clause];
    }

    private static bool BeginsRequest(FoldedText folded, int at, DialogueWords words)
        => words.Questions.Contains(folded[at].ToString())
            || (at + 1 < folded.Count && words.Connectors.Contains(folded[at].ToString()) && words.Questions.Contains(folded[at + 1].ToString()))
            || BeginsWithRequest(folded, at, words);

    private static bool StartsWith(FoldedText folded, int at, string phrase)
    {
        foreach (var word in phrase.AsSpan().Split(' '))
        {
            if (at >= folded.Count || !folded[at++].SequenceEqual(phrase.AsSpan(word)))
                return false;
        }

        return true;
    }

    private static void Add(string sentence, bool isAsked, DialogueWords words, List<Clause> clauses)
    {
        var folded = FoldedText.Of(sentence);
        if (folded.Count == 0 || SmallTalk.IsAll(folded))
            return;
        var greeting = SmallTalk.OpeningWords(folded);
        var asks = isAsked || words.Questions.Contains(folded[greeting].ToString()) || HasRequest(folded, words);
        clauses.Add(new(sentence.Trim(), folded.Count, asks));
    }

    private static bool HasRequest(FoldedText folded, DialogueWords words)
    {
        for (var i = 0; i < folded.Count; i++)
        {
            if (BeginsWithRequest(folded, i, words))
                return true;
        }

        return false;
    }

    private static bool BeginsWithRequest(FoldedText folded, int at, DialogueWords words)
        => words.RequestOpenings.GetAlternateLookup<ReadOnlySpan<char>>().Contains(folded[at]) && words.Requests.Any(request => StartsWith(folded, at, request));

    private static int NextMark(string text, int start)
        => text.AsSpan(start).IndexOfAny(SentenceMarks) is >= 0 and var found ? start + found : text.Length;

    // A dot inside "1.5", "irs.gov" or "U.S." ends nothing.
    private static bool EndsSentence(string text, int mark)
        => text[mark] != '.' || ((mark + 1 == text.Length || char.IsWhiteSpace(text[mark + 1])) && (mark < 2 || text[mark - 2] is not ('.' or ' ')));
}

/// <summary>A part of a message.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Words">How many there are.</param>
/// <param name="IsAsked">Whether it asks for something, rather than tells.</param>
internal sealed record Clause(string Text, int Words, bool IsAsked);
