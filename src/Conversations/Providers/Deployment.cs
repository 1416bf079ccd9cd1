using GovStack.Conversations.Agencies;
using Microsoft.Extensions.AI;

namespace GovStack.Conversations.Providers;

/// <summary>A model at a provider in a region: what one tier of a chain stands for.</summary>
internal sealed class Deployment
{
    /// <summary>Gets the provider's name in the settings.</summary>
    public required string Provider { get; init; }

    public string? Region { get; init; }

    public required string Model { get; init; }

    /// <summary>Gets the quota pool its calls are charged to.</summary>
    public required string Pool { get; init; }

    public required IChatClient Client { get; init; }

    public required DeploymentHealth Health { get; init; }

    /// <summary>Gets whether it runs on the agency's own machines, where a token has no price.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Gets whether its client tells when a request really goes out (<see cref="ProviderCall.Sending"/>); otherwise it counts as sent when it is asked.</summary>
    public bool TellsSending { get; init; }

    public bool PromptCache { get; init; }

    public TimeSpan ProbeEvery { get; init; }

    /// <summary>Gets the name for logs and metrics.</summary>
    public string Name => Region is null ? $"{Provider}/{Model}" : $"{Provider}/{Region}/{Model}";

    public override string ToString() => Name;
}

/// <summary>A deployment in its place in a chain.</summary>
/// <param name="Number">The tier's number in the chain as the pack wrote it, from 1.</param>
/// <param name="Tier">The tier.</param>
/// <param name="Deployment">The deployment, or null for the pages.</param>
internal sealed record PlannedTier(int Number, ChainTier Tier, Deployment? Deployment);
