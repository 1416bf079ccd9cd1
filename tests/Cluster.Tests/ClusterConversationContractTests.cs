using GovStack.Cluster.Tests.Hosts;
using GovStack.TestKit.Contracts;
using Xunit;

namespace GovStack.Cluster.Tests;

public sealed class ClusterConversationContractTests(ClusterConversationContractTests.Started started)
    : ConversationContractTests(started.Host), IClassFixture<ClusterConversationContractTests.Started>
{
    public sealed class Started : IAsyncLifetime
    {
        public ClusterHostFixture Host { get; } = new();

        public async ValueTask InitializeAsync() => await Host.StartAsync();

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
