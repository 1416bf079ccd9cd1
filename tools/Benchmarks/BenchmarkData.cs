using System.CommandLine;

namespace GovStack.Benchmarks;

/// <summary>The outside data that benchmarks read. It is never part of the repository: what is absent is skipped, and said so.</summary>
internal static class BenchmarkData
{
    /// <summary>Makes the option that says where the data lies.</summary>
    public static Option<DirectoryInfo> Option() => new("--data")
    {
        Description = "The folder with the outside data; what is absent there is skipped.",
        DefaultValueFactory = _ => new DirectoryInfo("../shared/data"),
    };

    /// <summary>Makes the option that says which content pack is tried.</summary>
    public static Option<DirectoryInfo> PackOption() => new("--pack")
    {
        Description = "The content pack that is tried.",
        DefaultValueFactory = _ => new DirectoryInfo("content/sample-agency"),
    };

    /// <summary>Reads a file's lines, or says that it is skipped.</summary>
    /// <returns>The lines that are not blank, or null where the file is absent.</returns>
    public static string[]? ReadLines(DirectoryInfo data, string file)
    {
        var path = Path.Combine(data.FullName, file);
        if (File.Exists(path))
            return [.. File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line))];
        Console.WriteLine($"skipped: {file} is not in {data.FullName}");
        return null;
    }
}
