using System.CommandLine;
using GovStack.Frontend.ApiKeys;
using GovStack.Frontend.Staff;
using GovStack.Knowledge.Packs;
using GovStack.Standalone.Storage;
using Microsoft.Extensions.Options;

namespace GovStack.Standalone;

/// <summary>The command line: a verb, or the server where there is none.</summary>
internal static class StandaloneCommands
{
    /// <summary>Runs the verb the command line names, or the server.</summary>
    /// <returns>The exit code: 0, or 1 with the faults on the error output.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var verbs = new RootCommand("GovStack: without a verb, the server. Settings: appsettings.json, environment, --Section:Key value.")
        {
            BackupCommand.Create(),
            RestoreCommand.Create(TimeProvider.System),
            CheckCommand.Create(),
            MoveCommands.CreateExport(TimeProvider.System),
            MoveCommands.CreateImport(TimeProvider.System),
            KeysCommand.Create(TimeProvider.System, Console.Out),
            StaffCommand.Create(Console.In, Console.Out),
        };
        var isVerb = args.Length > 0 && (args[0] is "--help" or "-h" or "--version" || verbs.Subcommands.Any(verb => verb.Name == args[0]));
        return isVerb ? await verbs.Parse(args).InvokeAsync() : await ServeAsync(args);
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        try
        {
            await using var app = StandaloneHost.Build(args);
            StandaloneHost.Open(app);
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (Faults(exception) is { } faults)
        {
            // What an operator can mend is said in a sentence each; a stack trace would hide it.
            foreach (var fault in faults)
                await Console.Error.WriteLineAsync(fault);
            return 1;
        }
    }

    private static IEnumerable<string>? Faults(Exception exception) => exception switch
    {
        OptionsValidationException options => options.Failures,
        StorageFaultException or InvalidDataException => [exception.Message],
        ContentPackException content => [content.Message],
        AggregateException several => several.InnerExceptions.SelectMany(inner => Faults(inner) ?? [inner.ToString()]),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } inUse => [inUse.Message],
        _ => null,
    };
}
