using System.Buffers;
using System.Globalization;

namespace GovStack.Conversations.Quota;

/// <summary>Reads limit headers in every dialect. Never throws: what is missing, malformed or impossible is left out, and so can never open the gate.</summary>
internal static class HeaderParser
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private const long MostBelieved = 1_000_000_000_000;
    private static readonly TimeSpan LongestBelieved = TimeSpan.FromDays(31);

    /// <summary>Reads a response's headers.</summary>
    /// <param name="dialect">The provider's dialect.</param>
    /// <param name="headers">The header lines, names in any case.</param>
    /// <param name="utcNow">The time of the response, for headers that name a time instead of a duration.</param>
    public static HeaderReading Read(HeaderDialect dialect, IReadOnlyDictionary<string, string> headers, DateTimeOffset utcNow)
    {
        if (headers.Count == 0 || dialect == HeaderDialect.None)
            return headers.Count == 0 ? default : default(HeaderReading) with { RetryAfter = RetryAfter(headers, utcNow) };

        var retryAfter = RetryAfter(headers, utcNow);
        return dialect switch
        {
            HeaderDialect.OpenAI or HeaderDialect.Azure => new HeaderReading(
                Axis(headers, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", utcNow),
                Axis(headers, "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens", utcNow),
                default,
                default,
                retryAfter),
            HeaderDialect.Anthropic => new HeaderReading(
                Anthropic(headers, "requests", utcNow),
                Anthropic(headers, "tokens", utcNow),
                Anthropic(headers, "input-tokens", utcNow),
                Anthropic(headers, "output-tokens", utcNow),
                retryAfter),
            _ => new HeaderReading(default, default, default, default, retryAfter),
        };
    }

    /// <summary>Reads a duration: <c>120ms</c>, <c>6m0s</c>, <c>1h2m3.5s</c>, <c>1d</c>, or plain seconds.</summary>
    internal static TimeSpan? Duration(string? text)
    {
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
            return null;
        if (Number(rest) is { } plain)
            return Believable(plain);

        var total = 0.0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || Number(rest[..digits]) is not { } value)
                return null;
            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9');
            var unit = letters < 0 ? rest : rest[..letters];
            if (SecondsOf(unit) is not { } seconds)
                return null;
            total += value * seconds;
            rest = rest[unit.Length..];
        }

        return Believable(total);
    }

    private static AxisReading Anthropic(IReadOnlyDictionary<string, string> headers, string axis, DateTimeOffset utcNow)
        => Axis(headers, $"anthropic-ratelimit-{axis}-limit", $"anthropic-ratelimit-{axis}-remaining", $"anthropic-ratelimit-{axis}-reset", utcNow);

    private static AxisReading Axis(IReadOnlyDictionary<string, string> headers, string limitName, string remainingName, string resetName, DateTimeOffset utcNow)
    {
        var limit = Count(Value(headers, limitName), least: 1);
        var remaining = Count(Value(headers, remainingName), least: 0);
        if (remaining > limit)
            remaining = null;   // One of the two is wrong, and the smaller reading is the safe one: we keep our own count.
        var reset = Value(headers, resetName);
        return new AxisReading(limit, remaining, Duration(reset) ?? UntilTime(reset, utcNow));
    }

    private static TimeSpan? RetryAfter(IReadOnlyDictionary<string, string> headers, DateTimeOffset utcNow)
    {
        var milliseconds = Value(headers, "retry-after-ms");
        if (milliseconds is not null && Number(milliseconds.AsSpan().Trim()) is { } value && Believable(value / 1000) is { } exact)
            return exact;
        var text = Value(headers, "retry-after");
        return Duration(text) ?? UntilTime(text, utcNow);
    }

    private static string? Value(IReadOnlyDictionary<string, string> headers, string name)
    {
        if (headers.TryGetValue(name, out var exact))
            return exact;
        foreach (var (key, value) in headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }

    private static long? Count(string? text, long least)
        => long.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= MostBelieved
            ? value
            : null;

    private static double? Number(ReadOnlySpan<char> text)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;

    private static TimeSpan? UntilTime(string? text, DateTimeOffset utcNow)
    {
        // Both the RFC 3339 times of Anthropic and the HTTP dates that retry-after may hold; without an offset they are UTC.
        if (string.IsNullOrWhiteSpace(text) || text.Length > 64
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time))
            return null;
        var left = time - utcNow;
        return left <= TimeSpan.Zero ? (left > -LongestBelieved ? TimeSpan.Zero : null) : (left <= LongestBelieved ? left : null);
    }

    private static TimeSpan? Believable(double seconds)
        => seconds >= 0 && seconds <= LongestBelieved.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;

    private static double? SecondsOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "us" or "µs" => 0.000_001,
        "ns" => 0.000_000_001,
        _ => null,
    };
}
