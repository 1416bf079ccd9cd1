using System.Diagnostics;
using System.Diagnostics.Metrics;
using GovStack.Conversations.Telemetry;
using Polly.CircuitBreaker;

namespace GovStack.Conversations.Providers;

/// <summary>What provider calls cost and how they fare. Tags are provider, region, model, tier and outcome only: never a person, a tenant's words or an id.</summary>
internal static class ProviderMetrics
{
    private static readonly Counter<long> Calls = ConversationTelemetry.Meter.CreateCounter<long>("govstack.provider.calls", "{call}", "Provider calls by outcome.");
    private static readonly Counter<long> Tokens = ConversationTelemetry.Meter.CreateCounter<long>("govstack.provider.tokens", "{token}", "Tokens by direction: input, cached, output.");
    private static readonly Counter<double> Cost = ConversationTelemetry.Meter.CreateCounter<double>("govstack.provider.cost", "USD", "Cost by the packs' price lists.");
    private static readonly Histogram<double> FirstToken = ConversationTelemetry.Meter.CreateHistogram<double>("govstack.provider.time_to_first_token", "s", "From sending to the first token.");
    private static readonly Counter<long> Fallbacks = ConversationTelemetry.Meter.CreateCounter<long>("govstack.provider.fallbacks", "{fallback}", "Changes to a later tier, by reason.");
    private static readonly UpDownCounter<long> OpenCircuits = ConversationTelemetry.Meter.CreateUpDownCounter<long>("govstack.provider.open_circuits", "{circuit}", "Deployments whose circuit is open.");
    private static readonly Counter<long> Cooldowns = ConversationTelemetry.Meter.CreateCounter<long>("govstack.provider.cooldowns", "{cooldown}", "Deployments set aside for a time.");

    public static void Called(Deployment deployment, int tier, string outcome)
    {
        if (Calls.Enabled)
            Calls.Add(1, Tags(deployment, tier, outcome));
    }

    public static void Used(Deployment deployment, int tier, CallUsage usage, decimal costUsd)
    {
        if (!Tokens.Enabled)
            return;
        Tokens.Add(usage.InputTokens - usage.CachedInputTokens, Tags(deployment, tier, "input"));
        Tokens.Add(usage.CachedInputTokens, Tags(deployment, tier, "cached"));
        Tokens.Add(usage.OutputTokens, Tags(deployment, tier, "output"));
        Cost.Add((double)costUsd, Tags(deployment, tier, "answered"));
    }

    public static void SawFirstToken(Deployment deployment, int tier, TimeSpan after)
    {
        if (FirstToken.Enabled)
            FirstToken.Record(after.TotalSeconds, Tags(deployment, tier, "answered"));
    }

    public static void FellBack(Deployment deployment, int tier, string reason)
    {
        if (Fallbacks.Enabled)
            Fallbacks.Add(1, Tags(deployment, tier, reason));
    }

    public static void CooledDown(Deployment deployment, string reason)
    {
        if (Cooldowns.Enabled)
            Cooldowns.Add(1, Tags(deployment, 0, reason));
    }

    public static void CircuitChanged(string provider, string? region, string model, CircuitState state)
    {
        // Half-open follows open, and is followed by closed or open again: the count rises on the way out of closed only.
        var change = state switch { CircuitState.Open => 1, CircuitState.HalfOpen => -1, _ => 0 };
        if (change != 0)
            OpenCircuits.Add(change, new TagList { { "provider", provider }, { "region", region ?? "" }, { "model", model } });
    }

    private static TagList Tags(Deployment deployment, int tier, string outcome) => new()
    {
        { "provider", deployment.Provider },
        { "region", deployment.Region ?? "" },
        { "model", deployment.Model },
        { "tier", tier },
        { "outcome", outcome },
    };
}
