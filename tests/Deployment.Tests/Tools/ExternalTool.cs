using System.Diagnostics;

namespace GovStack.Deployment.Tests.Tools;

/// <summary>Runs a program that may not be installed.</summary>
internal static class ExternalTool
{
    /// <summary>Skips the test with a word where the program is not on the path.</summary>
    public static void NeedsOrSkips(string program, string howToGetIt)
        => Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))),
            $"{program} is not here: {howToGetIt}");

    /// <summary>Runs it in the repository's root.</summary>
    /// <returns>The exit code, and all it said.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Whatever cluster the developer is signed in to stays out of it.
        start.Environment["KUBECONFIG"] = "/dev/null";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
