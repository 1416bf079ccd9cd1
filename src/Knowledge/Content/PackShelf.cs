using GovStack.Knowledge.Packs;

namespace GovStack.Knowledge.Content;

/// <summary>What looking at the shelf came to.</summary>
/// <param name="Packs">The packs that are to run: changed ones anew, broken ones as they ran before.</param>
/// <param name="Faults">What is wrong with the ones that were refused; where there are several packs, each file with its pack's folder.</param>
internal sealed record ShelfReading(IReadOnlyList<RunningPack> Packs, IReadOnlyList<PackFault> Faults);

/// <summary>The packs below one folder: the folder itself where it holds agency.yaml, else each folder in it. Used by one caller at a time.</summary>
internal sealed class PackShelf(string root, ContentPackReader reader)
{
    private const string AgencyFileName = "agency.yaml";

    private readonly Dictionary<string, string> _triedFingerprints = [];

    /// <summary>Reads what has changed since the last time.</summary>
    /// <param name="running">The packs that run now.</param>
    public ShelfReading Read(IReadOnlyList<RunningPack> running)
    {
        var folders = Folders();
        var packs = new List<RunningPack>();
        var faults = new List<PackFault>();
        foreach (var folder in folders)
        {
            var before = running.FirstOrDefault(pack => pack.Folder == folder);
            var (pack, packFaults) = ReadOne(folder, before);
            if (pack is not null)
                packs.Add(pack);
            faults.AddRange(folders.Count == 1 ? packFaults : packFaults.Select(fault => fault with { File = $"{Path.GetFileName(folder)}/{fault.File}" }));
        }

        if (folders.Count == 0)
            faults.Add(new(AgencyFileName, 1, $"there is no content pack in '{root}' (setting Content:Directory)"));
        var conflicts = Conflicts(packs);
        if (conflicts.Count == 0 && packs.Count > 0)
            return new(packs, faults);

        // Nothing is taken up; every pack is read again once any of them has changed.
        _triedFingerprints.Clear();
        return new(running, [.. faults, .. conflicts]);
    }

    private (RunningPack? Pack, IReadOnlyList<PackFault> Faults) ReadOne(string folder, RunningPack? before)
    {
        var fingerprint = PackWatch.Fingerprint(folder);   // Before reading: a change meanwhile is then seen next time.
        if (_triedFingerprints.GetValueOrDefault(folder) == fingerprint)
            return (before, []);
        var result = reader.Read(folder);
        _triedFingerprints[folder] = fingerprint;
        if (result.Pack is not { } pack)
            return (before, result.Faults);
        return pack.Agency.Version == before?.Agency.Version && pack.Agency.Id == before.Agency.Id
            ? (before, [])
            : (new RunningPack(folder, pack.Load()), []);
    }

    private List<string> Folders()
    {
        if (File.Exists(Path.Combine(root, AgencyFileName)))
            return [root];
        return Directory.Exists(root)
            ? [.. Directory.EnumerateDirectories(root).Where(folder => !Path.GetFileName(folder).StartsWith('.')).Order(StringComparer.Ordinal)]
            : [];
    }

    private static List<PackFault> Conflicts(IReadOnlyList<RunningPack> packs)
    {
        var faults = new List<PackFault>();
        var ids = new Dictionary<string, RunningPack>();
        var hosts = new Dictionary<string, RunningPack>(StringComparer.OrdinalIgnoreCase);
        foreach (var pack in packs)
        {
            if (!ids.TryAdd(pack.Agency.Id, pack))
                Add(pack, $"the id '{pack.Agency.Id}' is also that of {Path.GetFileName(ids[pack.Agency.Id].Folder)}");
            foreach (var host in pack.Agency.Hosts.Where(host => !hosts.TryAdd(host, pack)))
                Add(pack, $"the host '{host}' also picks {Path.GetFileName(hosts[host].Folder)}");
        }

        return faults;

        void Add(RunningPack pack, string reason) => faults.Add(new($"{Path.GetFileName(pack.Folder)}/{AgencyFileName}", 1, reason));
    }
}
