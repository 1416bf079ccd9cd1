using GovStack.Conversations.Quota;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

public sealed class TurnQueueTests
{
    [Fact]
    public void Next_AllClassesBusyAndEmergenciesOverTheirShare_Serves16To8To1()
    {
        var queue = new TurnQueue(new EmergencyAllowance(share: 0, grantsPerPerson: 2, TimeSpan.FromMinutes(10)));
        for (var i = 0; i < 500; i++)
        {
            queue.Enter(Waiting(QuotaClass.Emergency, "a", i));
            queue.Enter(Waiting(QuotaClass.Interactive, "a", i));
            queue.Enter(Waiting(QuotaClass.Background, "a", i));
        }

        var served = new int[3];
        for (var i = 0; i < 252; i++)
            served[(int)Serve(queue).Class]++;

        Assert.InRange(served[0], 160, 163);   // Two always lead.
        Assert.InRange(served[1], 79, 81);
        Assert.InRange(served[2], 10, 11);
    }

    [Fact]
    public void Next_TwoBusyTenants_AreServedAlikeOverAnyInterval()
    {
        // Property 4: the difference is at most two of the largest requests, whatever their sizes and however many one of them sends.
        Seeds.Check(100, random =>
        {
            var queue = NewQueue();
            var many = 20 + random.Below(200);
            for (var i = 0; i < many; i++)
                queue.Enter(Waiting(QuotaClass.Interactive, "flood", i, random.Between(0.1, 3)));
            for (var i = 0; i < 20; i++)
                queue.Enter(Waiting(QuotaClass.Interactive, "small", i, random.Between(0.1, 3)));

            var served = new Dictionary<string, double> { ["flood"] = 0, ["small"] = 0 };
            var (least, most) = (0.0, 0.0);
            while (queue[QuotaClass.Interactive].BusyCount == 2)
            {
                var ticket = Serve(queue);
                served[ticket.Request.Tenant] += ticket.Seconds;
                var difference = served["flood"] - served["small"];
                (least, most) = (Math.Min(least, difference), Math.Max(most, difference));
            }

            Assert.InRange(most - least, 0, 2 * 3);
        });
    }

    [Fact]
    public void Next_InsideATenant_GoesByTheTimeThePersonAskedFirst()
    {
        Seeds.Check(50, random =>
        {
            var queue = NewQueue();
            for (var i = 0; i < 100; i++)
                queue.Enter(Waiting(QuotaClass.Interactive, "a", random.Below(1_000)));

            var last = TimeSpan.MinValue;
            while (queue.Count > 0)
            {
                var ticket = Serve(queue);
                Assert.True(ticket.Arrived >= last);
                last = ticket.Arrived;
            }
        });
    }

    [Fact]
    public void Enter_TenantThatComesBack_HasNothingSavedUp()
    {
        var queue = NewQueue();
        for (var i = 0; i < 50; i++)
            queue.Enter(Waiting(QuotaClass.Interactive, "steady", i));
        for (var i = 0; i < 30; i++)
            Serve(queue);
        for (var i = 0; i < 10; i++)
            queue.Enter(Waiting(QuotaClass.Interactive, "back", 100 + i));

        var first = Enumerable.Range(0, 10).Select(_ => Serve(queue).Request.Tenant).ToList();

        Assert.Equal(5, first.Count(tenant => tenant == "back"));
    }

    [Fact]
    public void Leave_AnywhereAndOften_LosesAndDoublesNobody()
    {
        Seeds.Check(30, random =>
        {
            var queue = NewQueue();
            var inside = new HashSet<Ticket>();
            for (var i = 0; i < 1_000; i++)
            {
                var act = random.Below(5);
                if (act < 3)
                {
                    var ticket = Waiting((QuotaClass)random.Below(3), $"t{random.Below(4)}", random.Below(1_000), random.Between(0.1, 2));
                    queue.Enter(ticket);
                    inside.Add(ticket);
                }
                else if (act == 3 && inside.Count > 0)
                {
                    var ticket = inside.ElementAt(random.Below(inside.Count));
                    queue.Leave(ticket);
                    inside.Remove(ticket);
                }
                else if (queue.Count > 0)
                {
                    Assert.True(inside.Remove(Serve(queue)));
                }

                Assert.Equal(inside.Count, queue.Count);
                for (var kind = QuotaClass.Emergency; kind <= QuotaClass.Background; kind++)
                {
                    var line = queue[kind];
                    Assert.Equal(inside.Where(ticket => ticket.Class == kind).Sum(ticket => ticket.Seconds), line.Seconds, 6);
                    Assert.Equal(inside.Count(ticket => ticket.Class == kind), line.Count);
                }
            }
        });
    }

