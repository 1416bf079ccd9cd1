using GovStack.Conversations;

namespace GovStack.TestKit.Contracts;

/// <summary>One host's checkpoint store, as the contract suite needs it. One per test.</summary>
public interface ICheckpointStoreFixture : IAsyncDisposable
{
    /// <summary>Gets the store.</summary>
    ICheckpointStore Store { get; }

    /// <summary>Closes the store and opens it again on the same data.</summary>
    Task RestartAsync();
}
