using GovStack.Grains.Storage;
using GovStack.Knowledge.Packs;
using Microsoft.Extensions.Options;

namespace GovStack.Silo;

/// <summary>The command line: a verb, or the server where there is none.</summary>
internal static class SiloCommands
{
    /// <summary>Runs the verb the command line names, or the server.</summary>
    /// <returns>The exit code: 0, or 1 with the faults on the error output.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var verb = args.Length > 0 ? args[0] : "";
        try
        {
            switch (verb)
            {
                case "migrate":
                    await MigrateAsync(args[1..]);
                    return 0;
                case "export" when args.Length > 2:
                    await MoveCommands.ExportAsync(args[1], args[2], args[3..], Console.Out);
                    return 0;
                case "import" when args.Length > 1:
                    await MoveCommands.ImportAsync(args[1], args[2..], Console.Out);
                    return 0;
                case "--help" or "-h":
                    Console.WriteLine("""
                        GovStack, a server of a cluster. Without a verb, the server.
                          migrate                   makes the tables, or brings them to this program's schema
                          export FILE TENANT,TENANT writes conversations for another host to import; no server may run
                          import FILE               reads conversations another host has exported; no server may run
                        Settings: appsettings.json, environment, --Section:Key value; --role all|silo|frontend.
                        """);
                    return 0;
                default:
                    await using (var app = SiloHost.Build(args))
                        await app.RunAsync();
                    return 0;
            }
        }
        catch (Exception exception) when (Faults(exception) is { } faults)
        {
            // What an operator can mend is said in a sentence each; a stack trace would hide it.
            foreach (var fault in faults)
                await Console.Error.WriteLineAsync(fault);
            return 1;
        }
    }

    private static async Task MigrateAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        var settings = builder.Configuration.GetSection(ClusterSettings.Section).Get<ClusterSettings>() ?? new();
        await ClusterSchema.MigrateAsync(Databases.Open(settings, builder.Configuration, builder.Environment.ContentRootPath), CancellationToken.None);
        Console.WriteLine("The database has this program's tables.");
    }

    private static IEnumerable<string>? Faults(Exception exception) => exception switch
    {
        OptionsValidationException options => options.Failures,
        InvalidDataException or System.Data.Common.DbException => [exception.Message],
        ContentPackException content => [content.Message],
        AggregateException several => several.InnerExceptions.SelectMany(inner => Faults(inner) ?? [inner.ToString()]),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } inUse => [inUse.Message],
        _ => null,
    };
}
