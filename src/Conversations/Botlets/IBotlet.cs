using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;
using GovStack.Conversations.Quota;
using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Botlets;

/// <summary>
/// One service's behaviour: from a question to what the model is asked. Stateless and without I/O; all that is data stands in the pack, so most services share
/// <see cref="PageBotlet"/>.
/// </summary>
public interface IBotlet
{
    /// <summary>Prepares a question: passages, prompt, chain and class.</summary>
    BotletPlan Prepare(BotletInput input);
}

/// <summary>What a botlet prepares from.</summary>
/// <param name="Agency">The agency's snapshot.</param>
/// <param name="Definition">The service's data.</param>
/// <param name="Decision">Where the dispatcher sent the question, and why.</param>
/// <param name="Question">The question, masked.</param>
/// <param name="Language">The language of the answer.</param>
/// <param name="History">What the conversation said before, trimmed to its budget.</param>
/// <param name="Crisis">The crisis the question speaks of, or null.</param>
/// <param name="CallerClass">The class of the caller's questions.</param>
/// <param name="PassageCount">How many passages a prompt holds.</param>
public sealed record BotletInput(
    LoadedAgency Agency,
    BotletDefinition Definition,
    DispatchDecision Decision,
    string Question,
    string Language,
    History History,
    CrisisRule? Crisis,
    QuotaClass CallerClass,
    int PassageCount);

/// <summary>What is asked of the chain.</summary>
/// <param name="Passages">In the order they are cited, from 1.</param>
/// <param name="Messages">The prompt, system first.</param>
/// <param name="Chain">The chain's name in the pack.</param>
/// <param name="Class">The priority class.</param>
/// <param name="MaxAnswerTokens">The longest answer.</param>
/// <param name="ThinkingTokens">The thinking budget.</param>
/// <param name="PromptVersion">A hash of the prompt's fixed part: part of the reuse key.</param>
public sealed record BotletPlan(
    IReadOnlyList<FoundPassage> Passages,
    IReadOnlyList<ChatMessage> Messages,
    string Chain,
    QuotaClass Class,
    int MaxAnswerTokens,
    int ThinkingTokens,
    string PromptVersion);

/// <summary>Earlier turns as the model sees them.</summary>
/// <param name="Summary">What older turns said, or null.</param>
/// <param name="Messages">Recent turns whole, oldest first; question and answer alternate.</param>
public sealed record History(string? Summary, IReadOnlyList<PriorMessage> Messages)
{
    /// <summary>Gets the history of a conversation that has just begun.</summary>
    public static History Empty { get; } = new(null, []);

    /// <summary>Gets whether there is nothing to remember.</summary>
    public bool IsEmpty => Summary is null && Messages.Count == 0;
}
