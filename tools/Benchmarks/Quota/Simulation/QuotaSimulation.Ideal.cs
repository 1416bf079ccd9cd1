namespace GovStack.Benchmarks.Quota.Simulation;

/// <content>What was possible: the same requests, sent by one who knows everything.</content>
internal sealed partial class QuotaSimulation
{
    private const double WarmUp = 130;

    /// <summary>
    /// The ideal sender knows the provider's every number, has no delay and keeps the order. Its waits are those of an ideal first-come queue; its count,
    /// over whole minutes after the start-up and with everybody there from the beginning, is what whole requests of the same list fit.
    /// </summary>
    private void CountPossible()
    {
        if (!_keepsRecord)
            return;
        var ideal = NewIdeal(0);
        var at = 0.0;
        foreach (var call in _served.Where(call => call.AtProvider > 0).Concat(_waiting.Values).OrderBy(call => call.Number))
        {
            at = ideal.EarliestFor(Math.Max(at, call.FirstAsked), call.Input, IdealMaximum(call));
            if (at > _now)
                break;
            ideal.TryAccept(at, call.Input, IdealMaximum(call));
            Result.IdealWaits.Add(at - call.FirstAsked);
        }

        var phase = new SimulationRandom(_plan.Seed).Between(0, 60);
        var from = (Math.Ceiling((WarmUp + phase) / 60) * 60) - phase;
        var until = from + (Math.Floor((_now - from) / 60) * 60);
        ideal = NewIdeal(from);
        var list = _served.Where(call => call.AtProvider >= from).OrderBy(call => call.AtProvider).ToList();
        Result.SteadyAccepted = list.Count(call => call.AtProvider < until);
        at = from;
        for (var i = 0; list.Count > 0 && at < until; i = (i + 1) % list.Count)   // Again from the top, should the ideal sender come to the end first.
        {
            at = ideal.EarliestFor(at, list[i].Input, IdealMaximum(list[i]));
            if (at < until)
                ideal.TryAccept(at, list[i].Input, IdealMaximum(list[i]));
        }

        Result.Possible = ideal.Accepted - (_plan.Evaluator == SimulatedEvaluator.Bucket ? 1 : 0);
    }

    private int IdealMaximum(Call call) => _plan.Charge == SimulatedCharge.UpFront ? call.Maximum : call.Output;

    private SimulatedProvider NewIdeal(double from)
    {
        var ideal = new SimulatedProvider(_plan.Evaluator, SimulatedCharge.UpFront, _plan.RequestsPerMinute, _plan.TokensPerMinute, new SimulationRandom(_plan.Seed).Between(0, 60));
        if (from > 0 && _plan.Evaluator == SimulatedEvaluator.Bucket)
            ideal.Empty(from);   // The bucket is full once, after a rest; the steady state has none of it.
        return ideal;
    }
}
