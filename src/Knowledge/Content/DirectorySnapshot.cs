using System.Collections.Frozen;
using GovStack.Conversations.Agencies;

namespace GovStack.Knowledge.Content;

/// <summary>One pack folder and the agency loaded from it.</summary>
internal sealed record RunningPack(string Folder, LoadedAgency Loaded)
{
    public Agency Agency => Loaded.Agency;
}

/// <summary>The agencies at one moment, with their look-ups. Never changed; replaced whole.</summary>
internal sealed class DirectorySnapshot
{
    private readonly FrozenDictionary<string, LoadedAgency> _byTenant;
    private readonly FrozenDictionary<string, LoadedAgency> _byHost;

    public DirectorySnapshot(IEnumerable<RunningPack> packs)
    {
        Packs = [.. packs.OrderBy(pack => pack.Agency.Id, StringComparer.Ordinal)];
        All = [.. Packs.Select(pack => pack.Loaded)];
        _byTenant = All.ToFrozenDictionary(loaded => loaded.Agency.Id, StringComparer.Ordinal);
        _byHost = All.SelectMany(loaded => loaded.Agency.Hosts.Select(host => KeyValuePair.Create(host, loaded)))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<RunningPack> Packs { get; }

    public IReadOnlyList<LoadedAgency> All { get; }

    public LoadedAgency? Find(string tenant) => _byTenant.GetValueOrDefault(tenant);

    public LoadedAgency? FindByHost(string host) => _byHost.GetValueOrDefault(host) ?? _byHost.GetValueOrDefault("*");

    /// <summary>Lists the tenants that are other, new or gone against an earlier snapshot.</summary>
    public IReadOnlyList<string> ChangedSince(DirectorySnapshot earlier)
        => [.. All.Select(loaded => loaded.Agency)
            .Where(agency => earlier.Find(agency.Id)?.Agency.Version != agency.Version).Select(agency => agency.Id)
            .Concat(earlier.All.Select(loaded => loaded.Agency.Id).Where(tenant => Find(tenant) is null))];
}
