using System.CommandLine;

namespace GovStack.Benchmarks;

/// <summary>Measures how often the normalised form of two questions is the same, and how often wrongly.</summary>
internal static class FormsCommand
{
    public static Command Create()
    {
        var data = BenchmarkData.Option();
        var command = new Command("forms", "Hit share and wrong-hit share of equal question forms on labelled pairs.") { data };
        command.SetAction(result => Console.WriteLine("not measured yet"));
        return command;
    }
}
