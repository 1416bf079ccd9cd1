using GovStack.Conversations.Agencies;

namespace GovStack.Standalone.Tests.Storage;

/// <summary>Agencies of which only the retention matters.</summary>
internal sealed class TestAgencies(params IEnumerable<(string Tenant, int DeleteDays)> agencies) : IAgencyDirectory
{
    public event Action<string>? Changed
    {
        add { }
        remove { }
    }

    public IReadOnlyList<LoadedAgency> All { get; } = [.. agencies.Select(agency => new LoadedAgency(Make(agency.Tenant, agency.DeleteDays), null!, null!, null!))];

    public LoadedAgency? Find(string tenant) => All.FirstOrDefault(loaded => loaded.Agency.Id == tenant);

    public LoadedAgency? FindByHost(string host) => All[0];

    private static Agency Make(string tenant, int deleteDays)
    {
        var text = LocalizedText.Same(tenant);
        return new Agency
        {
            Id = tenant,
            Version = "1",
            Name = text,
            Hosts = ["*"],
            TimeZone = TimeZoneInfo.Utc,
            Languages = ["en"],
            Contact = new AgencyContact(text, null, null, null),
            Emergency = new EmergencyRules([], []),
            Botlets = [],
            GeneralBotlet = "general",
            OutOfScope = new OutOfScopeRules(text, []),
            Chains = new Dictionary<string, IReadOnlyList<ChainTier>>(),
            Prices = new PriceList(new DateOnly(2026, 1, 1), []),
            Retention = new RetentionRules(1, deleteDays),
            Questions = [],
            ApprovedAnswers = [],
        };
    }
}
