using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Tests;

/// <summary>A small agency for tests that need no content pack.</summary>
internal static class SampleAgencies
{
    public static Agency Small(
        IReadOnlyList<ExampleQuestion>? questions = null, EmergencyRules? emergency = null, IReadOnlyList<Referral>? referrals = null) => new()
    {
        Id = "small",
        Version = "1",
        Name = LocalizedText.Same("Small Agency"),
        Hosts = ["*"],
        TimeZone = TimeZoneInfo.Utc,
        Languages = ["en", "es"],
        Contact = new(LocalizedText.Same("The desk"), "202-555-0199", null, null),
        Emergency = emergency ?? new([new("911", LocalizedText.Same("danger"))], []),
        Botlets = [Botlet("general", "General services"), Botlet("permits", "Passports and permits"), Botlet("tax", "Taxes and refunds")],
        GeneralBotlet = "general",
        OutOfScope = new(LocalizedText.Same("Not ours."), referrals ?? []),
        Chains = new Dictionary<string, IReadOnlyList<ChainTier>> { ["standard"] = [new("extractive", null, null)] },
        Prices = new(new DateOnly(2026, 1, 1), []),
        Questions = questions ?? [],
        ApprovedAnswers = [],
    };

    private static BotletDefinition Botlet(string id, string name) => new()
    {
        Id = id,
        Name = LocalizedText.Same(name),
        Description = LocalizedText.Same($"{name} of the agency."),
        Tone = "plain",
        Instructions = "Answer.",
        Chain = "standard",
    };
}
