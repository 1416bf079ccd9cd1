namespace GovStack.Knowledge.Packs;

/// <summary>A content pack cannot be used. Holds all that is wrong with it.</summary>
public sealed class ContentPackException : Exception
{
    /// <summary>Makes the exception from all faults of the pack or packs.</summary>
    public ContentPackException(IReadOnlyList<PackFault> faults)
        : base($"The content pack has {faults.Count} fault{(faults.Count == 1 ? "" : "s")}:{Environment.NewLine}{string.Join(Environment.NewLine, faults)}")
        => Faults = faults;

    /// <summary>Gets the faults, by file and line; at least one.</summary>
    public IReadOnlyList<PackFault> Faults { get; }
}
