using GovStack.Standalone.Tests.Storage;

namespace GovStack.Standalone.Tests;

/// <summary>Runs the tests; or, told to, is the process that a kill test kills.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) => args switch
    {
        [StoreWorkload.Verb, var directory] => await StoreWorkload.RunAsync(directory),
        _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            => await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
    };
}
