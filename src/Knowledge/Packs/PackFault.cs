namespace GovStack.Knowledge.Packs;

/// <summary>One thing wrong with a content pack, for the agency's staff.</summary>
/// <param name="File">The file, relative to the pack's folder, with forward slashes.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Reason">What is wrong and what is expected, one sentence without a full stop.</param>
public sealed record PackFault(string File, int Line, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}: {Reason}";
}
