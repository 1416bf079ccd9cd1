namespace GovStack.Conversations.Agencies;

/// <summary>
/// What one agency's content pack says, read and checked: an immutable snapshot. A changed pack is a new snapshot with another <see cref="Version"/>.
/// </summary>
public sealed record Agency
{
    /// <summary>Gets the tenant id: a-z, 0-9 and dash.</summary>
    public required string Id { get; init; }

    /// <summary>Gets a hash of the whole pack: part of every reuse key.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the name people see.</summary>
    public required LocalizedText Name { get; init; }

    /// <summary>Gets the host names that pick this agency; "*" takes every host no other claims.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Gets the zone in which days and opening hours are counted.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>Gets the two-letter languages, the default first; at least one.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Gets who is told to people where the pages hold no answer.</summary>
    public required AgencyContact Contact { get; init; }

    /// <summary>Gets the emergency numbers and how a crisis is recognised.</summary>
    public required EmergencyRules Emergency { get; init; }

    /// <summary>Gets the services; at least one.</summary>
    public required IReadOnlyList<BotletDefinition> Botlets { get; init; }

    /// <summary>Gets the id of the botlet that takes what no other does.</summary>
    public required string GeneralBotlet { get; init; }

    /// <summary>Gets what is said where a question is not the agency's.</summary>
    public required OutOfScopeRules OutOfScope { get; init; }

    /// <summary>Gets the provider chains by name, each with one to five tiers in order.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ChainTier>> Chains { get; init; }

    /// <summary>Gets the model prices.</summary>
    public required PriceList Prices { get; init; }

    /// <summary>Gets the daily budget in US dollars, or null for none.</summary>
    public decimal? DailyBudgetUsd { get; init; }

    /// <summary>Gets how long conversations are kept.</summary>
    public RetentionRules Retention { get; init; } = new(90, 365);

    /// <summary>Gets which tiers of answer reuse are on.</summary>
    public ReuseRules Reuse { get; init; } = new();

    /// <summary>Gets who decides where the local dispatcher is not sure, or null where it always decides itself.</summary>
    public DispatchRules? Dispatch { get; init; }

    /// <summary>Gets what may take the place of the best answer when it would come too late.</summary>
    public LadderRules Ladder { get; init; } = new();

    /// <summary>Gets the labelled questions the dispatcher learns from.</summary>
    public required IReadOnlyList<ExampleQuestion> Questions { get; init; }

    /// <summary>Gets what people in danger write, and what sounds alike and is harmless. Empty where the phrases of the crises are all there is.</summary>
    public IReadOnlyList<CrisisExample> CrisisExamples { get; init; } = [];

    /// <summary>Gets the approved answers, given without a model.</summary>
    public required IReadOnlyList<ApprovedAnswer> ApprovedAnswers { get; init; }

    /// <summary>Gets the agency's own wording of the product's sentences, by text key; see <see cref="ProductTexts"/>.</summary>
    public IReadOnlyDictionary<string, LocalizedText> Texts { get; init; } = new Dictionary<string, LocalizedText>();

    /// <summary>Gets the default language.</summary>
    public string DefaultLanguage => Languages[0];

    /// <summary>Finds a botlet by its id.</summary>
    /// <returns>The botlet, or null.</returns>
    public BotletDefinition? FindBotlet(string id) => Botlets.FirstOrDefault(botlet => botlet.Id == id);
}

/// <summary>Where a person reaches people.</summary>
public sealed record AgencyContact(LocalizedText Name, string? Phone, LocalizedText? Url, LocalizedText? Hours);

/// <summary>The numbers to call and the crises to recognise.</summary>
public sealed record EmergencyRules(IReadOnlyList<EmergencyNumber> Numbers, IReadOnlyList<CrisisRule> Crises);

/// <summary>One number and what it is for.</summary>
public sealed record EmergencyNumber(string Number, LocalizedText For);

/// <summary>One kind of crisis: what people write, and what they are told at once.</summary>
/// <param name="Id">A short name: "danger", "suicide", "poison".</param>
/// <param name="Numbers">The numbers that come first.</param>
/// <param name="Text">The fixed answer.</param>
/// <param name="Pages">The slugs of the pages that help in it, the most important first: the only ones a model sees and a person is shown.</param>
/// <param name="Phrases">Per language, whole-word phrases; "*" stands for any ending of a word, "..." for up to three words.</param>
/// <param name="Not">Per language, phrases that make a match harmless, of this crisis or another, in the words they share.</param>
public sealed record CrisisRule(
    string Id,
    IReadOnlyList<string> Numbers,
    LocalizedText Text,
    IReadOnlyList<string> Pages,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Phrases,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Not);

