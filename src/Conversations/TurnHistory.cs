using System.Text;
using GovStack.Conversations.Botlets;

namespace GovStack.Conversations;

/// <summary>What a model is told of earlier turns: recent ones whole within a budget of tokens, older ones as a running summary.</summary>
internal static class TurnHistory
{
    // A common rule of thumb for European languages; the ledger's calibrated ratio decides what is charged, this only what is kept.
    private const int BytesPerToken = 4;

    private const int LongestSummaryBytes = 2_000;
    private const int LongestSummaryLine = 160;

    /// <summary>Trims the turns of a branch to a budget.</summary>
    /// <param name="branch">The turns, oldest first.</param>
    /// <param name="summary">The running summary of what is older, or null.</param>
    /// <param name="tokens">The budget.</param>
    public static History Build(IReadOnlyList<Turn> branch, ConversationSummary? summary, int tokens)
    {
        if (branch.Count == 0)
            return History.Empty;
        var first = FirstWhole(branch, tokens);
        var messages = new List<PriorMessage>();
        for (var index = first; index < branch.Count; index++)
        {
            // "We will answer later" and "not now" are no part of what was said about the matter.
            if (branch[index].Kind is AnswerKind.Ticket or AnswerKind.Refusal or AnswerKind.Failed)
                continue;
            messages.Add(new(false, branch[index].Question));
            messages.Add(new(true, branch[index].Answer));
        }

        var isSummarised = summary is not null && branch.Any(turn => turn.Number >= summary.UpTo);
        return new(first > 0 || isSummarised ? summary?.Text : null, messages);
    }

    /// <summary>Extends the running summary by the turns that no longer fit whole: a line each, the oldest lines dropped first.</summary>
    /// <returns>The new summary and the turns it now covers too; null and none where it does not change.</returns>
    public static (ConversationSummary? Summary, IReadOnlyList<Turn> Older) Extend(IReadOnlyList<Turn> branch, ConversationSummary? summary, int tokens)
    {
        var first = FirstWhole(branch, tokens);
        var older = branch.Take(first).Where(turn => turn.Number > (summary?.UpTo ?? 0)).ToArray();
        if (older.Length == 0)
            return (null, []);
        var lines = (summary?.Text.Split('\n') ?? []).Concat(older.Select(Line)).ToList();
        while (lines.Count > 1 && lines.Sum(line => line.Length + 1) > LongestSummaryBytes)
            lines.RemoveAt(0);
        return (new(string.Join('\n', lines), older[^1].Number), older);
    }

    private static int FirstWhole(IReadOnlyList<Turn> branch, int tokens)
    {
        var left = tokens * BytesPerToken;
        for (var index = branch.Count - 1; index >= 0; index--)
        {
            left -= Encoding.UTF8.GetByteCount(branch[index].Question) + Encoding.UTF8.GetByteCount(branch[index].Answer);
            if (left < 0)
                return index + 1;
        }

        return 0;
    }

    private static string Line(Turn turn) => $"{Short(turn.Question)} -> {Short(turn.Answer)}";

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        if (end > 0)
            line = line[..(end + 1)];
        return line.Length <= LongestSummaryLine ? line : string.Concat(line.AsSpan(0, LongestSummaryLine - 1), "…");
    }
}
