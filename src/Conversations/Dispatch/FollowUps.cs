namespace GovStack.Conversations.Dispatch;

/// <summary>Recognises a question that cannot be understood without the one before it: "and how much is it?", "what about my wife?".</summary>
internal static class FollowUps
{
    private const int LongestFollowUp = 14;
    private const int ShortContinuation = 5;

    /// <summary>Tells whether a question needs its conversation.</summary>
    /// <param name="question">The question, folded.</param>
    /// <param name="language">Its language.</param>
    public static bool NeedsHistory(FoldedText question, string? language)
    {
        if (question.Count is 0 or > LongestFollowUp)
            return false;
        if (SmallTalk.IsReply(question))
            return true;
        var words = DialogueWords.For(language);
        var (topics, anaphors) = (0, 0);
        for (var i = 0; i < question.Count; i++)
        {
            var word = question[i].ToString();
            if (words.Anaphors.Contains(word))
                anaphors++;
            else if (!words.Function.Contains(word) && !words.Aspects.Contains(word) && !words.People.Contains(word))
                topics++;
        }

        if (topics == 0)
            return true;
        var joined = Join(question);
        if (words.StrongOpeners.Any(opener => joined.StartsWith(opener + " ", StringComparison.Ordinal)))
            return topics <= 3;
        var first = question[0].ToString();
        var continues = words.Openers.Contains(first) && !words.Questions.Contains(first);
        if (continues && question.Count <= ShortContinuation && !HasQuestionWord(question, words))
            return true;
        return topics == 1 && (continues || PointsBack(question, words));
    }

    // Spanish articles are also pronouns ("la", "los"), so only a word that is nothing else counts there.
    private static bool PointsBack(FoldedText question, DialogueWords words)
    {
        for (var i = 0; i < question.Count; i++)
        {
            var word = question[i].ToString();
            if (words.Anaphors.Contains(word) && !words.Function.Contains(word))
                return true;
        }

        return false;
    }

    private static bool HasQuestionWord(FoldedText question, DialogueWords words)
    {
        for (var i = 1; i < question.Count; i++)
        {
            if (words.Questions.Contains(question[i].ToString()))
                return true;
        }

        return false;
    }

    private static string Join(FoldedText question)
        => string.Join(' ', Enumerable.Range(0, question.Count).Select(i => question[i].ToString()));
}
