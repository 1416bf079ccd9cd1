using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Tests;

/// <summary>A directory of one agency.</summary>
internal sealed class OneAgency(LoadedAgency agency) : IAgencyDirectory
{
    public event Action<string>? Changed
    {
        add { }
        remove { }
    }

    public IReadOnlyList<LoadedAgency> All { get; } = [agency];

    public LoadedAgency? Find(string tenant) => tenant == agency.Agency.Id ? agency : null;

    public LoadedAgency? FindByHost(string host) => agency;
}
