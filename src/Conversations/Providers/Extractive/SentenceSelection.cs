using System.Text.RegularExpressions;

namespace GovStack.Conversations.Providers.Extractive;

/// <summary>Which sentences make the answer: the best passage's first, whole lists, at most five sentences, nothing said twice.</summary>
internal static partial class SentenceSelection
{
    private const int MostSentences = 5;
    private const int MostFromFirst = 3;
    private const int MostItems = 8;

    /// <summary>Picks from the scored passages.</summary>
    /// <returns>Per passage, the numbers of its sentences in page order; the leading passage first.</returns>
    public static List<(ScoredPassage Passage, List<int> Sentences)> Pick(List<ScoredPassage> passages)
    {
        var picked = new List<(ScoredPassage, List<int>)>();
        var first = passages.Where(passage => passage.Sentences.Count > 0).MaxBy(passage => passage.BestScore);
        if (first is null)
            return picked;

        var lead = PickFirst(first);
        picked.Add((first, lead));
        var left = MostSentences - Math.Min(lead.Count, MostFromFirst);
        var said = lead.SelectMany(i => first.Terms[i]).ToHashSet(StringComparer.Ordinal);
        foreach (var other in passages.Where(passage => passage != first && passage.Sentences.Count > 0).OrderByDescending(passage => passage.BestScore))
        {
            if (left <= 0 || picked.Count == 2 || other.BestScore < 0.75 * first.BestScore)
                break;
            var more = PickMore(other, picked, first.BestScore, Math.Min(left, 2));
            if (more.Count > 0 && more.Any(i => other.Terms[i].Count(term => !said.Contains(term)) >= 3))
                picked.Add((other, more));
        }

        return picked;
    }

    private static List<int> PickFirst(ScoredPassage passage)
    {
        var best = passage.BestSentence;
        var sentences = passage.Sentences;
        if (sentences[best].IsListItem || (sentences[best].IntroducesList && best + 1 < sentences.Count && sentences[best + 1].IsListItem))
            return WholeList(passage, best);
        if (passage.HeadingShare >= 0.5 && FirstItem(sentences) is >= 0 and <= 1 and var item)
            return WholeList(passage, item);

        // A short passage under the question's own heading is the answer as the agency wrote it.
        var isWhole = sentences.Count <= MostFromFirst && passage.HeadingShare >= 0.4;
        var least = isWhole ? 0 : 0.6 * passage.BestScore;
        var chosen = new SortedSet<int> { best };
        var running = Enumerable.Range(0, sentences.Count).Where(i => !sentences[i].IsListItem && !sentences[i].IntroducesList && !sentences[i].Text.EndsWith('?'));
        foreach (var i in running.OrderByDescending(i => passage.Scores[i]))
        {
            if (chosen.Count == MostFromFirst)
                break;
            if (passage.Scores[i] >= least && !chosen.Any(known => known != i && IsSame(passage.Terms[known], passage.Terms[i])))
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

    private static List<int> PickMore(ScoredPassage passage, List<(ScoredPassage Passage, List<int> Sentences)> picked, double best, int count)
    {
        var chosen = new SortedSet<int>();
        foreach (var i in Enumerable.Range(0, passage.Sentences.Count).OrderByDescending(i => passage.Scores[i]))
        {
            var sentence = passage.Sentences[i];
            if (chosen.Count == count || passage.Scores[i] < 0.75 * best)
                break;
            var isTold = picked.Any(known => known.Sentences.Any(j => IsSame(known.Passage.Terms[j], passage.Terms[i])));
            // A list item alone would be half a sentence; one that points back would point at nothing.
            if (!isTold && !sentence.IsListItem && !sentence.IntroducesList && !PointsBack().IsMatch(sentence.Text))
                chosen.Add(i);
        }

        return [.. chosen];
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

        while (chosen.Count(i => !passage.Sentences[i].IsListItem) > MostFromFirst + 1)
            chosen.Remove(chosen.Max);
    }

    private static bool IsSame(HashSet<string> one, HashSet<string> other)
    {
        if (one.Count == 0 || other.Count == 0)
            return one.Count == other.Count;
        var shared = one.Count(other.Contains);
        return shared >= 0.7 * Math.Min(one.Count, other.Count);
    }

    [GeneratedRegex(@"^(this|that|these|those|it|they|he|she|however|also|otherwise|then|both|if so|if not|in that case|such|esto|eso|estos|estas|este|esta|ese|esa|ellos|ellas|tambi[eé]n|adem[aá]s|sin embargo|en ese caso|de lo contrario|as[ií])\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PointsBack();
}
