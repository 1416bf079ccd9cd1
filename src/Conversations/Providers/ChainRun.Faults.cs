namespace GovStack.Conversations.Providers;

/// <content>What a fault means for its deployment and for the rest of the run.</content>
internal sealed partial class ChainRun
{
    private void Judge(PlannedTier tier, ProviderFaultException fault)
    {
        var deployment = tier.Deployment!;
        LogFault(_logger, deployment, fault.Kind, fault.Reason, fault.RetryAfter);
        Note(tier, fault.Reason, fault.RetryAfter);
        ProviderMetrics.FellBack(deployment, tier.Number, fault.Reason);
        // What was refused unread cost the provider nothing: asking another is no retry.
        _hasFailed |= fault.Kind is not (FaultKind.KeyRejected or FaultKind.NotFound or FaultKind.NotConnected);
        _isRejected |= fault.Kind is FaultKind.Rejected or FaultKind.Content;
        switch (fault.Kind)
        {
            case FaultKind.KeyRejected:
                _registry.SetKeyAside(deployment, KeySetAside);
                ProviderMetrics.CooledDown(deployment, "key-rejected");
                break;
            case FaultKind.NotFound:
                CoolDown(deployment, KeySetAside, "not-found");
                break;
            case FaultKind.RateLimited when fault.Reason == "insufficient_quota":
                CoolDown(deployment, KeySetAside, fault.Reason);
                break;
            case FaultKind.Overloaded or FaultKind.Failed when fault.RetryAfter is { } wait && fault.Reason != "circuit":
                CoolDown(deployment, wait, "cooldown");
                break;
        }
    }

    private static void CoolDown(Deployment deployment, TimeSpan time, string reason)
    {
        if (deployment.Health.CoolDown(time, reason))
            ProviderMetrics.CooledDown(deployment, reason);
    }

    /// <summary>Remembers why a tier did not answer, and the earliest time anything would.</summary>
    private void Note(PlannedTier tier, string reason, TimeSpan? retryAfter)
    {
        if (tier == _last || _tally.Reason is null or "budget")
            _tally.Reason = reason;
        // "deadline" is the reason a person can be told a time for; it stays, whatever else was refused.
        if (reason is "deadline" or "queue-full" or "too-large" or "pool-off" or "no-lease" or "retry-budget" or "unknown-pool")
            _refusal = _refusal is "deadline" ? _refusal : reason;
        if (retryAfter is { } wait && (_retryAfter is null || wait < _retryAfter))
            _retryAfter = wait;
    }
}
