using GovStack.TestKit.Contracts;

namespace GovStack.Cluster.Tests.Storage;

/// <summary>The contract of checkpoint stores, on the cluster's with SQLite.</summary>
public sealed class SqliteClusterStoreContractTests : CheckpointStoreContractTests
{
    protected override Task<ICheckpointStoreFixture> CreateHostAsync() => ClusterStoreFixture.CreateSqliteAsync();
}
