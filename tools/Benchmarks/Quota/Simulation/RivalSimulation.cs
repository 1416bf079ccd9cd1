namespace GovStack.Benchmarks.Quota.Simulation;

/// <summary>So many people at once behind one of the other limiters, in front of the same simulated provider.</summary>
internal sealed class RivalSimulation(SimulationPlan plan, RivalLimiter limiter)
{
    private const double Input = 1_500;
    private const double Maximum = 600;
    private readonly SimulationRandom _random = new(plan.Seed);
    private readonly EventQueue<Step> _events = new();

    public CrowdResult Run()
    {
        var provider = new SimulatedProvider(plan.Evaluator, plan.Charge, plan.RequestsPerMinute, plan.TokensPerMinute, _random.Between(0, 60));
        var sizes = new SimulationRandom(plan.Seed + 1_000_003);
        var result = new CrowdResult { People = plan.Crowd };
        for (var person = 0; person < plan.Crowd; person++)
            Ask(0, new Step(person, 0, Math.Clamp(sizes.LogNormal(Maximum * 0.4, 0.5), 1, Maximum), StepKind.Ask), limiter is ChargedAfterwards);
        while (_events.TryNext(out var now, out var step))
        {
            switch (step.Kind)
            {
                case StepKind.Ask:
                    Ask(now, step, asksAgain: limiter is ChargedAfterwards);
                    break;
                case StepKind.Send:
                    result.Attempts++;
                    _events.Plan(now + _random.Between(plan.Jitter.Least, plan.Jitter.Most), step with { Kind = StepKind.AtProvider });
                    break;
                case StepKind.AtProvider when provider.TryAccept(now, Input, Maximum):
                    result.Waits.Add(now);
                    _events.Plan(now + 1 + (step.Output / 80), step with { Kind = StepKind.Done });
                    break;
                case StepKind.AtProvider:
                    result.RateLimited++;
                    Retry(now, step, provider, result);
                    break;
                default:
                    provider.Finish(now, now - 1 - (step.Output / 80), Maximum - step.Output);
                    limiter.Ended(now, Input + step.Output);
                    if (now <= plan.Deadline)
                        result.InTime++;
                    else
                        result.TooLate++;
                    break;
            }
        }

        return result;
    }

    private void Ask(double now, Step step, bool asksAgain)
    {
        var at = limiter.MayGo(now, step.Person, Input + Maximum);
        if (at > now && asksAgain)
            _events.Plan(at + _random.Next(), step with { Kind = StepKind.Ask });
        else
            _events.Plan(at, step with { Kind = StepKind.Send });
    }

    /// <summary>What the official clients do: the provider's retry-after up to a minute, otherwise doubling from half a second to eight.</summary>
    private void Retry(double now, Step step, SimulatedProvider provider, CrowdResult result)
    {
        if (step.Attempt >= limiter.Retries || now > plan.Deadline)
        {
            result.Errors++;
            return;
        }

        var after = Math.Ceiling(provider.RetryAfter(now, Input, Maximum));
        var pause = after is > 0 and <= 60 ? after : Math.Min(0.5 * Math.Pow(2, step.Attempt), 8) * (1 - (0.25 * _random.Next()));
        _events.Plan(now + pause, step with { Attempt = step.Attempt + 1, Kind = StepKind.Send });
    }

    private enum StepKind
    {
        Ask,
        Send,
        AtProvider,
        Done,
    }

    private readonly record struct Step(int Person, int Attempt, double Output, StepKind Kind);
}

/// <summary>What became of a crowd.</summary>
internal sealed class CrowdResult
{
    public int People { get; init; }

    public long InTime { get; set; }

    public long TooLate { get; set; }

    /// <summary>Gets or sets how many saw a rate-limit error.</summary>
    public long Errors { get; set; }

    /// <summary>Gets or sets how many were told at once that it would take too long.</summary>
    public long ToldAtOnce { get; set; }

    public long Attempts { get; set; }

    public long RateLimited { get; set; }

    public List<double> Waits { get; } = [];
}
