using Orleans.Serialization;

namespace GovStack.Grains.Interfaces;

/// <summary>Lets the library's own types be named in messages, and the lists they come in; Orleans refuses names it was not told of.</summary>
public sealed class WireTypeFilter : ITypeNameFilter
{
    /// <inheritdoc/>
    public bool? IsTypeNameAllowed(string typeName, string assemblyName)
        => typeName.StartsWith("GovStack.", StringComparison.Ordinal) || typeName.StartsWith("System.Collections.Generic.IReadOnly", StringComparison.Ordinal)
            ? true
            : null;
}