/// <summary>One service: everything that differs between services, as data.</summary>
public sealed record BotletDefinition
{
    /// <summary>Gets the id: "tax", "permits".</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name people see.</summary>
    public required LocalizedText Name { get; init; }

    /// <summary>Gets one sentence on what people can ask.</summary>
    public required LocalizedText Description { get; init; }

    /// <summary>Gets the priority class of its questions.</summary>
    public Quota.QuotaClass Class { get; init; } = Quota.QuotaClass.Interactive;

    /// <summary>Gets the tone, in a few words.</summary>
    public required string Tone { get; init; }

    /// <summary>Gets what the model is told beside the common rules.</summary>
    public required string Instructions { get; init; }

    /// <summary>Gets the chain of ordinary questions.</summary>
    public required string Chain { get; init; }

    /// <summary>Gets the chain of hard questions; null for the same.</summary>
    public string? HardChain { get; init; }

    /// <summary>Gets the longest answer asked of a model, in tokens, 50 to 8,000. The default is 600.</summary>
    public int MaxAnswerTokens { get; init; } = 600;

    /// <summary>Gets the thinking budget of models that think, in tokens; 0, the default, for none.</summary>
    public int ThinkingTokens { get; init; }

    /// <summary>Gets example questions for the start page, per language.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Examples { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}

/// <summary>What is said, and who is named, where a question is not the agency's.</summary>
public sealed record OutOfScopeRules(LocalizedText Text, IReadOnlyList<Referral> Referrals);

/// <summary>Who answers a kind of question that the agency does not.</summary>
public sealed record Referral(IReadOnlyDictionary<string, IReadOnlyList<string>> Phrases, LocalizedText Name, string Url);

/// <summary>One tier of a chain.</summary>
/// <param name="Provider">A provider's name in the settings, or "extractive".</param>
/// <param name="Region">The provider's region, where it has several.</param>
/// <param name="Model">The model, or the Azure deployment; null for "extractive".</param>
public sealed record ChainTier(string Provider, string? Region, string? Model);

/// <summary>Model prices, with the date they were read.</summary>
public sealed record PriceList(DateOnly Updated, IReadOnlyList<ModelPrice> Models);

/// <summary>US dollars per million tokens.</summary>
public sealed record ModelPrice(string Model, decimal Input, decimal CachedInput, decimal Output);

/// <summary>How long a conversation is shown, and when it is deleted; days since its last turn.</summary>
public sealed record RetentionRules(int VisibleDays, int DeleteDays);

/// <summary>Which tiers of answer reuse are on.</summary>
public sealed record ReuseRules(bool Exact = true, bool Normalised = true, bool SemanticApproved = true, bool SemanticLive = false);

/// <summary>When a small model picks the botlet instead of the local dispatcher.</summary>
/// <param name="Chain">The chain that is asked; its <c>extractive</c> tier is left out.</param>
/// <param name="BelowConfidence">How sure the local dispatcher must be to decide by itself, 0 to 1.</param>
public sealed record DispatchRules(string Chain, double BelowConfidence);

/// <summary>A labelled question.</summary>
/// <param name="Botlet">The botlet that answers it, or null where it is out of scope.</param>
/// <param name="Language">Its language.</param>
/// <param name="Text">The question.</param>
public sealed record ExampleQuestion(string? Botlet, string Language, string Text);

/// <summary>A message of somebody in danger, or a harmless one that sounds like it.</summary>
/// <param name="Crisis">The crisis's id; null for harmless.</param>
/// <param name="Language">The language it is written in.</param>
/// <param name="Text">The message.</param>
public sealed record CrisisExample(string? Crisis, string Language, string Text);

/// <summary>An answer people at the agency have approved.</summary>
public sealed record ApprovedAnswer(
    string Id,
    string Botlet,
    string Language,
    DateOnly Updated,
    IReadOnlyList<string> Questions,
    string Answer,
    IReadOnlyList<string> Sources);
