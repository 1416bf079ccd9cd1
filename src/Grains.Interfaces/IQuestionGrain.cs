using GovStack.Conversations.Answers;
using Orleans.CodeGeneration;

namespace GovStack.Grains.Interfaces;

/// <summary>One question as many ask it, named by a hash of its whole reuse key: who leads its flight, and its answer while that may be given again.</summary>
[Alias("govstack.question"), Version(1)]
public interface IQuestionGrain : IGrainWithStringKey
{
    /// <summary>Finds the answer.</summary>
    [Alias("find")]
    Task<Wire<StoredAnswer?>> FindAsync();

    /// <summary>Keeps the answer.</summary>
    [Alias("keep")]
    Task KeepAsync(Wire<StoredAnswer> answer);

    /// <summary>Joins the flight.</summary>
    /// <returns>The leader: the seat itself, or the conversation to read from.</returns>
    [Alias("join")]
    Task<Wire<FlightSeat>> JoinAsync(Wire<FlightSeat> seat);

    /// <summary>Ends the flight that this seat leads.</summary>
    [Alias("leave")]
    Task LeaveAsync(Wire<FlightSeat> seat);
}
