using System.Globalization;

namespace GovStack.Cluster;

/// <summary>What is tried.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Silos">How many servers.</param>
/// <param name="People">How many ask at once.</param>
/// <param name="RequestsPerMinute">What the provider allows; as much again at once after idling.</param>
/// <param name="Questions">How many questions the throughput is measured over.</param>
/// <param name="WarmUp">How many are asked before.</param>
/// <param name="Build">Whether what is started is built first.</param>
/// <param name="From">The commit that a rolling update comes from.</param>
internal sealed record TrialOptions(string Scenario, int Silos, int People, int RequestsPerMinute, int Questions, int WarmUp, bool Build, string From)
{
    public static readonly string[] Names = ["burst", "members", "pause", "redis", "postgres", "drain", "rolling", "roles", "streams", "throughput"];

    /// <summary>Reads the command line; null where it says nothing that can be done.</summary>
    public static TrialOptions? Parse(string[] args)
    {
        if (args.Length == 0 || !(args[0] == "all" || Names.Contains(args[0])))
            return null;
        var options = new TrialOptions(args[0], 3, 1_000, 600, 2_000, 200, true, "HEAD");
        for (var at = 1; at + 1 < args.Length; at += 2)
        {
            if (args[at] == "--from")
            {
                options = options with { From = args[at + 1] };
                continue;
            }

            if (!int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return null;
            options = args[at] switch
            {
                "--silos" => options with { Silos = value },
                "--people" => options with { People = value },
                "--requests" => options with { RequestsPerMinute = value },
                "--questions" => options with { Questions = value },
                "--warm-up" => options with { WarmUp = value },
                "--build" => options with { Build = value != 0 },
                _ => null!,
            };
            if (options is null)
                return null;
        }

        return options;
    }
}
