using GovStack.TestKit.Contracts;
using GovStack.TestKit.Hosts;
using Xunit;

namespace GovStack.Hosts.Tests;

public sealed class StandaloneConversationContractTests(StandaloneConversationContractTests.Started started)
    : ConversationContractTests(started.Host), IClassFixture<StandaloneConversationContractTests.Started>
{
    public sealed class Started : IAsyncLifetime
    {
        public StandaloneHostFixture Host { get; } = new();

        public async ValueTask InitializeAsync() => await Host.StartAsync();

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
