using System.Diagnostics;
using System.Diagnostics.Metrics;
using GovStack.Conversations.Telemetry;

namespace GovStack.Conversations.Quota;

/// <summary>The quota's instruments. Tags are pools, classes, axes and reasons: never a tenant or a person.</summary>
internal static class QuotaMetrics
{
    private static readonly Counter<long> Grants = ConversationTelemetry.Meter.CreateCounter<long>("govstack.quota.granted", "{request}", "Requests granted.");
    private static readonly Counter<long> Refusals = ConversationTelemetry.Meter.CreateCounter<long>("govstack.quota.refused", "{request}", "Requests refused, by reason.");
    private static readonly Counter<long> LimitsMet = ConversationTelemetry.Meter.CreateCounter<long>("govstack.quota.rate_limited", "{request}", "Provider answers 429.");
    private static readonly Counter<double> Charged = ConversationTelemetry.Meter.CreateCounter<double>("govstack.quota.charged", "{unit}", "What settled calls had been charged, by axis.");
    private static readonly Counter<double> Wasted = ConversationTelemetry.Meter.CreateCounter<double>("govstack.quota.wasted", "{unit}", "Charged and neither used nor given back, by axis.");
    private static readonly Histogram<double> Waits = ConversationTelemetry.Meter.CreateHistogram<double>("govstack.quota.wait", "s", "From asking to the grant.");
    private static readonly Histogram<double> Kept = ConversationTelemetry.Meter.CreateHistogram<double>("govstack.quota.promise_ratio", "1", "What was promised over what was waited, for waits of 5 s and more.");

    public static void Granted(string pool, Ticket ticket, TimeSpan waited)
    {
        if (!Grants.Enabled && !Waits.Enabled)
            return;
        var tags = new TagList { { "pool", pool }, { "class", NameOf(ticket.Class) } };
        Grants.Add(1, tags);
        Waits.Record(waited.TotalSeconds, tags);
        if (waited >= TimeSpan.FromSeconds(5))
            Kept.Record(ticket.FirstPromised / waited, tags);
    }

    public static void Refused(string pool, Ticket ticket, string reason)
        => Refusals.Add(1, new TagList { { "pool", pool }, { "class", NameOf(ticket.Class) }, { "reason", reason } });

    /// <summary>Counts what a settled call was charged in the end, and how much of that was a maximum nobody used.</summary>
    public static void Settled(string pool, QuotaLedger ledger, in Amounts used, Settlement settlement)
    {
        if (settlement.Outcome == CallOutcome.RateLimited)
            LimitsMet.Add(1, new TagList { { "pool", pool } });
        if (!Charged.Enabled && !Wasted.Enabled)
            return;
        var meters = ledger.Meters;
        for (var i = 0; i < meters.Length; i++)
        {
            if (meters[i].Window > TimeSpan.FromHours(1))
                continue;
            var tags = new TagList { { "pool", pool }, { "axis", meters[i].Axis.ToString() } };
            Charged.Add(used[i], tags);
            if (meters[i].Axis == QuotaAxis.Tokens && settlement is { InputTokens: { } input, OutputTokens: { } output })
                Wasted.Add(Math.Max(0, used[i] - input - output), tags);
        }
    }

    /// <summary>Watches a pool's state while the process runs.</summary>
    public static void Watch(Func<IEnumerable<PoolStatus>> pools)
    {
        ConversationTelemetry.Meter.CreateObservableGauge("govstack.quota.available", () => pools().SelectMany(pool => pool.Axes.Select(axis =>
            new Measurement<double>(axis.Available, new TagList { { "pool", pool.Pool }, { "axis", axis.Axis } }))), "{unit}", "What is left of each limit now.");
        ConversationTelemetry.Meter.CreateObservableGauge("govstack.quota.waiting", () => pools().SelectMany(pool => pool.Queues.Select(queue =>
            new Measurement<int>(queue.Waiting, new TagList { { "pool", pool.Pool }, { "class", NameOf(queue.Class) } }))), "{request}", "Requests in the queue.");
        ConversationTelemetry.Meter.CreateObservableGauge("govstack.quota.in_flight", () => pools().Select(pool =>
            new Measurement<int>(pool.InFlight, new TagList { { "pool", pool.Pool } })), "{request}", "Calls granted and not settled.");
        ConversationTelemetry.Meter.CreateObservableGauge("govstack.quota.safety", () => pools().Select(pool =>
            new Measurement<double>(pool.SafetyFactor, new TagList { { "pool", pool.Pool } })), "1", "The share of the limit in use.");
    }

    private static string NameOf(QuotaClass kind) => kind switch
    {
        QuotaClass.Emergency => "emergency",
        QuotaClass.Interactive => "interactive",
        _ => "background",
    };
}
