using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;

namespace GovStack.Conversations.Answers;

/// <summary>When an earlier answer may be given again: the same agency, language, service, chain, prompt and pages, and a question that reads the same.</summary>
public sealed class AnswerReuse(IAnswerStore store)
{
    private const string PublicAudience = "public";

    /// <summary>Makes the key of a question, or null where its answer may never be reused.</summary>
    /// <param name="agency">The agency.</param>
    /// <param name="question">What is known of the question.</param>
    public static AnswerKey? KeyOf(Agency agency, ReuseQuestion question)
    {
        if (!agency.Reuse.Exact || question.IsPersonal || question.NeedsHistory || question.IsEmergency)
            return null;
        var text = agency.Reuse.Normalised
            ? QuestionForm.Of(question.Text, question.Language)
            : question.Text.Trim();
        return new(agency.Id, PublicAudience, question.Language, question.Botlet, question.Chain, question.PromptVersion, agency.Version, text);
    }

    /// <summary>Finds an answer that may be given again.</summary>
    public ValueTask<StoredAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken) => store.FindAsync(key, cancellationToken);

    /// <summary>Keeps a model's whole, cited answer to a question that stood on its own.</summary>
    public ValueTask KeepAsync(AnswerKey key, Turn turn, CancellationToken cancellationToken)
        => store.KeepAsync(key, new(turn.Answer, turn.Sources, turn.Suggestions, turn.AnsweredAt, turn.Usage?.Model), cancellationToken);
}

/// <summary>What decides whether an answer may be reused.</summary>
/// <param name="Text">The question, masked.</param>
/// <param name="Language">The language of the answer.</param>
/// <param name="Botlet">The service.</param>
/// <param name="Chain">The chain.</param>
/// <param name="PromptVersion">The prompt's fixed part.</param>
/// <param name="IsPersonal">Whether personal data was masked in it.</param>
/// <param name="NeedsHistory">Whether it is a follow-up or its prompt holds history.</param>
/// <param name="IsEmergency">Whether it is an emergency.</param>
public sealed record ReuseQuestion(
    string Text,
    string Language,
    string Botlet,
    string Chain,
    string PromptVersion,
    bool IsPersonal,
    bool NeedsHistory,
    bool IsEmergency);
