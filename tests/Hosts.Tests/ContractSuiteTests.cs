using System.Text.RegularExpressions;
using GovStack.TestKit;
using GovStack.TestKit.Contracts;
using Xunit;

namespace GovStack.Hosts.Tests;

/// <summary>Pins that every contract suite is run on both hosts, from the sources: the cluster's tests cannot be loaded where its packages do not restore.</summary>
public sealed partial class ContractSuiteTests
{
    public static TheoryData<string, string> SuitesAndHosts()
    {
        var pairs = new TheoryData<string, string>();
        var suites = typeof(CheckpointStoreContractTests).Assembly.GetTypes().Where(type => type.IsAbstract && type.Name.EndsWith("ContractTests", StringComparison.Ordinal));
        foreach (var suite in suites)
        {
            pairs.Add(suite.Name, "Hosts.Tests");
            pairs.Add(suite.Name, "Cluster.Tests");
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(SuitesAndHosts))]
    public void ContractSuite_OnEachHost_IsDerived(string suite, string tests)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", tests), "*.cs", SearchOption.AllDirectories);

        Assert.Contains(sources, source => BaseTypes().Matches(File.ReadAllText(source)).Any(match => match.Groups["base"].Value == suite));
    }

    [GeneratedRegex(@"class \w+(\([^{]*?\))?\s*:\s*(?<base>\w+)")]
    private static partial Regex BaseTypes();
}
