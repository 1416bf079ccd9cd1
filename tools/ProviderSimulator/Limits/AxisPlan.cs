namespace GovStack.ProviderSimulator.Limits;

/// <summary>Which axes the options ask for, with their evaluators.</summary>
internal static class AxisPlan
{
    public static IEnumerable<LimitAxis> Build(SimulatorOptions options)
    {
        if (options.Requests > 0)
            yield return Axis(options, "requests", Measure.Requests, options.Requests);
        if (options.RequestsPerDay > 0)
            yield return new LimitAxis("requests-per-day", Measure.Requests, [new FixedWindow(options.RequestsPerDay, TimeSpan.FromDays(1), options.Phase, false)]);

        var apart = options.Charging is ChargingRule.Separate or ChargingRule.SeparateReserved;
        if (options.Tokens > 0 && !apart)
            yield return Axis(options, "tokens", Measure.Tokens, options.Tokens);
        if (options.InputTokens > 0)
            yield return Axis(options, "input-tokens", Measure.InputTokens, options.InputTokens);
        if (options.OutputTokens > 0)
            yield return Axis(options, "output-tokens", Measure.OutputTokens, options.OutputTokens);
    }

    private static LimitAxis Axis(SimulatorOptions options, string name, Measure measure, double limit)
    {
        var window = options.Window;
        List<Evaluator> evaluators = options.Evaluator switch
        {
            EvaluatorKind.Bucket => [new TokenBucket(limit, window)],
            EvaluatorKind.Sliding => [new SlidingWindow(limit, window)],
            _ => [new FixedWindow(limit, window, options.Phase, false)],
        };
        var subWindow = options.Evaluator switch
        {
            EvaluatorKind.FixedAnd10Seconds => window / 6,
            EvaluatorKind.FixedAnd1Second => window / 60,
            _ => TimeSpan.Zero,
        };
        var holdsHere = options.SubWindowsOn == SubWindowAxes.Both || (options.SubWindowsOn == SubWindowAxes.Requests) == (measure == Measure.Requests);
        if (subWindow > TimeSpan.Zero && holdsHere)
            evaluators.Add(new FixedWindow(limit * (subWindow / window), subWindow, options.Phase, true));
        return new LimitAxis(name, measure, evaluators);
    }
}
