using System.Globalization;

namespace GovStack.Conversations.Providers;

/// <summary>How a call went wrong, as far as what to do next is concerned.</summary>
internal enum FaultKind
{
    /// <summary>429: the quota was met. Back to the head of the queue.</summary>
    RateLimited,

    /// <summary>503 or 529: too much for the provider. Next tier, fewer at once.</summary>
    Overloaded,

    /// <summary>A 5xx, a broken or senseless stream. Circuit, next tier.</summary>
    Failed,

    /// <summary>Nothing came in time. Circuit, next tier.</summary>
    Silent,

    /// <summary>No connection. Circuit, next tier; nothing was charged.</summary>
    NotConnected,

    /// <summary>401 or 403: the key is set aside.</summary>
    KeyRejected,

    /// <summary>404: this deployment does not exist there.</summary>
    NotFound,

    /// <summary>400 or the like: the provider has judged the request and will judge it so again.</summary>
    Rejected,

    /// <summary>The provider's rules refuse the content.</summary>
    Content,
}

/// <summary>A provider call that went wrong.</summary>
internal sealed class ProviderFaultException(FaultKind kind, string reason, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception($"The provider call failed: {reason}.", inner)
{
    public FaultKind Kind { get; } = kind;

    /// <summary>Gets a short stable word for the record: "timeout", "http-500", "broken-stream".</summary>
    public string Reason { get; } = reason;

    /// <summary>Gets when the provider says to come again, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Gets whether the circuit counts it.</summary>
    public bool BreaksCircuit => Kind is FaultKind.Failed or FaultKind.Silent or FaultKind.NotConnected;
}

/// <summary>Reads a fault from what the client threw and what the wire said.</summary>
internal static class ProviderFaults
{
    /// <summary>Classifies an exception that is neither our own cancellation nor a fault already.</summary>
    /// <param name="fault">What the client threw.</param>
    /// <param name="call">What the wire said.</param>
    /// <param name="hasStarted">Whether the stream had begun.</param>
    /// <param name="now">The time, for a Retry-After that is a date.</param>
    public static ProviderFaultException Classify(Exception fault, ProviderCall call, bool hasStarted, DateTimeOffset now)
    {
        if (fault is ProviderFaultException known)
            return known;
        var retryAfter = RetryAfter(call.Headers, now);
        var status = call.Status ?? (fault as HttpRequestException)?.StatusCode;
        if (status is { } code && (int)code >= 400)
            return FromStatus((int)code, call.ErrorCode, retryAfter, fault);
        if (IsOverload(call.ErrorCode) || IsOverload(fault.Message))
            return new(FaultKind.Overloaded, "overloaded", retryAfter, fault);
        if (call.ErrorCode is "rate_limit_error" or "rate_limit_exceeded")
            return new(FaultKind.RateLimited, "rate-limited", retryAfter, fault);
        if (call.Status is null && !hasStarted && NeverArrived(fault))
            return new(FaultKind.NotConnected, "no-connection", null, fault);
        return new(FaultKind.Failed, hasStarted ? "broken-stream" : "bad-answer", retryAfter, fault);
    }

    /// <summary>Reads the longest wait the headers name.</summary>
    public static TimeSpan? RetryAfter(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        TimeSpan? wait = null;
        if (headers.TryGetValue("retry-after-ms", out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var milliseconds))
            wait = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, 86_400_000));
        if (!headers.TryGetValue("retry-after", out text))
            return wait;
        if (double.TryParse(text, CultureInfo.InvariantCulture, out var seconds))
            return Longer(wait, TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > now ? Longer(wait, at - now) : wait;
    }

    /// <summary>Whether no connection came about. A connection that broke may have carried the request, and the provider may have charged it.</summary>
    private static bool NeverArrived(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError })
                return true;
        }

        return false;
    }

    private static TimeSpan Longer(TimeSpan? one, TimeSpan other) => one > other ? one.Value : other;

    private static bool IsOverload(string? text) => text is not null && text.Contains("overloaded", StringComparison.OrdinalIgnoreCase);

    private static ProviderFaultException FromStatus(int status, string? errorCode, TimeSpan? retryAfter, Exception fault)
    {
        var kind = status switch
        {
            429 => FaultKind.RateLimited,
            503 or 529 => FaultKind.Overloaded,
            401 or 403 => FaultKind.KeyRejected,
            404 => FaultKind.NotFound,
            408 or >= 500 => FaultKind.Failed,
            _ when errorCode is "content_filter" or "content_policy_violation" => FaultKind.Content,
            _ => FaultKind.Rejected,
        };
        // A spent account answers 429 as well, but no waiting in this minute's queue will help.
        return new(kind, errorCode is "insufficient_quota" ? errorCode : $"http-{status.ToString(CultureInfo.InvariantCulture)}", retryAfter, fault);
    }
}
