using System.Globalization;
using GovStack.LoadTest.Measuring;

namespace GovStack.LoadTest.Starting;

/// <summary>
/// What a started server is told of the simulated provider: one pool with its limits, counting and charging, as an operator would write them down. Without
/// it the provider, being on this machine, would pass for a local model without limits.
/// </summary>
internal static class ServerSettings
{
    private const int NoCeiling = 100_000;
    private const string Pool = "Quota:Pools:simulated";
    private const string Profile = "Quota:Profiles:simulated";

    /// <summary>The command line's arguments; what follows them on it has the last word.</summary>
    /// <param name="provider">What the provider allows.</param>
    /// <param name="keepModels">Whether the models keep the names the chains give them, so that the provider's log tells small from large; otherwise there is one.</param>
    public static string For(SimulatorView provider, bool keepModels = false)
    {
        List<(string Name, object Value)> settings = [("Providers:openai:Pool", "simulated"), .. ((string, object)[])(keepModels ? [] : [("Providers:openai:Model", "sim-large")]), ($"{Pool}:Profile", "simulated")];

        // The one profile without limits of its own: what is not named below does not exist.
        settings.Add(($"{Profile}:BasedOn", "local"));
        settings.Add(($"{Profile}:Evaluator", provider.Evaluator.StartsWith("Fixed", StringComparison.Ordinal) ? "Fixed" : provider.Evaluator == "Bucket" ? "Bucket" : "Window"));
        settings.Add(($"{Profile}:StartCharge", provider.Charging switch
        {
            "MaxOrEstimate" => "LargerOfInputAndMaximum",
            "InputOnly" or "Separate" => "InputThenOutputAsProduced",
            _ => "InputAndMaximum",
        }));
        settings.Add(($"{Profile}:Refunds", provider.Charging is "InputPlusActual" or "SeparateReserved"));
        settings.Add(($"{Profile}:Dialect", "OpenAI"));
        if (provider.Evaluator != "Bucket")
            settings.Add(($"{Profile}:Bursts", true));   // Its windows are known, every one.
        settings.Add(($"{Profile}:Safety", provider.Evaluator == "Bucket" ? 0.9995 : 1));
        AddSubWindows(settings, provider);

        var perMinute = 60 / provider.WindowSeconds;
        Limit(settings, "RequestsPerMinute", provider.Requests * perMinute);
        Limit(settings, provider.Charging == "InputOnly" ? "InputTokensPerMinute" : "TokensPerMinute", provider.Charging.StartsWith("Separate", StringComparison.Ordinal) ? 0 : provider.Tokens * perMinute);
        Limit(settings, "InputTokensPerMinute", provider.InputTokens * perMinute);
        Limit(settings, "OutputTokensPerMinute", provider.OutputTokens * perMinute);
        Limit(settings, "MaxInFlight", provider.InFlight > 0 ? provider.InFlight : NoCeiling);
        return string.Join(' ', settings.Select(setting => string.Create(CultureInfo.InvariantCulture, $"--{setting.Name} {setting.Value}")));
    }

    private static void AddSubWindows(List<(string Name, object Value)> settings, SimulatorView provider)
    {
        var seconds = provider.Evaluator switch { "FixedAnd10Seconds" => 10, "FixedAnd1Second" => 1, _ => 0 };
        if (seconds == 0)
            return;

        string[] axes = provider.SubWindowsOn switch { "Requests" => ["Requests"], "Tokens" => ["Tokens"], _ => ["Requests", "Tokens"] };
        foreach (var (axis, index) in axes.Select((axis, index) => (axis, index)))
        {
            settings.Add(($"{Profile}:SubWindows:{index}:Axis", axis));
            settings.Add(($"{Profile}:SubWindows:{index}:Length", TimeSpan.FromSeconds(seconds)));
            settings.Add(($"{Profile}:SubWindows:{index}:Aligned", true));
        }
    }

    private static void Limit(List<(string Name, object Value)> settings, string name, double amount)
    {
        if (amount > 0)
            settings.Add(($"{Pool}:{name}", Math.Round(amount)));
    }
}
