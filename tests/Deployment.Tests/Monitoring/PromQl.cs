using System.Text.RegularExpressions;

namespace GovStack.Deployment.Tests.Monitoring;

/// <summary>Reads from a PromQL expression what it is about. Not a parser: promtool checks the grammar.</summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Words = ["and", "or", "unless", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset"];

    /// <summary>Gets the names of the series.</summary>
    public static IEnumerable<string> Metrics(string expression)
    {
        var bare = Grouping().Replace(Range().Replace(Braces().Replace(expression, ""), ""), "");
        return Name().Matches(bare).Select(match => match.Value).Where(name => !Words.Contains(name)).Distinct();
    }

    /// <summary>Gets each series with its label matchers.</summary>
    public static IEnumerable<(string Metric, string Label, string Value)> Matchers(string expression)
        => Series().Matches(expression).SelectMany(series => Matcher().Matches(series.Groups[2].Value)
            .Select(matcher => (series.Groups[1].Value, matcher.Groups[1].Value, matcher.Groups[2].Value)));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w:.])[a-zA-Z_:][\w:]*(?![\w:]*\s*\()")]
    private static partial Regex Name();

    [GeneratedRegex(@"([a-zA-Z_:][\w:]*)\{([^}]*)\}")]
    private static partial Regex Series();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)\s*""([^""]*)""")]
    private static partial Regex Matcher();
}
