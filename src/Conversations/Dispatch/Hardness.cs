namespace GovStack.Conversations.Dispatch;

/// <summary>Tells which questions deserve the large model.</summary>
internal static class Hardness
{
    private const int ManyWords = 60;
    private const int ManyQuestions = 3;
    private const int ManyConditions = 2;
    private const int FewestWordsOfConditions = 20;

    /// <summary>Tells whether a question is hard: several services, long, many questions in one, or one with conditions.</summary>
    public static bool IsHard(string question, FoldedText folded, string? language, int services)
    {
        if (services > 1 || folded.Count >= ManyWords || question.Count('?') >= ManyQuestions)
            return true;
        var conditions = DialogueWords.For(language).Conditions;
        var count = 0;
        for (var i = 0; i < folded.Count; i++)
            count += conditions.Contains(folded[i].ToString()) ? 1 : 0;
        return count >= ManyConditions && folded.Count >= FewestWordsOfConditions;
    }
}
