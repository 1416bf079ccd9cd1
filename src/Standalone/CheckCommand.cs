using System.CommandLine;
using GovStack.Knowledge.Packs;

namespace GovStack.Standalone;

/// <summary><c>check &lt;folder&gt;</c>: what is wrong with a content pack, by file and line, or how well it works.</summary>
internal static class CheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder that holds agency.yaml." };
        var command = new Command("check", "Checks a content pack without starting the server: every fault by file and line, or how well it works.") { folder };
        command.SetAction((parsed, _) => PackCheck.RunAsync(parsed.GetRequiredValue(folder), parsed.InvocationConfiguration.Output));
        return command;
    }
}
