using System.Net;
using System.Threading.RateLimiting;
using GovStack.Conversations.Agencies;
using GovStack.Conversations.Safety;
using GovStack.Frontend.ApiKeys;
using GovStack.Frontend.Identity;
using GovStack.Frontend.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace GovStack.Frontend.Limits;

/// <summary>
/// The first of the layers around the quota: how much one caller may send. Strict by person, generous by address, as agreed by API key. Ordinary haste
/// waits at the door and is not refused; whoever writes of danger to life is never held up.
/// </summary>
internal sealed class DoorLimits : IDisposable
{
    private const int MaxCrisisTextChars = InputGuard.MaxTextBytes;
    private static readonly TimeSpan FallbackRetry = TimeSpan.FromSeconds(10);
    private readonly PartitionedRateLimiter<string> _people;
    private readonly PartitionedRateLimiter<string> _addresses;
    private readonly PartitionedRateLimiter<ApiKey> _keys;
    private readonly PartitionedRateLimiter<string> _logins;

    public DoorLimits(IOptions<LimitsOptions> options)
    {
        var limits = options.Value;
        _people = PartitionedRateLimiter.Create<string, string>(person => RateLimitPartition.GetTokenBucketLimiter(
            person, _ => Bucket(limits.PersonBurst, limits.PersonPerMinute, limits.PersonQueue)));
        _addresses = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetTokenBucketLimiter(
            address, _ => Bucket(limits.AddressPerMinute, limits.AddressPerMinute, 0)));
        _logins = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetTokenBucketLimiter(
            address, _ => Bucket(limits.LoginPerMinute, limits.LoginPerMinute, 0)));
        _keys = PartitionedRateLimiter.Create<ApiKey, string>(key => RateLimitPartition.GetTokenBucketLimiter(
            $"{key.Id}:{key.RequestsPerMinute}", _ => Bucket(key.RequestsPerMinute, key.RequestsPerMinute, Math.Max(1, key.RequestsPerMinute / 2))));
    }

    /// <summary>Admits a question, perhaps after a wait, or says when to come again.</summary>
    /// <param name="context">The request.</param>
    /// <param name="loaded">The agency, whose phrases tell a crisis.</param>
    /// <param name="key">The API key, or null.</param>
    /// <param name="person">The person, or null where nobody is known.</param>
    /// <param name="text">The question.</param>
    public async ValueTask<Problem?> AdmitAsync(HttpContext context, LoadedAgency loaded, ApiKey? key, string? person, string text)
    {
        if (key is not null)
            return await AdmitAsync(_keys, key, context, loaded, text);
        if (AddressOf(context) is { } address && Refusal(_addresses.AttemptAcquire(address)) is { } refused)
            return IsCrisis(loaded, text) ? null : refused;
        return person is null ? null : await AdmitAsync(_people, person, context, loaded, text);
    }

    // Whether it is a crisis is asked only of those the limit would hold up: they are few, and to read every question for it twice costs each a part of its time.
    private static async ValueTask<Problem?> AdmitAsync<T>(PartitionedRateLimiter<T> limiter, T caller, HttpContext context, LoadedAgency loaded, string text)
    {
        using (var free = limiter.AttemptAcquire(caller))
        {
            if (free.IsAcquired || IsCrisis(loaded, text))
                return null;
        }

        return Refusal(await limiter.AcquireAsync(caller, 1, context.RequestAborted));
    }

    /// <summary>Admits an attempt to sign in as staff.</summary>
    public Problem? AdmitLogin(HttpContext context) => Refusal(_logins.AttemptAcquire(AddressOf(context) ?? "this machine"));

    public void Dispose()
    {
        _logins.Dispose();
        _people.Dispose();
        _addresses.Dispose();
        _keys.Dispose();
    }

    /// <summary>Names who is counted together: an IPv4 address, an IPv6 /64, or null for this machine.</summary>
    internal static string? AddressOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address || Loopback.IsLocal(context))
            return null;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), 0, 0, 0, 0, 0, 0, 0, 0]).ToString()
            : address.ToString();
    }

    // One question at a time as it is earned, so that waiting ones go in a steady row; large limits once a second.
    private static TokenBucketRateLimiterOptions Bucket(int burst, int perMinute, int queue) => new()
    {
        TokenLimit = Math.Max(1, burst),
        TokensPerPeriod = perMinute < 600 ? 1 : perMinute / 60,
        ReplenishmentPeriod = perMinute < 600 ? TimeSpan.FromMinutes(1.0 / Math.Max(1, perMinute)) : TimeSpan.FromSeconds(1),
        QueueLimit = queue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        AutoReplenishment = true,
    };

    private static bool IsCrisis(LoadedAgency loaded, string text)
        => text.Length <= MaxCrisisTextChars && loaded.Crises.Find(InputGuard.Inspect(text).Clean) is not null;

    private static Problem? Refusal(RateLimitLease lease)
    {
        using (lease)
        {
            if (lease.IsAcquired)
                return null;
            return new(
                ProblemCodes.TooManyRequests,
                RetryAfter: lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : FallbackRetry);
        }
    }
}
