using GovStack.Conversations.Agencies;
using GovStack.Conversations.Costs;
using GovStack.Conversations.Quota;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;

namespace GovStack.Conversations.Providers;

/// <summary>
/// Says at start which tiers are left out, and probes deployments nobody has used for a while, so that it is not a person who finds out that a provider is down,
/// or up again. A probe asks for a few tokens, in the background class, and only where the gate has room at once.
/// </summary>
internal sealed partial class ProviderHealthChecks(
    ProviderRegistry registry, IAgencyDirectory agencies, IProviderGate gate, PromptTokens prompts, CostBook book, TimeProvider clock, ILogger<ProviderHealthChecks> logger)
    : BackgroundService
{
    private const int ProbeTokens = 16;   // The least that every model takes.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);
    private static readonly ChatMessage[] Probe = [new(ChatRole.User, "Answer with the word ready.")];

    private readonly Dictionary<Deployment, DateTimeOffset> _probed = [];
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();
    private int _number;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var loaded in agencies.All)
            TellWhatIsLeftOut(loaded.Agency);
        agencies.Changed += OnChanged;
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        agencies.Changed -= OnChanged;
        base.Dispose();
    }

    /// <summary>Probes whatever is due.</summary>
    internal async Task ProbeDueAsync(CancellationToken cancellationToken)
    {
        foreach (var deployment in registry.Deployments.Where(IsDue))
        {
            _probed[deployment] = clock.GetUtcNow();
            await ProbeAsync(deployment, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await ProbeDueAsync(stoppingToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Nothing depends on a probe; the next tick tries again.
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogProbesFailed(fault);
            }
        }
    }

    private bool IsDue(Deployment deployment)
    {
        if (deployment.ProbeEvery <= TimeSpan.Zero)
            return false;
        var health = deployment.Health;
        // A circuit whose break is over is tried at once: the next person should not be the one who tries it.
        if (health.Circuit == CircuitState.Open && health.Blocked() is null)
            return true;
        if (health.Blocked() is { Reason: not ("key-rejected" or "not-found") })
            return false;   // The provider said when to come again, or a probe is on its way.
        var last = new[] { _startedAt, health.LastAnswer ?? default, _probed.GetValueOrDefault(deployment) }.Max();
        return clock.GetUtcNow() - last >= deployment.ProbeEvery;
    }

    private async Task ProbeAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var size = prompts.Estimate("", Probe[0].Text);
        var request = new GrantRequest(
            deployment.Pool, $"probe/{now.UtcTicks:x}/{++_number}", QuotaClass.Background, "", "", size.Tokens, 0, ProbeTokens, now,
            now + TimeSpan.FromMinutes(1), deployment.Health.ServiceTime, "probe") { Script = size.Script };
        if (await gate.AcquireAsync(request, cancellationToken).ConfigureAwait(false) is not Grant grant)
        {
            // Whoever waits for this pool tells more about it than a probe would.
            await gate.CancelAsync(request.Pool, request.Reservation, CancellationToken.None).ConfigureAwait(false);
            return;
        }

        using var call = new ChainCall(gate, clock, deployment, grant, size, text => prompts.Estimate("", text).Tokens, static _ => { });
        var fault = await call.RunAsync(Probe, CallOptions.For(deployment, ProbeTokens, 0), static () => { }, cancellationToken).ConfigureAwait(false);
        ProviderMetrics.Called(deployment, 0, fault?.Reason ?? "answered");
        Charge(deployment, call.Usage);
        // A model that thinks away its few tokens, or says nothing, is there all the same.
        if (fault is null or { Reason: "empty-answer" })
            deployment.Health.EndCooldown();
        else
            LogProbeFailed(deployment.Name, fault.Kind, fault.Reason);
    }

    private void Charge(Deployment deployment, CallUsage usage)
    {
        var agency = agencies.All[0].Agency;
        var tally = new UsageTally(agency, book.Today(agency));
        tally.Add(deployment, usage);
        if (!tally.IsEmpty)
            book.Add(agency, "probe", tally.Total(deployment.Provider, deployment.Region, deployment.Model, 1), tally.UnpricedUsd);
    }

    private void OnChanged(string tenant)
    {
        if (agencies.Find(tenant) is { } loaded)
            TellWhatIsLeftOut(loaded.Agency);
    }

    private void TellWhatIsLeftOut(Agency agency)
    {
        var missing = agency.Chains.Values.SelectMany(tiers => tiers).Where(tier => !registry.IsConfigured(tier))
            .Select(tier => tier.Region is null ? tier.Provider : $"{tier.Provider} in {tier.Region}")
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToArray();
        if (missing.Length == 0)
            return;
        var names = string.Join(", ", missing);
        var rest = registry.HasModels ? "the other tiers" : "the pages only";
        LogLeftOut(agency.Id, names, rest);
    }
}
