using GovStack.Conversations;
using GovStack.Frontend.Turns;

namespace GovStack.Frontend.People;

/// <summary>Collects and deletes one conversation, and leaves a trace of both in the audit. A whole person is <see cref="PersonData"/>.</summary>
internal sealed class PersonArchive(ICheckpointStore store, IConversationClient conversations, TimeProvider clock)
{
    private const int PageSize = 200;

    /// <summary>Collects a conversation.</summary>
    /// <returns>The conversation, or null where there is none.</returns>
    public async Task<ConversationExport?> CollectAsync(string conversationId, CancellationToken cancellationToken)
    {
        if (await store.OpenAsync(conversationId, cancellationToken) is not { } stored)
            return null;
        var turns = new List<ShownTurn>();
        for (var first = 1; first <= stored.Head.LastNumber; first += PageSize)
            turns.AddRange((await store.ReadTurnsAsync(conversationId, first, first + PageSize - 1, cancellationToken)).Select(ShownTurn.Of));
        var head = stored.Head;
        return new(
            head.Id,
            head.Channel,
            head.Language,
            head.CreatedAt,
            head.UpdatedAt,
            head.Current,
            head.Summary?.Text,
            turns,
            [.. stored.Unanswered.Select(question => new ShownQuestion(question.Number, question.MessageId, question.Question, question.ArrivedAt))],
            await store.ReadFeedbackAsync(conversationId, cancellationToken));
    }

    /// <summary>Deletes one conversation. The trace comes first: a deletion nobody can trace is worse than a trace of one that failed.</summary>
    public async Task DeleteAsync(string tenant, string conversationId, string actor, string? reason, CancellationToken cancellationToken)
    {
        await AuditAsync(tenant, actor, "delete", conversationId, reason, cancellationToken);
        await conversations.DeleteAsync(conversationId, cancellationToken);
    }

    /// <summary>Leaves a trace.</summary>
    public Task AuditAsync(string tenant, string actor, string action, string subject, string? reason, CancellationToken cancellationToken)
        => store.AppendAuditAsync(new(clock.GetUtcNow(), tenant, actor, action, subject, reason), cancellationToken);
}
