using GovStack.Conversations;

namespace GovStack.Frontend.Turns;

/// <summary>A conversation as a page shows it.</summary>
internal sealed record ShownConversation(
    string Id,
    string? Language,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Current,
    long NextEvent,
    IReadOnlyList<ShownQuestion> Unanswered,
    IReadOnlyList<ShownTurn> Turns)
{
    public static ShownConversation Of(ConversationView view, IReadOnlyList<Turn> turns) => new(
        view.Head.Id,
        view.Head.Language,
        view.Head.CreatedAt,
        view.Head.UpdatedAt,
        view.Head.Current,
        view.NextEvent,
        [.. view.Unanswered.Select(question => new ShownQuestion(question.Number, question.MessageId, question.Question, question.ArrivedAt))],
        [.. turns.Select(ShownTurn.Of)]);
}

/// <summary>A question that runs or waits.</summary>
internal sealed record ShownQuestion(int Turn, string MessageId, string Question, DateTimeOffset AskedAt);

/// <summary>A saved turn as its person sees it: without the model's thinking, which is for auditors.</summary>
internal sealed record ShownTurn(
    int Number,
    int Parent,
    string MessageId,
    string Question,
    string Answer,
    AnswerKind Kind,
    string? Botlet,
    string Language,
    DateTimeOffset AskedAt,
    DateTimeOffset AnsweredAt,
    IReadOnlyList<ShownSource> Sources,
    IReadOnlyList<TurnNotice> Notices,
    IReadOnlyList<string> Suggestions,
    ShownUsage? Usage,
    string? FailureCode)
{
    public static ShownTurn Of(Turn turn)
    {
        var answer = TurnAnswer.Of(turn);
        return new(
            turn.Number,
            turn.Parent,
            turn.MessageId,
            turn.Question,
            turn.Answer,
            turn.Kind,
            turn.Botlet,
            turn.Language,
            turn.AskedAt,
            turn.AnsweredAt,
            answer.Sources,
            answer.Notices,
            answer.Suggestions,
            answer.Usage,
            turn.FailureCode);
    }
}

/// <summary>The turns that lead to a checkpoint, oldest first.</summary>
internal sealed record ShownTurns(IReadOnlyList<ShownTurn> Turns);

/// <summary>The checkpoints of a conversation, in all its branches.</summary>
internal sealed record ShownCheckpoints(int Current, IReadOnlyList<ShownCheckpoint> Checkpoints);

/// <summary>One checkpoint: what a list of them needs.</summary>
internal sealed record ShownCheckpoint(int Number, int Parent, string Question, AnswerKind Kind, string? Botlet, DateTimeOffset AnsweredAt)
{
    public static ShownCheckpoint Of(Turn turn) => new(turn.Number, turn.Parent, turn.Question, turn.Kind, turn.Botlet, turn.AnsweredAt);
}
