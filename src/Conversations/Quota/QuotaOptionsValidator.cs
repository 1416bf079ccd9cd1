using Microsoft.Extensions.Options;

namespace GovStack.Conversations.Quota;

/// <summary>The ranges written at the properties of <see cref="QuotaOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class QuotaOptionsValidator : IValidateOptions<QuotaOptions>;

/// <summary>What concerns pools and profiles, and two properties at once. Names every fault, not the first.</summary>
internal sealed class QuotaPoolsValidator : IValidateOptions<QuotaOptions>
{
    public ValidateOptionsResult Validate(string? name, QuotaOptions options)
    {
        var faults = new List<string>();
        foreach (var (profile, own) in options.Profiles)
            CheckProfile($"Quota:Profiles:{profile}", own, faults);
        foreach (var (pool, own) in options.Pools)
            CheckPool($"Quota:Pools:{pool}", pool, own, options, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckProfile(string path, ProfileOptions profile, List<string> faults)
    {
        if (profile.BasedOn is { } basis && !ProviderProfiles.BuiltIn.ContainsKey(basis))
            faults.Add($"{path}:BasedOn is \"{basis}\"; built in are {string.Join(", ", ProviderProfiles.BuiltIn.Keys)}.");
        Within(profile.OutputWeight, 0, 20, $"{path}:OutputWeight", faults);
        Within(profile.Safety, 0.5, 1, $"{path}:Safety", faults);
        Within(profile.MaxInFlight, 1, 100_000, $"{path}:MaxInFlight", faults);
        for (var i = 0; i < profile.SubWindows.Count; i++)
            Within(profile.SubWindows[i].Length.TotalSeconds, 1, 30, $"{path}:SubWindows:{i}:Length in seconds", faults);
    }

    private static void CheckPool(string path, string name, PoolOptions pool, QuotaOptions options, List<string> faults)
    {
        if (pool.Profile is { } profile && ProviderProfiles.Find(profile, options) is null)
            faults.Add($"{path}:Profile is \"{profile}\", which is neither built in nor under Quota:Profiles.");
        Within(pool.RequestsPerMinute, 1, 1e7, $"{path}:RequestsPerMinute", faults);
        Within(pool.TokensPerMinute, 1, 1e10, $"{path}:TokensPerMinute", faults);
        Within(pool.InputTokensPerMinute, 1, 1e10, $"{path}:InputTokensPerMinute", faults);
        Within(pool.OutputTokensPerMinute, 1, 1e10, $"{path}:OutputTokensPerMinute", faults);
        Within(pool.RequestsPerDay, 1, 1e10, $"{path}:RequestsPerDay", faults);
        Within(pool.TokensPerDay, 1, 1e13, $"{path}:TokensPerDay", faults);
        Within(pool.MaxInFlight, 1, 100_000, $"{path}:MaxInFlight", faults);
        Within(pool.Safety, 0.5, 1, $"{path}:Safety", faults);
        Within(pool.SendJitter?.TotalSeconds, 0, 10, $"{path}:SendJitter in seconds", faults);
        Within(pool.SpendWithin?.TotalSeconds, 0.01, 10, $"{path}:SpendWithin in seconds", faults);
        Within(pool.QueueCap?.TotalSeconds, 1, 86_400, $"{path}:QueueCap in seconds", faults);
        if (faults.Count == 0 && PoolSettings.Find(name, options) is { Limits.Count: 0, MaxInFlight: null })
            faults.Add($"{path} has no limit at all; set one, or MaxInFlight.");
    }

    private static void Within(double? value, double least, double most, string path, List<string> faults)
    {
        if (value is { } number && !(number >= least && number <= most))
            faults.Add(FormattableString.Invariant($"{path} is {number}; it must be {least} to {most}."));
    }
}
