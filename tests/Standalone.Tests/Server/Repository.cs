namespace GovStack.Standalone.Tests.Server;

/// <summary>Where the repository's files are.</summary>
internal static class Repository
{
    /// <summary>Gets its root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Gets the folder of the sample agency's pack.</summary>
    public static string SampleAgency => Path.Combine(Root, "content", "sample-agency");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GovStack.Orleans.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
