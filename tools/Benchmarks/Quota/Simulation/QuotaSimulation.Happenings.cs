using GovStack.Conversations.Quota;

namespace GovStack.Benchmarks.Quota.Simulation;

/// <content>What can happen, and to which call.</content>
internal sealed partial class QuotaSimulation
{
    private enum What
    {
        Arrival,
        Crowd,
        Wake,
        Send,
        AtProvider,
        FirstToken,
        Done,
        Told429,
        Foreign,
        LimitChange,
        Failover,
    }

    private readonly record struct Happening(What What, Call? Call);

    private sealed class Call
    {
        public required long Number { get; init; }

        public required double FirstAsked { get; init; }

        public double AskedAt { get; set; }

        public int Input { get; set; }

        public int Maximum { get; set; }

        public int Output { get; set; }

        public QuotaClass Class { get; set; }

        public string Tenant { get; set; } = "0";

        public int Attempt { get; set; }

        public bool IsRetry { get; init; }

        public string Reservation { get; set; } = "";

        public Ticket? Ticket { get; set; }

        public Grant? Grant { get; set; }

        public double AtProvider { get; set; }

        public IReadOnlyDictionary<string, string> Headers { get; set; } = NoHeaders;
    }
}
