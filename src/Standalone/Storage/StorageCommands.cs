using System.CommandLine;

namespace GovStack.Standalone.Storage;

/// <summary>What the storage commands share.</summary>
internal static class StorageCommands
{
    /// <summary>Makes the option that names the data directory.</summary>
    public static Option<string?> DirectoryOption() => new("--directory")
    {
        Description = "The data directory. The default is the setting Storage:Directory, as the server reads it.",
    };

    /// <summary>Finds the data directory: as given, or as the server would.</summary>
    public static string Resolve(string? given)
    {
        if (given is not null)
            return Path.GetFullPath(given);
        var builder = Host.CreateApplicationBuilder([]);
        var options = new StorageOptions();
        builder.Configuration.GetSection(StorageOptions.Section).Bind(options);
        return Path.GetFullPath(Path.Combine(builder.Environment.ContentRootPath, options.Directory));
    }

    /// <summary>Runs a command's work.</summary>
    /// <returns>The exit code: 0, or 1 with the fault on the error output.</returns>
    public static int Run(ParseResult parsed, Action<TextWriter> work)
    {
        try
        {
            work(parsed.InvocationConfiguration.Output);
            return 0;
        }
        catch (StorageFaultException fault)
        {
            parsed.InvocationConfiguration.Error.WriteLine(fault.Message);
            return 1;
        }
    }
}
