using System.Xml.Linq;
using Xunit;

namespace GovStack.Hosts.Tests;

/// <summary>Pins who may reference whom, from the project files.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly string Root = FindRoot();

    [Theory]
    [InlineData("Conversations", "")]
    [InlineData("Knowledge", "Conversations")]
    [InlineData("Frontend", "Conversations")]
    [InlineData("Standalone", "Frontend,Knowledge")]
    [InlineData("Grains.Interfaces", "Conversations")]
    [InlineData("Grains", "Grains.Interfaces")]
    [InlineData("Silo", "Frontend,Grains,Knowledge")]
    public void ProjectReferences_AreThoseOfTheBlueprint(string project, string expected)
        => Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), References(project).Order());

    [Fact]
    public void Conversations_ReferencesNoWebOrDatabaseOrOrleansPackage()
        => Assert.DoesNotContain(
            Packages("Conversations"),
            package => package.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || package.Contains("Sqlite", StringComparison.OrdinalIgnoreCase)
                || package.Contains("SQLite", StringComparison.OrdinalIgnoreCase)
                || package.StartsWith("Npgsql", StringComparison.Ordinal)
                || package.StartsWith("Microsoft.Orleans", StringComparison.Ordinal));

    [Fact]
    public void Frontend_ReferencesNoDatabaseOrOrleansPackage()
        => Assert.DoesNotContain(
            Packages("Frontend"),
            package => package.Contains("Sqlite", StringComparison.OrdinalIgnoreCase) || package.StartsWith("Microsoft.Orleans", StringComparison.Ordinal));

    [Fact]
    public void SolutionFilter_ReachesNoOrleansPackage()
    {
        using var filter = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "GovStack.Standalone.slnf")));
        var projects = filter.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray()
            .Select(path => Path.Combine(Root, path.GetString()!.Replace('\\', '/')))
            .ToArray();
        var seen = new HashSet<string>();
        foreach (var project in projects)
            Visit(Path.GetFullPath(project), seen);

        Assert.NotEmpty(seen);
        Assert.All(seen, project => Assert.DoesNotContain(
            Elements(project, "PackageReference"), package => package.StartsWith("Microsoft.Orleans", StringComparison.Ordinal)));
    }

    [Fact]
    public void NoSource_DeclaresANamespaceThatHidesOrleans()
        => Assert.All(
            Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("namespace GovStack.Orleans", File.ReadAllText(file), StringComparison.Ordinal));

    private static void Visit(string project, HashSet<string> seen)
    {
        if (!seen.Add(project))
            return;
        foreach (var reference in Elements(project, "ProjectReference"))
            Visit(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference.Replace('\\', '/'))), seen);
    }

    private static IEnumerable<string> References(string project)
        => Elements(ProjectFile(project), "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    private static IEnumerable<string> Packages(string project) => Elements(ProjectFile(project), "PackageReference");

    private static string ProjectFile(string project) => Path.Combine(Root, "src", project, project + ".csproj");

    private static string[] Elements(string file, string name)
        => [.. XDocument.Load(file).Descendants(name).Select(element => (string?)element.Attribute("Include") ?? "")];

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "GovStack.Orleans.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository's root was not found.");
        return folder;
    }
}
