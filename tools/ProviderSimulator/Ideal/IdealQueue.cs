using GovStack.ProviderSimulator.Limits;

namespace GovStack.ProviderSimulator.Ideal;

/// <summary>Serves a list of requests first come first served, each at the first instant the limits have room for it.</summary>
internal static class IdealQueue
{
    public static IdealAnswer Answer(IdealQuestion question, SimulatorOptions options)
    {
        var requests = question.Requests;
        var deadline = TimeSpan.FromSeconds(question.DeadlineSeconds);
        TimeSpan[] services = [.. requests.Select(request => ServiceTime(question, request, options))];
        var all = Serve(question, options, services, latest: null);
        var inTime = Serve(question, options, services, index => deadline - services[index]);
        var usual = TimeSpan.FromSeconds(Quantile(Sorted(services.Select(service => (TimeSpan?)service)), 0.5) ?? 0);
        var likely = Serve(question, options, services, _ => deadline - usual);
        var waits = Sorted(all.Select(served => served?.Wait));
        var waitsInTime = Sorted(inTime.Select(served => served?.Wait));
        var answers = Sorted(inTime.Select((served, i) => served is { } one ? one.Ends - TimeSpan.FromSeconds(requests[i].At) : (TimeSpan?)null));
        return new IdealAnswer(
            waitsInTime.Count,
            likely.Where((served, i) => served is { } one && one.Wait + services[i] <= deadline).Count(),
            all.Max(served => served?.Ends.TotalSeconds) ?? 0,
            Quantile(waitsInTime, 0.50),
            Quantile(waitsInTime, 0.95),
            Quantile(waits, 0.50),
            Quantile(waits, 0.95),
            Quantile(answers, 0.50),
            Quantile(answers, 0.95),
            all.Count(served => served is null),
            [.. all.Select(served => served?.Wait.TotalSeconds)],
            [.. inTime.Select(served => served?.Wait.TotalSeconds)]);
    }

    /// <summary>The value at or below which the share lies: the smallest that at least ⌈share × count⌉ do not exceed.</summary>
    internal static double? Quantile(IReadOnlyList<double> sorted, double share)
        => sorted.Count == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    private static List<double> Sorted(IEnumerable<TimeSpan?> times) => [.. times.Where(time => time is not null).Select(time => time!.Value.TotalSeconds).Order()];

    // The longest wait after which a request is still sent; null for however long.
    private static Served?[] Serve(IdealQuestion question, SimulatorOptions options, TimeSpan[] services, Func<int, TimeSpan>? latest)
    {
        var offset = TimeSpan.FromSeconds(question.StartsAt);
        var limits = new ProviderLimits(options);
        var underWay = new PriorityQueue<(Admission Admission, int Output), TimeSpan>();
        var served = new Served?[question.Requests.Count];
        var now = offset;
        var endsMatter = options.InFlight > 0 || options.Charging is ChargingRule.InputPlusActual or ChargingRule.Separate or ChargingRule.SeparateReserved;
        foreach (var (request, index) in question.Requests.Select((request, index) => (request, index)).OrderBy(pair => pair.request.At))
        {
            var arrival = offset + TimeSpan.FromSeconds(request.At);
            var size = new CallSize(request.InputTokens, request.InputTokens, request.MaxOutputTokens);
            now = arrival > now ? arrival : now;
            (var fits, now) = FirstRoom(limits, underWay, size, now, latest is null ? TimeSpan.MaxValue : arrival + latest(index), endsMatter);
            if (!fits)
                continue;

            underWay.Enqueue((limits.TryAdmit(size, now), Math.Min(request.OutputTokens, request.MaxOutputTokens)), now + services[index]);
            served[index] = new Served(now - arrival, now + services[index] - offset);
        }

        return served;
    }

    // Where ends of calls free a place, refund, or charge what was produced, they are instants to look at; elsewhere only the limits' own are.
    private static (bool Fits, TimeSpan At) FirstRoom(
        ProviderLimits limits,
        PriorityQueue<(Admission Admission, int Output), TimeSpan> underWay,
        CallSize size,
        TimeSpan from,
        TimeSpan latest,
        bool endsMatter)
    {
        var now = from;
        while (true)
        {
            while (underWay.TryPeek(out var ended, out var endsAt) && endsAt <= now)
            {
                limits.Settle(ended.Admission, ended.Output, forgiven: false, endsAt > from ? endsAt : from);
                underWay.Dequeue();
            }

            var (_, at) = limits.EarliestFit(size, now);
            if (at <= now)
                return (now <= latest, now);

            var nextEnd = endsMatter && underWay.TryPeek(out _, out var next) ? next : TimeSpan.MaxValue;
            var step = at < nextEnd ? at : nextEnd;
            if (step == TimeSpan.MaxValue || step > latest)
                return (false, now);
            now = step;
        }
    }

    private static TimeSpan ServiceTime(IdealQuestion question, IdealRequest request, SimulatorOptions options)
        => question.ServiceSeconds is { } seconds ? TimeSpan.FromSeconds(seconds)
            : options.FirstToken + (options.TokensPerSecond > 0
                ? TimeSpan.FromSeconds(Math.Min(request.OutputTokens, request.MaxOutputTokens) / options.TokensPerSecond)
                : TimeSpan.Zero);

    private readonly record struct Served(TimeSpan Wait, TimeSpan Ends);
}