    [Fact]
    public void Next_BackgroundUnderAnEndlessFlood_IsServedWithinItsShare()
    {
        // No starvation: one background request against a class eight times as heavy that never ends.
        var queue = NewQueue();
        for (var i = 0; i < 5; i++)
            queue.Enter(Waiting(QuotaClass.Interactive, "flood", i));
        Serve(queue);
        queue.Enter(Waiting(QuotaClass.Background, "small", 10, seconds: 4));

        var before = 0;
        for (var i = 0; i < 1_000; i++)
        {
            queue.Enter(Waiting(QuotaClass.Interactive, $"flood{i % 7}", 20 + i));
            if (Serve(queue).Class == QuotaClass.Background)
                break;
            before++;
        }

        Assert.InRange(before, 0, 8);
    }

    [Fact]
    public void TrueUp_CallThatCostLess_GivesTheTenantItsTurnBack()
    {
        var queue = NewQueue();
        for (var i = 0; i < 10; i++)
        {
            queue.Enter(Waiting(QuotaClass.Interactive, "a", i, 2));
            queue.Enter(Waiting(QuotaClass.Interactive, "b", 100 + i, 2));
        }

        var first = Serve(queue);
        queue.TrueUp(first, -2);

        Assert.Equal(first.Request.Tenant, Serve(queue).Request.Tenant);
    }

    [Fact]
    public void TryClaim_ThirdEmergencyOfOnePersonInTenMinutes_IsNone()
    {
        var allowance = new EmergencyAllowance(0.3, 2, TimeSpan.FromMinutes(10));

        Assert.True(allowance.TryClaim(TimeSpan.Zero, "p"));
        Assert.True(allowance.TryClaim(TimeSpan.FromMinutes(5), "p"));
        Assert.False(allowance.TryClaim(TimeSpan.FromMinutes(9), "p"));
        Assert.True(allowance.TryClaim(TimeSpan.FromMinutes(9), "q"));
        Assert.True(allowance.TryClaim(TimeSpan.FromMinutes(10), "p"));
        Assert.False(allowance.TryClaim(TimeSpan.FromMinutes(11), "p"));
    }

    [Fact]
    public void Next_Promised_ComesBehindAllWhoWaitedAndSharesWithThoseWhoComeLater()
    {
        var queue = NewQueue();
        for (var i = 0; i < 40; i++)
            queue.Enter(Waiting(QuotaClass.Interactive, "a", i));
        for (var i = 0; i < 5; i++)
        {
            var promised = Waiting(QuotaClass.Background, "a", 100 + i);
            promised.NotBefore = queue.EarliestFor(promised);
            queue.Enter(promised);
        }

        Assert.All(Enumerable.Range(0, 40), i => Assert.Equal($"a{i}", Serve(queue).Request.Reservation));
        for (var i = 0; i < 40; i++)
            queue.Enter(Waiting(QuotaClass.Interactive, "a", 200 + i));
        var served = Enumerable.Range(0, 18).Select(_ => Serve(queue)).ToList();

        Assert.InRange(served.Count(ticket => ticket.Class == QuotaClass.Background), 2, 3);
    }

    private static TurnQueue NewQueue() => new(new EmergencyAllowance(0.3, 2, TimeSpan.FromMinutes(10)));

    private static Ticket Waiting(QuotaClass kind, string tenant, double arrived, double seconds = 1)
        => new(Pools.Ask($"{tenant}{arrived}", kind, tenant: tenant), "") { Arrived = TimeSpan.FromSeconds(arrived), Seconds = seconds };

    private static Ticket Serve(TurnQueue queue)
    {
        var ticket = queue.Next(TimeSpan.Zero, out _)!;
        queue.Serve(TimeSpan.Zero, ticket);
        return ticket;
    }
}
