using GovStack.Conversations.Quota;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

public sealed class WindowPhaseTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Learn_ThreeThatAgree_KnowsTheTurnAsCloselyAsTheQuickestAnswerTold()
    {
        // The window turns at second 40.
        var phase = new WindowPhase(Minute);
        Hear(phase, sent: 10, read: 10.9, turn: 40);
        Hear(phase, sent: 10.1, read: 11, turn: 40, written: 0.3);
        Assert.False(phase.IsKnown(At(11)));
        Hear(phase, sent: 10.2, read: 10.8, turn: 40, written: 0.1);

        Assert.True(phase.IsKnown(At(11)));
        Assert.InRange(phase.NextTurn(At(11), Minute).TotalSeconds, 40, 40.7);
        Assert.InRange(phase.LastTurn(At(50), Minute).TotalSeconds, 39.85, 40);
        Assert.InRange(phase.LastTurn(At(110), Minute).TotalSeconds, 99.75, 100);
        Assert.InRange(phase.NextTurn(At(50), TimeSpan.FromSeconds(10)).TotalSeconds, 50, 50.7);
    }

    [Fact]
    public void Learn_AnotherTurn_EndsTheBeliefForAnHour()
    {
        var phase = new WindowPhase(Minute);
        for (var i = 0; i < 3; i++)
            Hear(phase, 10 + i, 10.5 + i, turn: 40);

        Assert.False(phase.Learn(At(20.5), At(20), TimeSpan.FromSeconds(45.5)));

        Assert.False(phase.IsKnown(At(21)));
        for (var i = 0; i < 10; i++)
            Hear(phase, 120 + i, 120.5 + i, turn: 160);
        Assert.False(phase.IsKnown(At(131)));
    }

    [Fact]
    public void Learn_TheTimeUntilABucketIsFull_IsNoTurn()
    {
        var phase = new WindowPhase(Minute);
        for (var i = 0; i < 20; i++)
            phase.Learn(At(10 + (i * 0.01) + 0.3), At(10 + (i * 0.01)), TimeSpan.FromSeconds(0.45 * (i + 1)));

        Assert.False(phase.IsKnown(At(11)));
    }

    [Fact]
    public void IsKnown_TenMinutesWithoutAWord_No()
    {
        var phase = new WindowPhase(Minute);
        for (var i = 0; i < 3; i++)
            Hear(phase, 10 + i, 10.5 + i, turn: 40);

        Assert.True(phase.IsKnown(At(600)));
        Assert.False(phase.IsKnown(At(613)));
    }

    [Fact]
    public void CountFrom_AtRandom_CountsWhatCameSinceAndAllOfItAgain()
    {
        Seeds.Check(50, random =>
        {
            var ring = new UsageRing(Minute, TimeSpan.FromMilliseconds(100));
            var all = new List<(TimeSpan At, long Amount)>();
            var now = TimeSpan.FromMinutes(5);
            var from = TimeSpan.MinValue;
            for (var i = 0; i < 300; i++)
            {
                now += TimeSpan.FromMilliseconds(random.Below(1_500));
                ring.Advance(now);
                all.RemoveAll(entry => now.Ticks / 1_000_000 - (entry.At.Ticks / 1_000_000) >= ring.Span.Ticks / 1_000_000);
                var amount = 1 + random.Below(50);
                switch (random.Below(8))
                {
                    case 0:
                        var since = now - TimeSpan.FromSeconds(random.Below(20));
                        from = since > from ? since : from;   // It never goes back by itself.
                        ring.CountFrom(from);
                        break;
                    case 1:
                        from = TimeSpan.MinValue;
                        ring.CountAll();
                        break;
                    default:
                        ring.Add(amount);
                        all.Add((now, amount));
                        break;
                }

                if (from == TimeSpan.MinValue)
                    Assert.Equal(all.Sum(entry => entry.Amount), ring.Sum);
                else
                    Assert.True(ring.Sum >= all.Where(entry => entry.At >= from).Sum(entry => entry.Amount), "something charged since was forgotten");
            }

            ring.CountAll();
            Assert.Equal(all.Sum(entry => entry.Amount), ring.Sum);
        });
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>A response written so long after it was sent for, which says truly when the window turns.</summary>
    private static void Hear(WindowPhase phase, double sent, double read, double turn, double written = 0.2)
        => Assert.True(phase.Learn(At(read), At(sent), TimeSpan.FromMilliseconds(Math.Ceiling((turn - sent - written) * 1_000))));
}
