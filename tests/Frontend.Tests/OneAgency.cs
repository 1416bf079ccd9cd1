using GovStack.Conversations.Agencies;

namespace GovStack.Frontend.Tests;

/// <summary>A directory of one agency without pages.</summary>
internal sealed class OneAgency : IAgencyDirectory
{
    private readonly LoadedAgency _agency = LoadedAgency.Load(TestAgency.Create(), () => new NoPages());

    public event Action<string>? Changed
    {
        add { }
        remove { }
    }

    public IReadOnlyList<LoadedAgency> All => [_agency];

    public LoadedAgency? Find(string tenant) => tenant == _agency.Agency.Id ? _agency : null;

    public LoadedAgency? FindByHost(string host) => _agency;

    private sealed class NoPages : IPassageIndex
    {
        public IReadOnlyList<FoundPassage> Search(PassageQuery query) => [];

        public Passage? FindPage(string slug, string language) => null;
    }
}
