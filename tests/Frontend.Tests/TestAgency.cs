using GovStack.Conversations.Agencies;

namespace GovStack.Frontend.Tests;

/// <summary>An agency as small as one can be.</summary>
internal static class TestAgency
{
    public static Agency Create() => new()
    {
        Id = "town",
        Version = "1",
        Name = LocalizedText.Same("Town"),
        Hosts = ["*"],
        TimeZone = TimeZoneInfo.Utc,
        Languages = ["en", "es"],
        Contact = new(LocalizedText.Same("Town hall"), "555-0100", null, null),
        Emergency = new([new("911", LocalizedText.Same("Danger"))], []),
        Botlets =
        [
            new()
            {
                Id = "general",
                Name = LocalizedText.Same("General"),
                Description = LocalizedText.Same("All else."),
                Tone = "plain",
                Instructions = "Answer.",
                Chain = "standard",
            },
        ],
        GeneralBotlet = "general",
        OutOfScope = new(LocalizedText.Same("Not ours."), []),
        Chains = new Dictionary<string, IReadOnlyList<ChainTier>> { ["standard"] = [new("extractive", null, null)], ["large"] = [new("extractive", null, null)] },
        Prices = new(new DateOnly(2026, 1, 1), []),
        Questions = [],
        ApprovedAnswers = [],
    };
}
