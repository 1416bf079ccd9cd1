using GovStack.Conversations.Dispatch;
using Orleans.CodeGeneration;

namespace GovStack.Grains.Interfaces;

/// <summary>Picks the service of a question; named by the agency. Any number of workers on every server.</summary>
[Alias("govstack.dispatcher"), Version(1)]
public interface IDispatcherGrain : IGrainWithStringKey
{
    /// <summary>Picks the service.</summary>
    [Alias("dispatch")]
    Task<Wire<DispatchDecision>> DispatchAsync(Wire<DispatchQuestion> question);
}

/// <summary>What is dispatched.</summary>
/// <param name="Question">The question, masked.</param>
/// <param name="Language">The language of the answer.</param>
/// <param name="Context">What a follow-up refers to, or null.</param>
public sealed record DispatchQuestion(string Question, string Language, DispatchContext? Context);
