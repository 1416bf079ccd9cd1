namespace GovStack.Conversations.Quota;

/// <summary>A provider profile in the settings: what is left out comes from the profile it is based on.</summary>
public sealed class ProfileOptions
{
    /// <summary>Gets or sets the built-in profile this one starts from.</summary>
    /// <value>By default the built-in profile of the same name, or <c>generic</c>.</value>
    public string? BasedOn { get; set; }

    /// <summary>Gets or sets how the limit comes back.</summary>
    public ProviderEvaluator? Evaluator { get; set; }

    /// <summary>Gets or sets what a request is charged when it is sent.</summary>
    public StartCharge? StartCharge { get; set; }

    /// <summary>Gets or sets whether unused charge comes back.</summary>
    public bool? Refunds { get; set; }

    /// <summary>Gets or sets whether prompt tokens from the provider's cache are not counted.</summary>
    public bool? CachedInputIsFree { get; set; }

    /// <summary>Gets or sets how many tokens of the limit one answer token takes.</summary>
    /// <value>0 to 20.</value>
    public double? OutputWeight { get; set; }

    /// <summary>Gets or sets the header dialect.</summary>
    public HeaderDialect? Dialect { get; set; }

    /// <summary>Gets or sets φ, the share of the limit that is used.</summary>
    /// <value>0.5 to 1.</value>
    public double? Safety { get; set; }

    /// <summary>Gets or sets the ceiling of requests in flight.</summary>
    /// <value>1 to 100,000.</value>
    public int? MaxInFlight { get; set; }

    /// <summary>Gets or sets whether a rested window may be filled at once; see <see cref="ProviderProfile.Bursts"/>.</summary>
    /// <value>By default where the evaluator is <see cref="ProviderEvaluator.Fixed"/>: who knows that knows how the provider counts.</value>
    public bool? Bursts { get; set; }

    /// <summary>Gets the shorter windows the provider enforces; any replaces all of the profile it is based on.</summary>
    public IList<SubWindowOptions> SubWindows { get; } = [];

    internal ProviderProfile Over(string name, ProviderProfile basis) => basis with
    {
        Name = name,
        Evaluator = Evaluator ?? basis.Evaluator,
        StartCharge = StartCharge ?? basis.StartCharge,
        Refunds = Refunds ?? basis.Refunds,
        CachedInputIsFree = CachedInputIsFree ?? basis.CachedInputIsFree,
        OutputWeight = OutputWeight ?? basis.OutputWeight,
        Dialect = Dialect ?? basis.Dialect,
        Safety = Safety ?? basis.Safety,
        MaxInFlight = MaxInFlight ?? basis.MaxInFlight,
        Bursts = Bursts ?? (basis.Bursts || Evaluator == ProviderEvaluator.Fixed),
        SubWindows = SubWindows.Count == 0 ? basis.SubWindows : [.. SubWindows.Select(window => new SubWindow(window.Axis, window.Length, window.Paced) { Aligned = window.Aligned })],
    };
}

/// <summary>A shorter window inside the minute.</summary>
public sealed class SubWindowOptions
{
    /// <summary>Gets or sets the axis.</summary>
    public QuotaAxis Axis { get; set; }

    /// <summary>Gets or sets the length.</summary>
    /// <value>1 to 30 seconds. The default is 10 seconds.</value>
    public TimeSpan Length { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets whether it is met by an even pace instead of a ring of its own.</summary>
    public bool Paced { get; set; }

    /// <summary>Gets or sets whether it begins with the fixed window it lies in; see <see cref="SubWindow.Aligned"/>.</summary>
    public bool Aligned { get; set; }
}
