using System.Globalization;
using GovStack.ProviderSimulator.Limits;

namespace GovStack.ProviderSimulator.Wire;

/// <summary>The limit headers of each dialect. Durations are what a client's watch will measure.</summary>
internal static class LimitHeaders
{
    public static void Write(IHeaderDictionary headers, Dialect dialect, ProviderCall call, SimulatedClock clock)
    {
        switch (dialect)
        {
            case Dialect.OpenAi:
            case Dialect.Azure:
                WriteOpenAi(headers, dialect, call.Limits, clock);
                break;
            case Dialect.Anthropic:
                WriteAnthropic(headers, call.Limits, clock);
                break;
        }

        if (call.IsRefused && call.Admission!.RetryAfter is var simulated && simulated < TimeSpan.MaxValue)
            WriteRetryAfter(headers, dialect, clock.ToWall(simulated), clock.Scale);
    }

    /// <summary>A duration as this provider writes it: <c>120ms</c>, <c>1.5s</c>, <c>6m0s</c>, <c>1h2m3s</c>; milliseconds rounded up.</summary>
    internal static string Duration(TimeSpan duration)
    {
        var milliseconds = (long)Math.Ceiling(duration.TotalMilliseconds);
        if (milliseconds < 1000)
            return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");

        var (minutes, rest) = Math.DivRem(milliseconds, 60_000);
        var seconds = (rest / 1000m).ToString("0.###", CultureInfo.InvariantCulture);
        var (hours, minutesLeft) = Math.DivRem(minutes, 60);
        return hours > 0 ? $"{hours}h{minutesLeft}m{seconds}s" : minutes > 0 ? $"{minutes}m{seconds}s" : $"{seconds}s";
    }

    private static void WriteOpenAi(IHeaderDictionary headers, Dialect dialect, IReadOnlyList<LimitState> limits, SimulatedClock clock)
    {
        foreach (var measure in new[] { Measure.Requests, Measure.Tokens })
        {
            if (Shown(limits, measure) is not { } limit)
                continue;

            var name = measure == Measure.Requests ? "requests" : "tokens";
            headers[$"x-ratelimit-remaining-{name}"] = Whole(limit.Remaining);
            headers[$"x-ratelimit-limit-{name}"] = Whole(limit.Limit);
            if (dialect == Dialect.OpenAi)
                headers[$"x-ratelimit-reset-{name}"] = Duration(clock.ToWall(limit.Reset));
        }
    }

    private static void WriteAnthropic(IHeaderDictionary headers, IReadOnlyList<LimitState> limits, SimulatedClock clock)
    {
        foreach (var limit in limits.Where(limit => limit.Name != "requests-per-day"))
        {
            headers[$"anthropic-ratelimit-{limit.Name}-limit"] = Whole(limit.Limit);
            headers[$"anthropic-ratelimit-{limit.Name}-remaining"] = Whole(limit.Remaining);
            headers[$"anthropic-ratelimit-{limit.Name}-reset"] = Instant(clock.WallNow + clock.ToWall(limit.Reset), clock.Scale);
        }
    }

    private static void WriteRetryAfter(IHeaderDictionary headers, Dialect dialect, TimeSpan wait, double scale)
    {
        if (dialect is Dialect.Gemini or Dialect.Bedrock)
            return;

        headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        // Whole seconds are too coarse once a minute passes in one: then milliseconds are told where the real provider would not.
        if (dialect != Dialect.Anthropic || scale > 1)
            headers["retry-after-ms"] = Math.Max(1, Math.Ceiling(wait.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
    }

    private static LimitState? Shown(IReadOnlyList<LimitState> limits, Measure measure)
        => limits.Where(limit => (limit.Measure == Measure.Requests) == (measure == Measure.Requests) && limit.Name != "requests-per-day")
            .MinBy(limit => limit.Limit <= 0 ? 0 : limit.Remaining / limit.Limit);

    private static string Whole(double value) => Math.Floor(value + 1e-6).ToString(CultureInfo.InvariantCulture);

    // Whole seconds, rounded up, as the provider gives them; finer where time runs faster.
    private static string Instant(DateTimeOffset time, double scale)
    {
        if (scale > 1)
            return time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

        var seconds = (time.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        return new DateTime(seconds * TimeSpan.TicksPerSecond, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
