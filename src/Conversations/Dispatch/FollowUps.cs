namespace GovStack.Conversations.Dispatch;

/// <summary>Recognises a question that cannot be understood without the one before it: "and how much is it?", "what about my wife?".</summary>
internal static class FollowUps
{
    private const int LongestFollowUp = 14;
    private const int ShortContinuation = 5;

    /// <summary>Tells whether a question needs its conversation.</summary>
    /// <param name="question">The question, folded.</param>
    /// <param name="language">Its language.</param>
    public static HistoryNeed Read(FoldedText question, string? language)
    {
        if (question.Count is 0 or > LongestFollowUp)
            return HistoryNeed.None;
        if (SmallTalk.IsReply(question))
            return HistoryNeed.NoTopic;
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
            return HistoryNeed.NoTopic;
        var joined = Join(question);
        if (words.StrongOpeners.Any(opener => joined.StartsWith(opener + " ", StringComparison.Ordinal)))
            return topics <= 3 ? HistoryNeed.OtherTopic : HistoryNeed.None;
        var first = question[0].ToString();
        var continues = words.Openers.Contains(first) && !words.Questions.Contains(first);
        if (continues && question.Count <= ShortContinuation && !HasQuestionWord(question, words))
            return HistoryNeed.OtherTopic;
        if (topics > 1)
            return HistoryNeed.None;
        return PointsBack(question, words) ? HistoryNeed.OtherTopic : continues ? HistoryNeed.Maybe : HistoryNeed.None;
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

/// <summary>How much a question needs the conversation before it.</summary>
internal enum HistoryNeed
{
    /// <summary>It stands on its own.</summary>
    None,

    /// <summary>It begins like a continuation but may stand on its own: "and how do I pay my taxes?".</summary>
    Maybe,

    /// <summary>It goes on with something added: "and for a green card?".</summary>
    OtherTopic,

    /// <summary>It names nothing of its own: "how much is it?".</summary>
    NoTopic,
}
