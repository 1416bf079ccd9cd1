namespace GovStack.Knowledge.Packs;

/// <summary>Collects every fault of a pack, so that its author mends them all in one go.</summary>
internal sealed class PackFaults
{
    /// <summary>More than this many faults say nothing new; usually one missing bracket has caused them.</summary>
    private const int Most = 500;

    private readonly HashSet<PackFault> _faults = [];

    public bool Any => _faults.Count > 0;

    public void Add(string file, int line, string reason)
    {
        if (_faults.Count < Most)
            _faults.Add(new PackFault(file, line, reason));
    }

    public IReadOnlyList<PackFault> Sorted()
        => [.. _faults.OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line).ThenBy(fault => fault.Reason, StringComparer.Ordinal)];
}
