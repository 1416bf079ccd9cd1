namespace GovStack.Conversations.Answers;

/// <summary>Where answers that may be reused are kept. One implementation per host: in memory, or shared by the cluster.</summary>
public interface IAnswerStore
{
    /// <summary>Finds an answer by its whole key.</summary>
    ValueTask<StoredAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken);

    /// <summary>Keeps an answer.</summary>
    ValueTask KeepAsync(AnswerKey key, StoredAnswer answer, CancellationToken cancellationToken);

    /// <summary>Forgets every answer of a tenant that was built on another version of its pack; complete when the task is.</summary>
    ValueTask ForgetAsync(string tenant, string keepVersion, CancellationToken cancellationToken);
}

/// <summary>All that must be equal for an answer to be given again.</summary>
/// <param name="Tenant">The agency.</param>
/// <param name="Audience">Who may see it: "public".</param>
/// <param name="Language">The answer's language.</param>
/// <param name="Botlet">The service.</param>
/// <param name="Chain">The chain of models.</param>
/// <param name="PromptVersion">A hash of the prompt's fixed part.</param>
/// <param name="KnowledgeVersion">The pack's version.</param>
/// <param name="Question">The question, normalised by the tier that looks it up.</param>
public sealed record AnswerKey(
    string Tenant,
    string Audience,
    string Language,
    string Botlet,
    string Chain,
    string PromptVersion,
    string KnowledgeVersion,
    string Question);

/// <summary>An answer that may be given again.</summary>
public sealed record StoredAnswer(
    string Answer,
    IReadOnlyList<TurnSource> Sources,
    IReadOnlyList<string> Suggestions,
    DateTimeOffset AnsweredAt,
    string? Model);
