using GovStack.Conversations;

namespace GovStack.TestKit.Contracts;

/// <summary>A host with everything real but the clock and the model.</summary>
public interface IHostFixture : IAsyncDisposable
{
    /// <summary>Gets the front door.</summary>
    IConversationClient Client { get; }

    /// <summary>Gets the store behind it.</summary>
    ICheckpointStore Store { get; }

    /// <summary>Gets the model every chain's first tier asks.</summary>
    ScriptedChatClient Model { get; }

    /// <summary>Gets the clock the test moves.</summary>
    ManualClock Clock { get; }

    /// <summary>Starts the host.</summary>
    Task StartAsync();

    /// <summary>Ends the host without letting anything finish, and starts it again on the same data.</summary>
    Task RestartAsync();
}
