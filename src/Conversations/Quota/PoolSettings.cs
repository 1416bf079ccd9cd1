namespace GovStack.Conversations.Quota;

/// <summary>One pool's settings with everything filled in: the profile, then what the pool says over it.</summary>
internal sealed record PoolSettings(
    string Name,
    ProviderProfile Profile,
    IReadOnlyList<AxisLimit> Limits,
    double Safety,
    int? MaxInFlight,
    TimeSpan SendJitter,
    TimeSpan SpendWithin,
    TimeSpan QueueCap)
{
    /// <summary>The settings of a pool by its name, or null where neither a pool nor a profile has that name.</summary>
    /// <remarks>A pool nobody configured is named after its profile, alone or before a slash: <c>openai</c>, <c>openai/eu/gpt-4.1</c>.</remarks>
    public static PoolSettings? Find(string name, QuotaOptions options)
    {
        options.Pools.TryGetValue(name, out var pool);
        var prefix = name.Split('/', 2)[0];
        var profile = ProviderProfiles.Find(pool?.Profile ?? prefix, options);
        if (profile is null && pool is { Profile: null })
            profile = ProviderProfiles.Find(ProviderProfiles.Generic, options);
        return profile is null ? null : Merge(name, profile, pool ?? new PoolOptions(), options);
    }

    private static PoolSettings Merge(string name, ProviderProfile profile, PoolOptions pool, QuotaOptions options)
    {
        (QuotaAxis Axis, TimeSpan Window, long? Amount)[] said =
        [
            (QuotaAxis.Requests, TimeSpan.FromMinutes(1), pool.RequestsPerMinute),
            (QuotaAxis.Tokens, TimeSpan.FromMinutes(1), pool.TokensPerMinute),
            (QuotaAxis.InputTokens, TimeSpan.FromMinutes(1), pool.InputTokensPerMinute),
            (QuotaAxis.OutputTokens, TimeSpan.FromMinutes(1), pool.OutputTokensPerMinute),
            (QuotaAxis.Requests, TimeSpan.FromDays(1), pool.RequestsPerDay),
            (QuotaAxis.Tokens, TimeSpan.FromDays(1), pool.TokensPerDay),
        ];
        var limits = new List<AxisLimit>();
        foreach (var (axis, window, amount) in said)
        {
            var limit = amount ?? profile.Limits.FirstOrDefault(known => known.Axis == axis && known.Window == window)?.Amount;
            if (limit is { } value)
                limits.Add(new AxisLimit(axis, value, window));
        }

        return new PoolSettings(
            name,
            profile,
            limits,
            pool.Safety ?? profile.Safety,
            pool.MaxInFlight ?? profile.MaxInFlight,
            pool.SendJitter ?? options.SendJitter,
            pool.SpendWithin ?? options.SpendWithin,
            pool.QueueCap ?? options.QueueCap);
    }
}
