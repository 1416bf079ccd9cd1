namespace GovStack.Conversations.Quota;

/// <summary>The profiles that are built in, and those the settings add to them.</summary>
internal static class ProviderProfiles
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The name of the profile for a provider nothing is known about: the strictest reading of everything.</summary>
    public const string Generic = "generic";

    /// <summary>Gets the built-in profiles by name.</summary>
    public static IReadOnlyDictionary<string, ProviderProfile> BuiltIn { get; } = All().ToDictionary(profile => profile.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The profile of that name as the settings have it, or null.</summary>
    public static ProviderProfile? Find(string name, QuotaOptions options)
    {
        BuiltIn.TryGetValue(name, out var builtIn);
        if (!options.Profiles.TryGetValue(name, out var own))
            return builtIn;

        var basis = own.BasedOn is { } other ? BuiltIn.GetValueOrDefault(other) : builtIn;
        return own.Over(name, basis ?? BuiltIn[Generic]);
    }

    private static ProviderProfile[] All() =>
    [
        // Capacity comes back continuously, by the provider's clock; ours may run fast by 500 in a million while it is being set right. The larger of the maximum and
        // the prompt is charged, cached and failed calls count.
        new("openai", ProviderEvaluator.Bucket, StartCharge.LargerOfInputAndMaximum, Refunds: false, CachedInputIsFree: false, OutputWeight: 1,
            HeaderDialect.OpenAI, Safety: 0.9995, [Requests(500), Tokens(200_000)], [], MaxInFlight: null),

        // Answers count as they are produced; prompts are corrected; most cache reads are free.
        new("anthropic", ProviderEvaluator.Bucket, StartCharge.InputThenOutputAsProduced, Refunds: true, CachedInputIsFree: true, OutputWeight: 1,
            HeaderDialect.Anthropic, Safety: 0.9995, [Requests(50), new(QuotaAxis.InputTokens, 30_000, Minute), new(QuotaAxis.OutputTokens, 8_000, Minute)], [],
            MaxInFlight: null),

        // The counter is reset each minute; requests are judged over 10 s too.
        new("azure", ProviderEvaluator.Window, StartCharge.InputAndMaximum, Refunds: false, CachedInputIsFree: false, OutputWeight: 1,
            HeaderDialect.Azure, Safety: 1, [Requests(300), Tokens(50_000)], [new(QuotaAxis.Requests, TimeSpan.FromSeconds(10), Paced: false)], MaxInFlight: null),

        // A leaky bucket of utilisation, corrected at the end.
        new("azure-provisioned", ProviderEvaluator.Bucket, StartCharge.InputAndMaximum, Refunds: true, CachedInputIsFree: true, OutputWeight: 1,
            HeaderDialect.RetryAfter, Safety: 0.97, [Tokens(50_000)], [], MaxInFlight: null),

        new("bedrock", ProviderEvaluator.Window, StartCharge.InputAndMaximum, Refunds: true, CachedInputIsFree: false, OutputWeight: 1,
            HeaderDialect.None, Safety: 1, [Requests(100), Tokens(100_000)], [], MaxInFlight: null),

        // Recent Claude models: an answer token takes five of the limit, known only at the end.
        new("bedrock-claude", ProviderEvaluator.Window, StartCharge.InputAndMaximum, Refunds: true, CachedInputIsFree: false, OutputWeight: 5,
            HeaderDialect.None, Safety: 1, [Requests(100), Tokens(100_000)], [], MaxInFlight: null),

        // Only prompts count, and failed calls do too.
        new("gemini", ProviderEvaluator.Window, StartCharge.InputThenOutputAsProduced, Refunds: false, CachedInputIsFree: false, OutputWeight: 1,
            HeaderDialect.None, Safety: 1, [Requests(150), new(QuotaAxis.InputTokens, 1_000_000, Minute), new(QuotaAxis.Requests, 1_000, Day)], [],
            MaxInFlight: null),

        // A model of one's own has no quota, only so many places.
        new("local", ProviderEvaluator.Bucket, StartCharge.InputAndMaximum, Refunds: true, CachedInputIsFree: true, OutputWeight: 1,
            HeaderDialect.None, Safety: 1, [], [], MaxInFlight: 4),

        new(Generic, ProviderEvaluator.Window, StartCharge.InputAndMaximum, Refunds: false, CachedInputIsFree: false, OutputWeight: 1,
            HeaderDialect.OpenAI, Safety: 1, [Requests(60), Tokens(60_000)], [], MaxInFlight: null),
    ];

    private static AxisLimit Requests(long amount) => new(QuotaAxis.Requests, amount, Minute);

    private static AxisLimit Tokens(long amount) => new(QuotaAxis.Tokens, amount, Minute);
}
