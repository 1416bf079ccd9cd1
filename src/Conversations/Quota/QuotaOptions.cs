using System.ComponentModel.DataAnnotations;

namespace GovStack.Conversations.Quota;

/// <summary>What the providers allow and how the queue before them behaves. Bound from the <c>Quota</c> section.</summary>
public sealed class QuotaOptions
{
    /// <summary>Gets the pools by name. A pool is what a provider counts together: account, region and model family.</summary>
    /// <value>Empty by default: a pool that is not named here starts from the defaults of the profile its name begins with (<c>openai/eu</c>).</value>
    public IDictionary<string, PoolOptions> Pools { get; } = new Dictionary<string, PoolOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets own provider profiles by name; a name that is built in replaces the built-in one where it says something.</summary>
    public IDictionary<string, ProfileOptions> Profiles { get; } = new Dictionary<string, ProfileOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets or sets how far apart two requests may arrive at the provider that were sent together (P99.9 of the send jitter).</summary>
    /// <value>0 to 10 seconds. The default is 300 ms. Too small gives rate-limit errors, too large wastes quota: 1 second costs 1.6 %.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan SendJitter { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Gets or sets how long a grant may wait to be sent.</summary>
    /// <value>10 ms to 10 seconds. The default is 200 ms. After it the caller gives the grant back and asks again.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan SpendWithin { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Gets or sets the longest wait the queue may hold; who would wait longer is refused at once with a true time.</summary>
    /// <value>1 second to 1 day. The default is 15 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan QueueCap { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets the share of granted tokens that retries may take.</summary>
    /// <value>0 to 1. The default is 0.1; one retry in 10 seconds is always allowed.</value>
    [Range(0.0, 1.0)]
    public double RetryShare { get; set; } = 0.1;

    /// <summary>Gets or sets the share of a minute up to which emergencies go before everybody.</summary>
    /// <value>0 to 0.8. The default is 0.3; above it they share 16 : 8 : 1 with the other classes.</value>
    [Range(0.0, 0.8)]
    public double EmergencyShare { get; set; } = 0.3;

    /// <summary>Gets or sets how many emergency grants one person may have within <see cref="EmergencyPeriod"/>; further ones count as Interactive.</summary>
    /// <value>1 to 1,000. The default is 2.</value>
    [Range(1, 1000)]
    public int EmergencyGrantsPerPerson { get; set; } = 2;

    /// <summary>Gets or sets the period of <see cref="EmergencyGrantsPerPerson"/>.</summary>
    /// <value>1 second to 1 day. The default is 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan EmergencyPeriod { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets whether the maximum sent to a provider that charges it up front is lowered to what answers really need.</summary>
    /// <value>On by default. The caller continues an answer that ends with <c>length</c> below the maximum it asked for.</value>
    public bool RightSizeOutput { get; set; } = true;
}

/// <summary>One pool. What is left out comes from its profile.</summary>
public sealed class PoolOptions
{
    /// <summary>Gets or sets the profile: openai, anthropic, azure, azure-provisioned, bedrock, bedrock-claude, gemini, local, generic, or an own one.</summary>
    /// <value>By default the part of the pool's name before the first slash, if that is a profile; otherwise <c>generic</c>.</value>
    public string? Profile { get; set; }

    /// <summary>Gets or sets the requests a minute.</summary>
    /// <value>1 to 10,000,000.</value>
    public long? RequestsPerMinute { get; set; }

    /// <summary>Gets or sets the tokens a minute, prompt and answer together.</summary>
    /// <value>1 to 10,000,000,000.</value>
    public long? TokensPerMinute { get; set; }

    /// <summary>Gets or sets the prompt tokens a minute.</summary>
    /// <value>1 to 10,000,000,000.</value>
    public long? InputTokensPerMinute { get; set; }

    /// <summary>Gets or sets the answer tokens a minute.</summary>
    /// <value>1 to 10,000,000,000.</value>
    public long? OutputTokensPerMinute { get; set; }

    /// <summary>Gets or sets the requests a day.</summary>
    /// <value>1 to 10,000,000,000.</value>
    public long? RequestsPerDay { get; set; }

    /// <summary>Gets or sets the tokens a day.</summary>
    /// <value>1 to 10,000,000,000,000.</value>
    public long? TokensPerDay { get; set; }

    /// <summary>Gets or sets the ceiling of requests in flight.</summary>
    /// <value>1 to 100,000.</value>
    public int? MaxInFlight { get; set; }

    /// <summary>Gets or sets φ, the share of the limit that is used.</summary>
    /// <value>0.5 to 1. By default the profile's.</value>
    public double? Safety { get; set; }

    /// <summary>Gets or sets this pool's <see cref="QuotaOptions.SendJitter"/>.</summary>
    public TimeSpan? SendJitter { get; set; }

    /// <summary>Gets or sets this pool's <see cref="QuotaOptions.SpendWithin"/>.</summary>
    public TimeSpan? SpendWithin { get; set; }

    /// <summary>Gets or sets this pool's <see cref="QuotaOptions.QueueCap"/>.</summary>
    public TimeSpan? QueueCap { get; set; }
}
