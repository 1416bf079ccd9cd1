using System.Text.RegularExpressions;

namespace GovStack.Deployment.Tests.Manifests;

/// <summary>The Dockerfile, read: nothing here builds it.</summary>
public sealed class ImageTests
{
    private static readonly string[] Lines = [.. File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile")).Where(line => line.Length > 0 && line[0] != '#')];

    [Theory]
    [InlineData("standalone", "Standalone")]
    [InlineData("silo", "Silo")]
    public void Target_StartsItsHostAsAUserWhoIsNotRoot(string target, string project)
    {
        Assert.Contains($"FROM runtime AS {target}", Lines);
        Assert.Contains($"ENTRYPOINT [\"dotnet\", \"GovStack.{project}.dll\"]", Lines);
        Assert.Contains(Lines, line => line.Contains($"dotnet publish src/{project}/{project}.csproj", StringComparison.Ordinal));
        Assert.Contains("USER 1654:1654", Lines);
        Assert.DoesNotContain(Lines.SkipWhile(line => !line.StartsWith("USER", StringComparison.Ordinal)).Skip(1), line => line.StartsWith("USER", StringComparison.Ordinal));
    }

    [Fact]
    public void Pods_User_IsTheImages()
        => Assert.All(
            Kustomization.All.SelectMany(all => all.Workloads).Where(workload => workload.Containers.Any(container => container.Text("image") is "govstack" or "govstack-silo")),
            workload => Assert.Equal(1654, workload.Pod.Number("securityContext", "runAsUser")));

    [Fact]
    public void Ports_OfThePods_AreThoseOfTheImage()
    {
        var exposed = Lines.Where(line => line.StartsWith("EXPOSE", StringComparison.Ordinal)).SelectMany(line => line.Split(' ').Skip(1)).Select(int.Parse).ToHashSet();
        var opened = Kustomization.All.SelectMany(all => all.Workloads).SelectMany(workload => workload.Containers)
            .Where(container => container.Text("image") is "govstack" or "govstack-silo").SelectMany(container => container.List("ports")).Select(port => port.Number("containerPort")!.Value);
        Assert.Equal(exposed, opened.ToHashSet());
    }

    [Fact]
    public void Build_TakesInOnlyWhatItCopies()
    {
        var ignore = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore")).Where(line => line.Length > 0 && line[0] != '#').ToList();
        Assert.Equal("*", ignore[0]);
        var taken = ignore.Where(line => line[0] == '!').Select(line => line[1..]).ToHashSet();
        // COPY --from takes from another stage; nuget.config may be absent.
        var copied = Lines.Where(line => line.StartsWith("COPY", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1]).Select(source => source == "${CONTENT}" ? "content" : Regex.Replace(source, @"\[(.)\]", "$1")).ToHashSet();
        Assert.Equal(taken, copied);
        Assert.All(taken.Where(file => file != "nuget.config"), file => Assert.True(Path.Exists(Path.Combine(Repository.Root, file)), file));
    }
}
