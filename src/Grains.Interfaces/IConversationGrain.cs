using GovStack.Conversations;
using Orleans.CodeGeneration;

namespace GovStack.Grains.Interfaces;

/// <summary>One conversation, named by its id. No call lasts as long as a turn: readers wait at most 20 seconds a call.</summary>
[Alias("govstack.conversation"), Version(1)]
public interface IConversationGrain : IGrainWithStringKey
{
    /// <summary>Takes a question; returns once it is durable, or refused.</summary>
    [Alias("ask")]
    Task<Wire<TurnTicket>> AskAsync(Wire<TurnRequest> request);

    /// <summary>Reads the stream from an event number on.</summary>
    [Alias("read-from")]
    Task<Wire<TurnEventBatch>> ReadFromAsync(long eventNumber, TimeSpan patience);

    /// <summary>Stops a turn.</summary>
    [Alias("stop")]
    Task<bool> StopAsync(int? turn);

    /// <summary>Reads head and unanswered questions.</summary>
    [Alias("view")]
    Task<Wire<ConversationView?>> ViewAsync();

    /// <summary>Reads the turns that lead to a checkpoint.</summary>
    [Alias("read-branch")]
    Task<Wire<IReadOnlyList<Turn>?>> ReadBranchAsync(int? checkpoint, int count);

    /// <summary>Continues from an earlier checkpoint.</summary>
    [Alias("fork")]
    Task<bool> ForkAsync(int checkpoint);

    /// <summary>Keeps an opinion of an answer.</summary>
    [Alias("rate")]
    Task<bool> RateAsync(int turn, bool isHelpful, string? comment);

    /// <summary>Stops what runs and deletes it whole.</summary>
    [Alias("delete")]
    Task DeleteAsync();

    /// <summary>Puts unanswered questions in line again where they are not; nothing for a conversation that is at work.</summary>
    [Alias("resume")]
    Task ResumeAsync();
}
