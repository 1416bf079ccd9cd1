using GovStack.Conversations.Botlets;
using GovStack.Conversations.Dispatch;
using GovStack.Conversations.Quota;
using Orleans.CodeGeneration;

namespace GovStack.Grains.Interfaces;

/// <summary>
/// Prepares questions for one service, named "agency/service": passages, prompt and chain. It does not call the model: a stream through a stateless worker
/// would end at whichever worker takes the next call, so the conversation streams.
/// </summary>
[Alias("govstack.botlet"), Version(1)]
public interface IBotletGrain : IGrainWithStringKey
{
    /// <summary>Prepares a question.</summary>
    [Alias("prepare")]
    Task<Wire<BotletPlan>> PrepareAsync(Wire<BotletQuestion> question);
}

/// <summary>What a botlet prepares from; what every server has, the agency's pack, is named and not sent.</summary>
/// <param name="Tenant">The agency.</param>
/// <param name="Botlet">The service.</param>
/// <param name="Decision">Where the dispatcher sent the question.</param>
/// <param name="Question">The question, masked.</param>
/// <param name="Language">The language of the answer.</param>
/// <param name="History">What was said before.</param>
/// <param name="Crisis">The crisis rule's id, or null.</param>
/// <param name="CallerClass">The class of the caller's questions.</param>
/// <param name="PassageCount">How many passages a prompt holds.</param>
public sealed record BotletQuestion(
    string Tenant,
    string Botlet,
    DispatchDecision Decision,
    string Question,
    string Language,
    History History,
    string? Crisis,
    QuotaClass CallerClass,
    int PassageCount);
