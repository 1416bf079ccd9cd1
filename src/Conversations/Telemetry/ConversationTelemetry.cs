using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GovStack.Conversations.Telemetry;

/// <summary>The one activity source and the one meter. Tags are ids of services, models and outcomes, never a person's words or id.</summary>
public static class ConversationTelemetry
{
    /// <summary>The name of both.</summary>
    public const string Name = "GovStack";

    /// <summary>Gets the source of spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Gets the meter.</summary>
    public static Meter Meter { get; } = new(Name);

    internal static Counter<long> Turns { get; } = Meter.CreateCounter<long>("govstack.turns", "{turn}", "Finished turns by kind of answer.");

    internal static Counter<long> Abandoned { get; } = Meter.CreateCounter<long>("govstack.turns.abandoned", "{turn}", "Waiting questions nobody read, moved to the background.");

    internal static Counter<long> CitationsRemoved { get; } = Meter.CreateCounter<long>("govstack.citations.removed", "{citation}", "Citations of pages that were not retrieved.");

    internal static Histogram<double> TurnDuration { get; } = Meter.CreateHistogram<double>("govstack.turn.duration", "s", "From arrival to durable answer.");

    internal static Histogram<double> FirstToken { get; } = Meter.CreateHistogram<double>("govstack.turn.first_token", "s", "From arrival to the first word shown.");

    internal static Histogram<double> Promise { get; } = Meter.CreateHistogram<double>("govstack.wait.promise_ratio", "1", "First promised wait over actual wait.");
}
