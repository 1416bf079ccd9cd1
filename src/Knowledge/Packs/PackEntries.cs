namespace GovStack.Knowledge.Packs;

/// <summary>One file of a pack's folder.</summary>
/// <param name="Path">Its path inside the pack, with forward slashes.</param>
/// <param name="File">The file itself, where the path is a link the file it leads to; null where it may not be read.</param>
/// <param name="Refusal">Why it may not be read.</param>
internal sealed record PackEntry(string Path, FileInfo? File, string? Refusal);

/// <summary>
/// Lists a pack's files. Links are followed only where they stay inside of the folder, which is how Kubernetes mounts a ConfigMap; anything that
/// leads outside is refused, so that a pack cannot publish the server's other files.
/// </summary>
internal static class PackEntries
{
    private const int DeepestFolder = 8;
    private const int MostLinks = 40;

    public static IEnumerable<PackEntry> List(string folder)
    {
        var root = RealPath(Path.GetFullPath(folder));
        return root is null ? [] : List(new DirectoryInfo(root), root, "", 0);
    }

    private static IEnumerable<PackEntry> List(DirectoryInfo folder, string root, string prefix, int depth)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(entry => !IsScratch(entry.Name)).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var path = prefix + entry.Name;
            var real = entry.LinkTarget is null ? entry.FullName : RealPath(entry.FullName);
            if (real is null || (real != root && !real.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            {
                yield return new(path, null, "the link leads outside of the pack; put the file itself into it");
            }
            else if (!Directory.Exists(real))
            {
                yield return new(path, new FileInfo(real), null);
            }
            else if (depth >= DeepestFolder)
            {
                yield return new(path, null, "the folders are nested too deeply");
            }
            else
            {
                foreach (var below in List(new DirectoryInfo(real), root, path + "/", depth + 1))
                    yield return below;
            }
        }
    }

    // Part by part: a link in the middle of the path may lead outside as well.
    private static string? RealPath(string path)
    {
        var links = 0;
        var left = new Stack<string>(path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = Path.GetPathRoot(path)!;
        while (left.TryPop(out var part))
        {
            var next = Path.GetFullPath(Path.Combine(real, part));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                return null;
            var goal = Path.GetFullPath(Path.Combine(real, target));
            real = Path.GetPathRoot(goal)!;
            foreach (var segment in goal[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
                left.Push(segment);
        }

        return real;
    }

    // What editors leave beside the file being written is no part of the pack.
    private static bool IsScratch(string name)
        => name.StartsWith('.') || name.StartsWith('#') || name.EndsWith('~')
            || Path.GetExtension(name) is ".swp" or ".swx" or ".tmp" or ".bak" or ".part";
}
