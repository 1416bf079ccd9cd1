using GovStack.TestKit.Contracts;
using GovStack.TestKit.Stores;

namespace GovStack.Hosts.Tests;

/// <summary>The contract of checkpoint stores, on the standalone host's.</summary>
public sealed class SqliteCheckpointStoreContractTests : CheckpointStoreContractTests
{
    protected override Task<ICheckpointStoreFixture> CreateHostAsync() => Task.FromResult<ICheckpointStoreFixture>(SqliteStoreFixture.Create());
}
