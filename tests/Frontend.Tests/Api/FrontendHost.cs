using GovStack.TestKit.Hosts;

[assembly: AssemblyFixture(typeof(GovStack.Frontend.Tests.Api.FrontendHost))]

namespace GovStack.Frontend.Tests.Api;

/// <summary>One standalone host for all tests that need no settings or model answers of their own.</summary>
public sealed class FrontendHost : IAsyncLifetime
{
    /// <summary>Gets the host.</summary>
    public StandaloneHostFixture Host { get; } = new("--environment", "Development");

    public async ValueTask InitializeAsync() => await Host.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Makes somebody new.</summary>
    public Caller NewCaller() => new(Host.Address);
}
