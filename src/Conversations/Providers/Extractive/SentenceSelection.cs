using System.Text.RegularExpressions;

namespace GovStack.Conversations.Providers.Extractive;

/// <summary>
/// Which sentences make the answer. Agencies write a passage as an answer, so a short one is quoted whole, and of a long one the sentences that fit best.
/// A second passage follows only where it says what the question asks and the first does not.
/// </summary>
internal static partial class SentenceSelection
{
    private const int MostFromLong = 3;
    private const int MostItems = 8;

    /// <summary>A passage of so many words and sentences is an answer as the agency wrote it, and is quoted whole.</summary>
    private const int ShortPassageWords = 120;
    private const int ShortPassageSentences = 4;

    /// <summary>The least share of the question that a second passage must add: it answers the question's other half.</summary>
    private const double LeastAdded = 0.25;

    /// <summary>The share of the question from which on a passage stands for the whole of it.</summary>
    private const double WholeQuestion = 0.75;

    /// <summary>Picks from the scored passages.</summary>
    /// <returns>Per passage, the numbers of its sentences in page order; the leading passage first.</returns>
    public static List<(ScoredPassage Passage, List<int> Sentences)> Pick(List<ScoredPassage> passages)
    {
        var picked = new List<(ScoredPassage, List<int>)>();
        var first = passages.Where(passage => passage.Sentences.Count > 0).MaxBy(passage => passage.Worth);
        if (first is null)
            return picked;

        picked.Add((first, PickFrom(first)));
        var second = passages.Where(passage => passage != first && passage.Sentences.Count > 0 && passage.ShareBeside(first) >= LeastAdded).MaxBy(passage => passage.Worth)
            ?? OpeningOf(first, passages);
        if (second is not null)
            picked.Add((second, PickFrom(second)));
        return picked;
    }

    // Where a passage holds the question only in part, what its page is about may be what was meant.
    private static ScoredPassage? OpeningOf(ScoredPassage first, List<ScoredPassage> passages)
        => first.IsOpening || first.HeldShare >= WholeQuestion
            ? null
            : passages.Find(passage => passage.IsOpening && passage.Found.Passage.Slug == first.Found.Passage.Slug && passage.Sentences.Count > 0);

    private static List<int> PickFrom(ScoredPassage passage)
    {
        var best = passage.BestSentence;
        var sentences = passage.Sentences;
        if (sentences.Sum(sentence => sentence.Words) <= ShortPassageWords && sentences.Count(sentence => !sentence.IsListItem) <= ShortPassageSentences)
            return [.. Enumerable.Range(0, sentences.Count)];
        if (sentences[best].IsListItem || (sentences[best].IntroducesList && best + 1 < sentences.Count && sentences[best + 1].IsListItem))
            return WholeList(passage, best);
        if (passage.HeadingShare >= 0.5 && FirstItem(sentences) is >= 0 and <= 1 and var item)
            return WholeList(passage, item);

        var chosen = new SortedSet<int> { best };
        var running = Enumerable.Range(0, sentences.Count).Where(i => !sentences[i].IsListItem && !sentences[i].IntroducesList && !sentences[i].Text.EndsWith('?'));
        foreach (var i in running.OrderByDescending(i => passage.Scores[i]))
        {
            if (chosen.Count == MostFromLong)
                break;
            if (passage.Scores[i] >= 0.6 * passage.Scores[best])
                chosen.Add(i);
        }

        WithWhatTheyPointTo(passage, chosen);
        return [.. chosen];
    }

    private static int FirstItem(IReadOnlyList<Sentence> sentences)
    {
        for (var i = 0; i < sentences.Count; i++)
        {
            if (sentences[i].IsListItem)
                return i;
        }

        return -1;
    }

    private static List<int> WholeList(ScoredPassage passage, int member)
    {
        var sentences = passage.Sentences;
        var start = member;
        if (!sentences[start].IsListItem)
            start++;
        while (start > 0 && sentences[start - 1].IsListItem)
            start--;
        var end = start;
        while (end < sentences.Count && sentences[end].IsListItem)
            end++;

        var chosen = new SortedSet<int>(Enumerable.Range(start, Math.Min(end - start, MostItems)));
        if (start > 0)
            chosen.Add(start - 1);   // What the list is of.
        WithWhatTheyPointTo(passage, chosen);
        return [.. chosen];
    }

    /// <summary>"It takes six weeks" says nothing without the sentence before.</summary>
    private static void WithWhatTheyPointTo(ScoredPassage passage, SortedSet<int> chosen)
    {
        foreach (var i in chosen.ToArray())
        {
            for (var j = i; j > 0 && !passage.Sentences[j].IsListItem && PointsBack().IsMatch(passage.Sentences[j].Text); j--)
                chosen.Add(j - 1);
        }

        while (chosen.Count(i => !passage.Sentences[i].IsListItem) > MostFromLong + 1)
            chosen.Remove(chosen.Max);
    }

    [GeneratedRegex(@"^(this|that|these|those|it|they|he|she|however|also|otherwise|then|both|if so|if not|in that case|such|esto|eso|estos|estas|este|esta|ese|esa|ellos|ellas|tambi[eé]n|adem[aá]s|sin embargo|en ese caso|de lo contrario|as[ií])\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PointsBack();
}
