using GovStack.Conversations.Agencies;
using GovStack.Conversations.Quota;

namespace GovStack.TestKit;

/// <summary>A small agency for tests: two languages, two services, a chain of three tiers. Change what a test is about with <c>with</c>.</summary>
public static class SampleAgency
{
    /// <summary>Makes the agency.</summary>
    public static Agency Make(string id = "sample") => new()
    {
        Id = id,
        Version = "v1",
        Name = Say("Public Services Desk", "Ventanilla de Servicios"),
        Hosts = ["*"],
        TimeZone = TimeZoneInfo.Utc,
        Languages = ["en", "es"],
        Contact = new(Say("Contact Center", "Centro de ayuda"), "1-844-872-4681", Say("https://www.usa.gov/phone", "https://www.usa.gov/es/llamenos"), Say("Monday to Friday", "De lunes a viernes")),
        Emergency = new([new("911", Say("Danger to life", "Peligro para la vida"))], []),
        Botlets = [Botlet("tax", QuotaClass.Interactive), Botlet("general", QuotaClass.Interactive)],
        GeneralBotlet = "general",
        OutOfScope = new(Say("That is not ours.", "Eso no es nuestro."), []),
        Chains = new Dictionary<string, IReadOnlyList<ChainTier>>
        {
            ["standard"] = [new("openai", null, "gpt-4.1-mini"), new("anthropic", null, "claude-haiku-4-5"), new("extractive", null, null)],
        },
        Prices = new(new DateOnly(2026, 1, 15),
        [
            new("gpt-4.1", 2.00m, 0.50m, 8.00m),
            new("gpt-4.1-mini", 0.40m, 0.10m, 1.60m),
            new("claude-haiku-4-5", 1.00m, 0.10m, 5.00m),
            new("extractive", 0, 0, 0),
        ]),
        Questions = [],
        ApprovedAnswers = [],
    };

    /// <summary>Makes a found passage.</summary>
    public static FoundPassage Passage(string title, string heading, string text, double coverage = 1, string language = "en", string? url = null)
    {
        var slug = title.ToLowerInvariant().Replace(' ', '-');
        return new(
            new Passage($"{language}/{slug}#1", slug, title, heading, url ?? $"https://www.example.gov/{slug}", language, "general", new DateOnly(2026, 3, 2), text, []),
            Score: 1,
            coverage);
    }

    private static LocalizedText Say(string english, string spanish) => new([new("en", english), new("es", spanish)], "en");

    private static BotletDefinition Botlet(string id, QuotaClass kind) => new()
    {
        Id = id,
        Name = LocalizedText.Same(id),
        Description = LocalizedText.Same(id),
        Class = kind,
        Tone = "plain",
        Instructions = "Answer.",
        Chain = "standard",
    };
}
