using GovStack.Conversations.Quota;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

public sealed class UsageRingTests
{
    [Fact]
    public void Advance_AtEveryAge_ForgetsNothingEarlyAndEverythingSoonAfter()
    {
        Seeds.Check(200, random =>
        {
            var covers = TimeSpan.FromSeconds(random.Between(1, 90));
            var step = TimeSpan.FromMilliseconds(random.Between(5, 400));
            var ring = new UsageRing(covers, step);
            var charged = TimeSpan.FromSeconds(random.Between(0, 1_000));
            ring.Advance(charged);
            ring.Add(7);

            ring.Advance(charged + covers);
            Assert.Equal(7, ring.Sum);
            ring.Advance(charged + covers + (2 * step));
            Assert.Equal(0, ring.Sum);
        });
    }

    [Fact]
    public void Sum_UnderRandomChargesAndRefunds_EqualsAPlainList()
    {
        Seeds.Check(100, random =>
        {
            var ring = new UsageRing(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
            var list = new List<(TimeSpan At, long Amount)>();
            var now = TimeSpan.Zero;
            for (var i = 0; i < 500; i++)
            {
                now += TimeSpan.FromSeconds(random.Gap(3));
                ring.Advance(now);
                list.RemoveAll(entry => Step(now) - Step(entry.At) >= 11);
                if (random.Below(3) > 0 || list.Count == 0)
                {
                    var amount = 1 + random.Below(1_000);
                    ring.Add(amount);
                    list.Add((now, amount));
                }
                else
                {
                    var which = random.Below(list.Count);
                    var (at, amount) = list[which];
                    var back = random.Below((int)amount + 1);
                    Assert.True(ring.TryTake(at, back));
                    list[which] = (at, amount - back);
                }

                Assert.Equal(list.Sum(entry => entry.Amount), ring.Sum);
                Assert.True(ring.Sum >= 0);
            }
        });

        static long Step(TimeSpan at) => at.Ticks / TimeSpan.TicksPerSecond;
    }

    [Fact]
    public void TryTake_ChargeThatHasAgedOut_ChangesNothing()
    {
        var ring = new UsageRing(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
        ring.Advance(TimeSpan.FromSeconds(1));
        ring.Add(5);
        ring.Advance(TimeSpan.FromSeconds(60));
        ring.Add(3);

        Assert.False(ring.TryTake(TimeSpan.FromSeconds(1), 5));
        Assert.Equal(3, ring.Sum);
    }

    [Fact]
    public void WhenFreed_AnyAmount_IsTheFirstTimeItIsGone()
    {
        Seeds.Check(100, random =>
        {
            var ring = new UsageRing(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
            var now = TimeSpan.Zero;
            for (var i = 0; i < 30; i++)
            {
                now += TimeSpan.FromSeconds(random.Gap(3));
                ring.Advance(now);
                ring.Add(1 + random.Below(100));
            }

            var amount = 1 + random.Below((int)ring.Sum);
            var target = ring.Sum - amount;
            var when = ring.WhenFreed(amount);
            ring.Advance(when - TimeSpan.FromTicks(1));
            Assert.True(ring.Sum > target);
            ring.Advance(when);
            Assert.True(ring.Sum <= target);
        });
    }

    [Fact]
    public void Import_WhatAnotherExported_ForgetsNothingEarly()
    {
        Seeds.Check(100, random =>
        {
            var ring = new UsageRing(TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(100));
            var now = TimeSpan.Zero;
            for (var i = 0; i < 50; i++)
            {
                now += TimeSpan.FromSeconds(random.Gap(2));
                ring.Advance(now);
                ring.Add(1 + random.Below(100));
            }

            var other = new UsageRing(TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(100));
            var otherNow = TimeSpan.FromSeconds(random.Between(0, 5));   // Its clock began elsewhere.
            other.Import(otherNow, ring.Export(now));

            for (var i = 0; i < 100; i++)
            {
                var later = TimeSpan.FromSeconds(i);
                ring.Advance(now + later);
                other.Advance(otherNow + later);
                Assert.True(other.Sum >= ring.Sum);
            }

            Assert.Equal(0, other.Sum);
        });
    }
}
