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

    [Fact]
    public async Task WaitAsync_PatienceEnds_TellsTheWaitThatIsLeft()
    {
        var wait = await FillAsync();

        var waiting = _gate.WaitAsync("desk", wait.Reservation, TimeSpan.FromMilliseconds(300), CancellationToken.None).AsTask();
        _clock.Advance(TimeSpan.FromMilliseconds(300));

        var left = Assert.IsType<Wait>(await waiting);
        Assert.True(left.Promised <= wait.Promised - TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task CancelAsync_WhileSomebodyWaits_EndsTheWaitAndThePlaceIsFree()
    {
        var wait = await FillAsync();
        var waiting = _gate.WaitAsync("desk", wait.Reservation, TimeSpan.FromSeconds(20), CancellationToken.None).AsTask();

        await _gate.CancelAsync("desk", wait.Reservation, CancellationToken.None);

        Assert.Equal("cancelled", Assert.IsType<Refusal>(await waiting).Reason);
        Assert.Equal(0, (await _gate.StatusAsync(CancellationToken.None))[0].Queues.Sum(queue => queue.Waiting));
    }

    [Fact]
    public async Task SettleAsync_PoolWithOnePlace_WakesTheNext()
    {
        _options.Pools["own"] = new PoolOptions { Profile = "local", MaxInFlight = 1 };
        var first = Assert.IsType<Grant>(await _gate.AcquireAsync(Ask("a") with { Pool = "own" }, CancellationToken.None));
        Assert.IsType<Wait>(await _gate.AcquireAsync(Ask("b") with { Pool = "own" }, CancellationToken.None));
        var waiting = _gate.WaitAsync("own", "b", TimeSpan.FromSeconds(20), CancellationToken.None).AsTask();

        await _gate.SentAsync(first, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(4));
        await _gate.SettleAsync(first, Pools.Answered(), CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(4), Assert.IsType<Grant>(await waiting).Waited);
    }

    [Fact]
    public async Task ReportAsync_HeadersBeforeTheAnswerEnds_AreLearntAtOnce()
    {
        var grant = Assert.IsType<Grant>(await _gate.AcquireAsync(Ask("a"), CancellationToken.None));

        await _gate.ReportAsync(grant, new Dictionary<string, string> { ["x-ratelimit-limit-tokens"] = "300000" }, CancellationToken.None);

        Assert.Equal(300_000, (await _gate.StatusAsync(CancellationToken.None))[0].Axes.Single(axis => axis.Axis == "Tokens").Limit);
    }

    private async Task<Wait> FillAsync()
    {
        for (var i = 0; ; i++)
        {
            if (await _gate.AcquireAsync(Ask($"fill{i}"), CancellationToken.None) is Wait wait)
                return wait;
        }
    }

    private GrantRequest Ask(string reservation, QuotaClass kind = QuotaClass.Interactive) => new(
        "desk", reservation, kind, "town", "person", 1_500, 0, 600, _clock.GetUtcNow(), _clock.GetUtcNow() + TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(8), "general");
}
