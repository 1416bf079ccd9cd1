using System.CommandLine;

namespace GovStack.Benchmarks;

/// <summary>Measures what the guard does to harmless texts and how fast it is.</summary>
internal static class SafetyCommand
{
    public static Command Create()
    {
        var data = BenchmarkData.Option();
        var command = new Command("safety", "Harmless texts refused or taken for a crisis, and the guard's speed.") { data };
        command.SetAction(result => Console.WriteLine("not measured yet"));
        return command;
    }
}
