using GovStack.Conversations.Quota;
using GovStack.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

public sealed class InProcessGateTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly QuotaOptions _options = new();
    private readonly InProcessGate _gate;

    public InProcessGateTests()
    {
        _options.Pools["desk"] = new PoolOptions { Profile = "generic", RequestsPerMinute = 60, TokensPerMinute = 600_000 };
        _gate = new InProcessGate(Options.Create(_options), new PromptTokens(), _clock, NullLogger<QuotaLedger>.Instance);
        _clock.Advance(TimeSpan.FromMinutes(2));   // Out of the debt a gate starts in.
    }

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task AcquireAsync_IdlePool_GrantsAtOnce()
    {
        var answer = await _gate.AcquireAsync(Ask("a"), CancellationToken.None);

        Assert.Equal(600, Assert.IsType<Grant>(answer).MaxOutputTokens);
    }

    [Fact]
    public async Task AcquireAsync_UnknownPool_RefusesByName()
    {
        var answer = await _gate.AcquireAsync(Ask("a") with { Pool = "nowhere" }, CancellationToken.None);

        Assert.Equal("unknown-pool", Assert.IsType<Refusal>(answer).Reason);
    }

    [Fact]
    public async Task WaitAsync_BusyPool_GrantsWhenTheClockReachesTheTurn()
    {
        await _gate.AcquireAsync(Ask("a"), CancellationToken.None);
        GateAnswer second = await _gate.AcquireAsync(Ask("b"), CancellationToken.None);
        while (second is Grant)
            second = await _gate.AcquireAsync(Ask(Guid.NewGuid().ToString()), CancellationToken.None);
        var wait = Assert.IsType<Wait>(second);

        var waiting = _gate.WaitAsync("desk", wait.Reservation, TimeSpan.FromSeconds(20), CancellationToken.None).AsTask();
        _clock.Advance(wait.Promised + TimeSpan.FromMilliseconds(20));

        Assert.IsType<Grant>(await waiting);
    }

    private GrantRequest Ask(string reservation, QuotaClass kind = QuotaClass.Interactive) => new(
        "desk", reservation, kind, "town", "person", 1_500, 0, 600, _clock.GetUtcNow(), _clock.GetUtcNow() + TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(8), "general");
}
